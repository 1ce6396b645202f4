"""What differs from backend to backend beside the student's code: what is imported early, put back, and left alone."""

import os
from types import ModuleType
from typing import Any

import keras

from autograder.sandbox import keras_inside
from autograder.sandbox.environment import NO_GPU

# torch.Tensor.numpy as it was before `_let_numpy_read`.
_PLAIN: list[Any] = []


def import_rest() -> list[ModuleType]:
    """In the warm parent: import what each child would otherwise reach by itself; no op may run."""
    name = keras.config.backend()
    if name == "tensorflow":
        import tensorflow as tf

        if NO_GPU.items() <= os.environ.items():
            # Optimizing graphs costs more than it saves: what runs here is small, and each iterator makes its own.
            tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
        return [tf.keras, tf.keras.layers, tf.keras.callbacks, tf.data]
    keras_inside.do_without_tensorflow()
    if name == "torch":
        import torch
        import torch.profiler  # a child's first fit

        torch.set_num_threads(1)
        torch.set_num_interop_threads(1)
        _let_numpy_read()
        return [torch, torch.profiler]
    return []


def restore() -> None:
    """Put back the backend's own global state."""
    name = keras.config.backend()
    if name == "tensorflow":
        import tensorflow as tf

        tf.config.run_functions_eagerly(False)
    elif name == "torch":
        _restore_torch()
    elif name == "jax":
        _restore_jax()


def leave_gpu() -> None:
    """Use the CPU from now on, though the warm parent may have found a GPU. Before the backend uses a device."""
    os.environ |= NO_GPU
    name = keras.config.backend()
    if name == "torch":
        keras_inside.put_torch_on_cpu()
    elif name == "jax":
        import jax

        jax.config.update("jax_platforms", "cpu")


def be_plain() -> None:
    """Take back what helps code for Keras on TensorFlow to run on another backend: the exercise is about that one."""
    if _PLAIN:
        import torch

        torch.Tensor.numpy = _PLAIN[0]  # type: ignore[method-assign]


def _restore_torch() -> None:
    import torch

    torch.set_grad_enabled(True)
    torch.set_default_dtype(torch.float32)
    torch.set_default_device(None)
    torch.set_num_threads(1)
    torch.set_flush_denormal(False)
    torch.set_float32_matmul_precision("highest")
    torch.use_deterministic_algorithms(False)
    torch.autograd.set_detect_anomaly(False)
    torch.set_printoptions(profile="default")


def _restore_jax() -> None:
    import jax

    for name in ("jax_enable_x64", "jax_disable_jit", "jax_debug_nans", "jax_debug_infs"):
        jax.config.update(name, False)
    jax.config.update("jax_default_matmul_precision", None)


def _let_numpy_read() -> None:
    """Let `np.asarray(model(x))` and `model(x).numpy()` work as with TensorFlow: torch refuses to give the values of a
    tensor that gradients may flow through.

    Inside a layer's call NumPy would cut the gradient, as it does with TensorFlow: there the refusal stays.
    """
    import torch

    plain = torch.Tensor.numpy
    _PLAIN.append(plain)

    def numpy(self: torch.Tensor, *, force: bool = False) -> object:
        return plain(self if keras_inside.is_in_a_layer() else self.detach(), force=force)

    torch.Tensor.numpy = numpy  # type: ignore[method-assign]
