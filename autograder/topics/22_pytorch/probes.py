"""Probes that give students' functions small torch networks. They run beside the student's code, where torch is."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.data import DataLoader, TensorDataset

Arrays = tuple[np.ndarray, np.ndarray]


class Watched(nn.Module):
    """logits = images (flattened) @ kernel + bias.

    Attributes:
        calls: Whether it was in training mode, and whether gradients were on, call by call.
    """

    def __init__(self, kernel: np.ndarray, bias: np.ndarray):
        super().__init__()
        self.kernel, self.bias = nn.Parameter(torch.tensor(kernel)), nn.Parameter(torch.tensor(bias))
        self.calls: list[list[bool]] = []

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        self.calls.append([self.training, torch.is_grad_enabled()])
        return images.flatten(1) @ self.kernel + self.bias


def trained(
    function: Callable[..., Any], weights: Arrays, data: Arrays, batch_size: int, rate: float, training: bool
) -> dict[str, Any]:
    """What `function(network, loader, optimizer)` returns, and what it did to a network that came in this mode."""
    network = Watched(*weights).train(training)
    loader = DataLoader(TensorDataset(*map(torch.tensor, data)), batch_size=batch_size)
    returned = function(network, loader, torch.optim.SGD(network.parameters(), lr=rate))
    return {
        "returned": returned,
        "is_tied": isinstance(returned, torch.Tensor) and returned.requires_grad,
        "weights": [weight.detach().numpy() for weight in network.parameters()],
        "calls": network.calls,
        "has_gradients": any(weight.grad is not None and bool(weight.grad.any()) for weight in network.parameters()),
    }


def predicted(function: Callable[..., Any], weights: Arrays, images: np.ndarray, training: bool) -> dict[str, Any]:
    """What `function(network, images)` returns, and how a network that came in this mode was called and left."""
    network = Watched(*weights).train(training)
    return {"returned": function(network, images), "calls": network.calls, "left": network.training}


class _Operations(TorchDispatchMode):
    """Notes what torch computes, by the names that it has for it."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.names.add(str(function).split(".")[1])
        return function(*args, **(kwargs or {}))


def answers(network: nn.Module, images: np.ndarray) -> tuple[Any, list[str]]:
    """What the network gives for these images at prediction, and what it computes, such as "convolution"."""
    given = torch.tensor(images)
    network.eval()
    with torch.no_grad(), _Operations() as noted:
        return network(given), sorted(noted.names)


def weights_of(network: nn.Module, images: np.ndarray) -> list[tuple[int, bool]]:
    """Of each weight that an optimizer gets, how many axes it has, and whether a loss gives it a gradient."""
    network.eval()  # in training, batch normalization would note what it sees
    network(torch.tensor(images)).square().sum().backward()
    return [(weight.ndim, weight.grad is not None) for weight in network.parameters()]


def give(network: nn.Module, other: nn.Module) -> None:
    """Give `other` all weights of `network` that an optimizer gets."""
    with torch.no_grad():
        for one, two in zip(network.parameters(), other.parameters(), strict=True):
            two.copy_(one)


def maps_of_both(
    keras_kernel: np.ndarray, torch_kernel: np.ndarray, images: np.ndarray, channels_first: np.ndarray
) -> Arrays:
    """ReLU of a convolution by Keras and by torch, (n, height, width, filters) from both."""
    import keras

    layer = keras.layers.Conv2D(keras_kernel.shape[-1], keras_kernel.shape[:2], activation="relu", use_bias=False)
    layer.build((None, *images.shape[1:]))
    layer.set_weights([keras_kernel])
    with torch.no_grad():
        other = torch.relu(nn.functional.conv2d(torch.tensor(channels_first), torch.tensor(torch_kernel)))
    return keras.ops.convert_to_numpy(layer(images)), other.permute(0, 2, 3, 1).numpy()


def learned(
    student: Any, images: np.ndarray, classes: np.ndarray, new: np.ndarray, num_classes: int, epochs: int
) -> list[tuple[Any, Any]]:
    """Loss and class probabilities of the new images after each epoch of the student's network, loop and predict."""
    torch.manual_seed(0)
    network = student.build_network(num_classes)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    loader = DataLoader(TensorDataset(torch.tensor(images), torch.tensor(classes)), batch_size=8, shuffle=True)
    return [(student.train_epoch(network, loader, optimizer), student.predict(network, new)) for _ in range(epochs)]
