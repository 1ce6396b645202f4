# right: each loss on its own, the mean taken by hand; the total is kept as a tensor until the end
import numpy as np
import torch
from torch import nn


def to_torch_kernel(kernel):
    return np.transpose(kernel, (3, 2, 0, 1))


def to_channels_first(images):
    return np.transpose(images, (0, 3, 1, 2))


def build_network(num_classes):
    layers = []
    channels = 3
    for filters in (4, 8):
        layers += [nn.Conv2d(channels, filters, kernel_size=3), nn.BatchNorm2d(filters), nn.ReLU(inplace=True)]
        channels = filters
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.2), nn.Linear(channels, num_classes)]
    return nn.Sequential(*layers)


def train_epoch(network, loader, optimizer):
    network.train()
    total = 0
    n = 0
    for x, y in loader:
        optimizer.zero_grad()
        summed = nn.functional.cross_entropy(network(x), y, reduction="sum")
        (summed / y.size(0)).backward()
        optimizer.step()
        total = total + summed
        n += y.size(0)
    return (total / n).item()


def predict(network, images):
    was_training = network.training
    network.eval()
    with torch.no_grad():
        logits = network(torch.from_numpy(images))
    network.train(was_training)
    return torch.softmax(logits, dim=1).numpy()
