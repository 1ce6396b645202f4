# right: predict asks for one image after the other, train loops over numpy lists
import numpy as np
import torch
from torch import nn


def to_torch_kernel(kernel):
    return np.transpose(kernel, (3, 2, 0, 1))


def to_channels_first(images):
    return np.transpose(images, (0, 3, 1, 2))


def build_network(num_classes):
    net = nn.Sequential()
    net.add_module("conv", nn.Conv2d(3, 10, kernel_size=5))
    net.add_module("relu", nn.ReLU())
    net.add_module("pool", nn.AdaptiveMaxPool2d((3, 3)))
    net.add_module("flat", nn.Flatten())
    net.add_module("fc1", nn.Linear(90, 32))
    net.add_module("tanh", nn.Tanh())
    net.add_module("fc2", nn.Linear(32, num_classes))
    for p in net.parameters():
        if p.ndim > 1:
            nn.init.kaiming_uniform_(p)
    return net


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
    was = network.training
    network.eval()
    rows = []
    with torch.no_grad():
        for image in images:
            rows.append(torch.softmax(network(torch.from_numpy(image)[None]), dim=-1)[0].tolist())
    network.train(was)
    return np.array(rows, dtype=np.float32)
