# %% [markdown]
# # 22 PyTorch, by the way
# The shop is open. One day you will read about a network, and its code is in PyTorch. This exercise is optional: it
# says the same things in that language, for those who have it installed (`pip install "convlings[torch]"`).
#
# Much is as you know it: layers, a loss, an optimizer, batches. What differs is where things stand, and who does them:
#
# | | Keras | PyTorch |
# |---|---|---|
# | a batch of images | (n, height, width, channels) | (n, channels, height, width) |
# | the kernel of a convolution | (height, width, in, out) | (out, in, height, width) |
# | a network gives | probabilities, mostly | logits; the loss has the softmax inside |
# | an epoch of training | `fit` | a loop that you write |
# | training or prediction | `fit` and `predict` see to it | `network.train()` and `network.eval()`: you do |
#
# Three things surprise nearly everyone:
#
# * `reshape` gives the right shape and the wrong image. Axes change places with `transpose` or `permute`.
# * `loss.backward()` *adds* to the gradients that are there. Without `optimizer.zero_grad()`, each step repeats all the
#   steps before it.
# * Softmax at the end of the network, and `cross_entropy` after it: that is softmax twice. It trains, slowly and badly,
#   and nothing warns you.

# %%
import numpy as np
import torch
from torch import nn


# %%
def to_torch_kernel(kernel: np.ndarray) -> np.ndarray:
    """The kernel of a Keras `Conv2D`, as PyTorch's `nn.Conv2d` holds it.

    Each number keeps its meaning: it only moves to another place. Neither library turns kernels round.

    Args:
        kernel: Float array (height, width, in, out): the last two axes are the channels that come in and the filters.

    Returns:
        Array (out, in, height, width).

    Example:
        >>> list(to_torch_kernel(np.zeros((3, 3, 1, 8))).shape)
        [8, 1, 3, 3]
    """
    raise NotImplementedError("22: write to_torch_kernel")


# %%
def to_channels_first(images: np.ndarray) -> np.ndarray:
    """A batch of images as PyTorch takes it.

    Args:
        images: Array (n, height, width, channels). It is not changed.

    Returns:
        Array (n, channels, height, width) of the same dtype: the red values of all pixels, then the green ones, and so
        on, each as an image.

    Example:
        >>> list(to_channels_first(np.zeros((2, 4, 4, 3))).shape)
        [2, 3, 4, 4]
    """
    raise NotImplementedError("22: write to_channels_first")


# %%
def build_network(num_classes: int) -> nn.Module:
    """A small convolutional network for images of 16 x 16 pixels; not trained.

    At least one `nn.Conv2d` with ReLU, pooling if you like, and a linear layer at the end that gives one number for
    each class. `nn.Sequential`, or a class of your own.

    Args:
        num_classes: 2 or more.

    Returns:
        Module from a float32 tensor (n, 3, 16, 16) to logits, a tensor (n, num_classes): any numbers, negative ones as
        well. No softmax. An optimizer that gets `network.parameters()` trains all of its weights.

    Example:
        >>> build_network(4)(torch.zeros(2, 3, 16, 16)).shape
        torch.Size([2, 4])
    """
    raise NotImplementedError("22: write build_network")


# %%
def train_epoch(network: nn.Module, loader: torch.utils.data.DataLoader, optimizer: torch.optim.Optimizer) -> float:
    """Train for one epoch: each batch of `loader` once, in its order, and one step of the optimizer for each.

    The loss of a batch is the cross-entropy between the logits and the classes, the mean over the batch. The network is
    in training mode for it, in whatever mode it comes.

    Args:
        network: Gives logits (n, classes). It is changed: that is the purpose.
        loader: Batches as pairs of tensors: images, and their classes (n,), whole numbers from 0. The last batch may be
            smaller than the others.
        optimizer: Made for this network by the caller: use it as it is.

    Returns:
        The mean loss over all images of the epoch, a plain float: each image counts as much as the others. The loss of
        a batch is the one before its step.

    Example:
        >>> images, classes = torch.zeros(6, 3, 16, 16), torch.tensor([0, 1, 0, 1, 0, 1])
        >>> loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(images, classes), batch_size=4)
        >>> network = build_network(2)
        >>> type(train_epoch(network, loader, torch.optim.SGD(network.parameters(), lr=0.01)))
        <class 'float'>
    """
    raise NotImplementedError("22: write train_epoch")


# %%
def predict(network: nn.Module, images: np.ndarray) -> np.ndarray:
    """Class probabilities for a batch of images.

    The network runs in evaluation mode (no dropout, for one) and without gradients. Afterwards it is in the mode in
    which it came: whoever is training goes on training.

    Args:
        network: Gives logits (n, classes).
        images: float32 array, channels first, of at least one image. It is not changed.

    Returns:
        float32 array (n, classes): each row sums to 1.

    Example:
        >>> predict(build_network(4), np.zeros((2, 3, 16, 16), dtype="float32")).shape
        (2, 4)
    """
    raise NotImplementedError("22: write predict")


# %% Try it (not graded)
# from autograder.datasets import load
#
# name, names = "fashion", ["dress", "hat", "pants", "shoes"]  # real photos: "clothing"
# parts = [load(name, split=part, size=16, n=200, classes=names) for part in ("train", "validation")]
# (x, y), (new, labels) = [(to_channels_first(images / 255).astype("float32"), each) for images, each in parts]
# data = torch.utils.data.TensorDataset(torch.from_numpy(x), torch.from_numpy(y).long())
# loader = torch.utils.data.DataLoader(data, batch_size=16, shuffle=True)
# network = build_network(len(names))
# optimizer = torch.optim.Adam(network.parameters(), lr=0.005)
# for epoch in range(10):  # some seconds
#     loss = train_epoch(network, loader, optimizer)
#     print(epoch + 1, round(loss, 3), "right:", np.mean(predict(network, new).argmax(axis=1) == labels))
