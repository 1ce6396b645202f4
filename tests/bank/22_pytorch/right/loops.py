# right: NumPy loops, softmax by hand, the loss by log_softmax and nll_loss
import numpy as np
import torch
from torch import nn


def to_torch_kernel(kernel):
    height, width, inputs, outputs = kernel.shape
    result = np.zeros((outputs, inputs, height, width), dtype=kernel.dtype)
    for o in range(outputs):
        for i in range(inputs):
            for row in range(height):
                for column in range(width):
                    result[o, i, row, column] = kernel[row, column, i, o]
    return result


def to_channels_first(images):
    return np.stack([images[..., c] for c in range(images.shape[-1])], axis=1)


def build_network(num_classes):
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(8 * 8 * 8, num_classes),
    )


def train_epoch(network, loader, optimizer):
    network.train()
    all_losses = []
    for images, classes in loader:
        log_p = torch.log_softmax(network(images), 1)
        each = -log_p[torch.arange(len(classes)), classes]
        optimizer.zero_grad()
        each.mean().backward()
        optimizer.step()
        all_losses.extend(each.tolist())
    return sum(all_losses) / len(all_losses)


def predict(network, images):
    before = network.training
    try:
        network.eval()
        with torch.no_grad():
            z = network(torch.tensor(images)).numpy()
    finally:
        if before:
            network.train()
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
