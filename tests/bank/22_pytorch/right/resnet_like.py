# right: residual block, generators, torch only
import numpy as np
import torch
from torch import nn


def to_torch_kernel(kernel):
    return np.transpose(kernel, (3, 2, 0, 1))


def to_channels_first(images):
    return np.transpose(images, (0, 3, 1, 2))


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.a = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.n = nn.GroupNorm(2, c)

    def forward(self, x):
        return nn.functional.leaky_relu(x + self.n(self.a(x)))


def build_network(num_classes):
    return nn.Sequential(nn.Conv2d(3, 4, 3, stride=2, padding=1), Block(4), nn.AvgPool2d(4), nn.Flatten(), nn.Linear(16, num_classes))


def train_epoch(network, loader, optimizer):
    network.train()
    criterion = torch.nn.CrossEntropyLoss(reduction="none")
    every = []
    for x, y in iter(loader):
        per_image = criterion(network(x), y)
        optimizer.zero_grad(set_to_none=False)
        torch.mean(per_image).backward()
        optimizer.step()
        every.append(per_image.detach())
    return torch.cat(every).mean().item()


def predict(network, images):
    was_training = network.training
    network.eval()
    with torch.no_grad():
        logits = network(torch.from_numpy(images))
    network.train(was_training)
    return torch.softmax(logits, dim=1).numpy()
