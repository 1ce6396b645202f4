# mistake: super().__init__() forgotten
# why: Without super().__init__(), nn.Module has no place for the layers yet.
# fails: network_gives_logits, all_weights_can_be_trained
# points: 8
# says: cannot assign module before Module.__init__()
import numpy as np
import torch
from torch import nn


def to_torch_kernel(kernel):
    return np.transpose(kernel, (3, 2, 0, 1))


def to_channels_first(images):
    return np.transpose(images, (0, 3, 1, 2))


class Network(nn.Module):
    def __init__(self, num_classes):
        self.conv = nn.Conv2d(3, 8, 3)
        self.head = nn.Linear(8 * 14 * 14, num_classes)

    def forward(self, x):
        return self.head(torch.relu(self.conv(x)).flatten(1))


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
