"""The few things inside Keras that the sandbox has to reach, for want of a public way.

Each says why. What is not there in some version of Keras is left as it is: slower, or stricter, but never wrong.
"""

from contextlib import suppress


def do_without_tensorflow() -> None:
    """Have Keras on another backend take TensorFlow for not installed.

    Keras finds out by importing it, whenever a seed is set or a model is saved: seconds in each child, and threads. A
    student's own `import tensorflow` still gets it.
    """
    with suppress(ImportError, AttributeError):
        from keras.src.utils import module_utils

        module_utils.tensorflow._available = False


def put_torch_on_cpu() -> None:
    """Have Keras put torch's tensors on the CPU.

    It chose the device once, when the warm parent imported it; `keras.device` is forgotten by `clear_session`.
    """
    with suppress(ImportError, AttributeError):
        from keras.src.backend.torch import core

        core.DEFAULT_DEVICE = "cpu"


def is_in_a_layer() -> bool:
    """Whether the call of a layer or model is going on, on the way to its output.

    No public function says so.
    """
    try:
        from keras.src.backend.common.global_state import get_global_attribute
    except ImportError:
        return True
    return get_global_attribute("current_call_ctx") is not None
