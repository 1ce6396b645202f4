# right: the network is a class of its own, with an optimizer that is cleared after the step
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
        self.first = nn.Conv2d(3, 6, 5)
        self.second = nn.Conv2d(6, 12, 3)
        self.pool = nn.MaxPool2d(2)
        self.head = nn.Linear(12 * 2 * 2, num_classes)

    def forward(self, x):
        x = self.pool(torch.relu(self.first(x)))
        x = self.pool(torch.relu(self.second(x)))
        return self.head(x.view(x.size(0), -1))


def build_network(num_classes):
    return Network(num_classes)


def train_epoch(network, loader, optimizer):
    criterion = nn.CrossEntropyLoss()
    network.train()
    losses, sizes = [], []
    for batch, targets in loader:
        output = network(batch)
        loss = criterion(output, targets)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(loss.item())
        sizes.append(targets.shape[0])
    return float(np.average(losses, weights=sizes))


def predict(network, images):
    was_training = network.training
    network.eval()
    with torch.no_grad():
        logits = network(torch.from_numpy(images))
    network.train(was_training)
    return torch.softmax(logits, dim=1).numpy()
