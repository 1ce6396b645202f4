# right: a context manager of its own for the mode
from contextlib import contextmanager

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


def to_torch_kernel(kernel):
    return np.ascontiguousarray(np.moveaxis(kernel, [3, 2], [0, 1]))


def to_channels_first(images):
    return np.array([image.transpose(2, 0, 1) for image in images])


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
    n, summe = 0, 0.0
    for step, (inputs, targets) in enumerate(loader):
        optimizer.zero_grad()
        outputs = network(inputs)
        loss = F.nll_loss(F.log_softmax(outputs, dim=1), targets)
        loss.backward()
        optimizer.step()
        n = n + inputs.size(0)
        summe = summe + loss.data.item() * inputs.size(0)
    return summe / n


@contextmanager
def evaluating(network):
    was = network.training
    network.eval()
    try:
        yield network
    finally:
        network.train(was)


def predict(network, images):
    with evaluating(network), torch.no_grad():
        return F.softmax(network(torch.Tensor(images)), 1).numpy()
