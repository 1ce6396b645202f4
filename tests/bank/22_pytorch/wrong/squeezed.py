# mistake: squeeze drops the axis of a single image
# looks like: squeeze on the logits
# why: A batch may hold one image. squeeze() drops its axis; name the axes that are to go.
# fails: network_gives_logits
# points: 9
import numpy as np
import torch
from torch import nn


def to_torch_kernel(kernel):
    return np.transpose(kernel, (3, 2, 0, 1))


def to_channels_first(images):
    return np.transpose(images, (0, 3, 1, 2))


class Network(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.head = nn.Conv2d(8, num_classes, 14)

    def forward(self, x):
        return self.head(torch.relu(self.conv(x))).squeeze()


def build_network(num_classes):
    return Network(num_classes)


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
    was_training = network.training
    network.eval()
    with torch.no_grad():
        logits = network(torch.from_numpy(images))
    network.train(was_training)
    return torch.softmax(logits, dim=1).numpy()
