# right: answers are tensors where that is possible, by permute
import numpy as np
import torch
from torch import nn


def to_torch_kernel(kernel):
    return torch.from_numpy(kernel).permute(3, 2, 0, 1)


def to_channels_first(images):
    return torch.as_tensor(images).permute(0, 3, 1, 2).contiguous()


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
    total, count = 0.0, 0
    for images, classes in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(network(images), classes)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(images)
        count += len(images)
    return total / count


def predict(network, images):
    mode = network.training
    network.train(False)
    with torch.inference_mode():
        probabilities = nn.Softmax(dim=-1)(network(torch.as_tensor(images)))
    network.train(mode)
    return probabilities
