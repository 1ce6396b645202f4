"""Probes that give students' functions small torch networks. They run beside the student's code, where torch is."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.data import DataLoader, TensorDataset


class Watched(nn.Module):
    """logits = images (flattened) @ kernel + bias, times 3 in training mode if it is `tripled` there.

    Attributes:
        modes: Whether it was in training mode, and whether gradients were on, call by call.
    """

    def __init__(self, kernel: np.ndarray, bias: np.ndarray, tripled: bool = False):
        super().__init__()
        self.kernel, self.bias = nn.Parameter(torch.tensor(kernel)), nn.Parameter(torch.tensor(bias))
        self.tripled = tripled
        self.modes: list[list[bool]] = []

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        self.modes.append([self.training, torch.is_grad_enabled()])
        logits = images.flatten(1) @ self.kernel + self.bias
        return logits * 3 if self.tripled and self.training else logits


def trained(
    function: Callable[..., Any],
    weights: tuple[np.ndarray, np.ndarray],
    data: tuple[np.ndarray, np.ndarray],
    batch_size: int,
    rate: float,
    training: bool,
) -> dict[str, Any]:
    """What `function(network, loader, optimizer)` returns, and what it did to the network.

    Args:
        training: The mode in which the network comes.
    """
    network = Watched(*weights)
    network.train(training)
    loader = DataLoader(TensorDataset(torch.tensor(data[0]), torch.tensor(data[1])), batch_size=batch_size)
    returned = function(network, loader, torch.optim.SGD(network.parameters(), lr=rate))
    return {
        "returned": returned,
        "is_tied": isinstance(returned, torch.Tensor) and returned.requires_grad,
        "weights": [weight.detach().numpy() for weight in network.parameters()],
        "modes": network.modes,
    }


def predicted(
    function: Callable[..., Any],
    weights: tuple[np.ndarray, np.ndarray],
    images: np.ndarray,
    training: bool,
    tripled: bool,
) -> dict[str, Any]:
    """What `function(network, images)` returns, and how the network was called and left."""
    network = Watched(*weights, tripled=tripled)
    network.train(training)
    return {"returned": function(network, images), "modes": network.modes, "left": network.training}


def answers(network: nn.Module, images: np.ndarray) -> Any:
    """What the network gives for these images, at prediction."""
    network.eval()
    with torch.no_grad():
        return network(torch.tensor(images))


def is_module(value: Any) -> bool:
    return isinstance(value, nn.Module)


def weight_shapes(network: nn.Module) -> list[list[int]]:
    """Shapes of the weights that an optimizer gets."""
    return [list(weight.shape) for weight in network.parameters()]


def without_weights(network: nn.Module, images: np.ndarray) -> Any:
    """What the network gives once all weights that an optimizer gets are 0."""
    network.eval()
    with torch.no_grad():
        for weight in network.parameters():
            weight.zero_()
        return network(torch.tensor(images))


class _Operations(TorchDispatchMode):
    """Notes what torch computes, by the names that it has for it."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.names.add(str(function).split(".")[1])
        return function(*args, **(kwargs or {}))


def operations(network: nn.Module, images: np.ndarray) -> list[str]:
    """Names of what the network computes, such as "convolution"."""
    network.eval()
    given = torch.tensor(images)
    with torch.no_grad(), _Operations() as noted:
        network(given)
    return sorted(noted.names)


def unmoved(network: nn.Module, images: np.ndarray) -> list[list[int]]:
    """Shapes of the weights that the gradient of a sum of squares does not reach."""
    network.train()
    network.zero_grad()
    network(torch.tensor(images)).square().sum().backward()
    return [list(weight.shape) for weight in network.parameters() if weight.grad is None]


def maps_of_both(
    keras_kernel: np.ndarray, torch_kernel: np.ndarray, images: np.ndarray, channels_first: np.ndarray
) -> list[np.ndarray]:
    """ReLU of a convolution without padding by Keras, and by torch: (n, height, width, filters) from both."""
    import keras

    layer = keras.layers.Conv2D(keras_kernel.shape[-1], keras_kernel.shape[:2], activation="relu", use_bias=False)
    layer.build((None, *images.shape[1:]))
    layer.set_weights([keras_kernel])
    one = keras.ops.convert_to_numpy(layer(images))
    with torch.no_grad():
        other = torch.relu(nn.functional.conv2d(torch.tensor(channels_first), torch.tensor(torch_kernel)))
    return [one, other.permute(0, 2, 3, 1).numpy()]


def learned(
    student: Any, images: np.ndarray, classes: np.ndarray, new: np.ndarray, num_classes: int, epochs: int
) -> list[list[Any]]:
    """Loss and class probabilities of the new images after each epoch of the student's network, loop and predict."""
    torch.manual_seed(0)
    network = student.build_network(num_classes)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    loader = DataLoader(TensorDataset(torch.tensor(images), torch.tensor(classes)), batch_size=16, shuffle=True)
    return [[student.train_epoch(network, loader, optimizer), student.predict(network, new)] for _ in range(epochs)]
