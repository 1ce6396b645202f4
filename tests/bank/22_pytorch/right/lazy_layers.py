# right: lazy layers, einsum, a closure for the optimizer
import numpy as np
import torch
from torch import nn


def to_torch_kernel(kernel):
    return np.einsum("hwio->oihw", kernel)


def to_channels_first(images):
    return np.einsum("nhwc->nchw", images)


def build_network(num_classes):
    network = nn.Sequential(
        nn.LazyConv2d(5, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.LazyLinear(20), nn.ReLU(),
        nn.LazyLinear(num_classes),
    )
    network(torch.zeros(1, 3, 16, 16))
    return network


def train_epoch(network, loader, optimizer):
    network.train()
    total = 0.0
    for images, classes in loader:

        def closure():
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(network(images), classes)
            loss.backward()
            return loss

        total += float(optimizer.step(closure)) * len(classes)
    return total / sum(len(classes) for _, classes in loader)


def predict(network, images):
    was_training = network.training
    network.eval()
    with torch.no_grad():
        logits = network(torch.from_numpy(images))
    network.train(was_training)
    return torch.softmax(logits, dim=1).numpy()
