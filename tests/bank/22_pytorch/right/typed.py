# right: types, log-softmax at the end, numpy float
import numpy as np
import torch
from torch import nn


def to_torch_kernel(kernel):
    return np.transpose(kernel, (3, 2, 0, 1))


def to_channels_first(images):
    return np.transpose(images, (0, 3, 1, 2))


class Net(nn.Module):
    def __init__(self, num_classes: int) -> None:
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 16, (3, 3)), nn.ReLU(True), nn.MaxPool2d((2, 2)))
        self.classifier = nn.Sequential(nn.Flatten(), nn.Dropout(p=0.5), nn.Linear(784, num_classes), nn.LogSoftmax(dim=1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.classifier(self.features(x))


def build_network(num_classes: int) -> nn.Module:
    return Net(num_classes=num_classes)


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
    return np.float64(total / count)


def predict(network, images):
    with torch.no_grad():
        mode, network.training = network.training, network.training
        network.eval()
        out = network(torch.tensor(np.array(images), dtype=torch.float32))
        (network.train if mode else network.eval)()
        return torch.nn.functional.softmax(out, dim=1).detach().cpu().numpy()
