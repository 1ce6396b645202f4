# right: asserts and devices, ModuleDict, functional calls
import numpy as np
import torch
from torch import nn


def to_torch_kernel(kernel):
    return np.transpose(kernel, (3, 2, 0, 1))


def to_channels_first(images):
    return np.transpose(images, (0, 3, 1, 2))


class Classifier(nn.Module):
    def __init__(self, num_classes: int, width: int = 8):
        super().__init__()
        assert num_classes >= 2
        self.layers = nn.ModuleDict(
            {"conv": nn.Conv2d(3, width, 3, stride=2), "inner": nn.Linear(width * 49, 16), "out": nn.Linear(16, num_classes)}
        )

    def forward(self, x):
        assert x.ndim == 4
        x = nn.functional.relu(self.layers["conv"](x))
        x = nn.functional.gelu(self.layers["inner"](torch.flatten(x, 1)))
        return self.layers["out"](x)


def build_network(num_classes):
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return Classifier(num_classes).to(device)


def train_epoch(network, loader, optimizer):
    device = next(network.parameters()).device
    network.train()
    with torch.enable_grad():
        pairs = []
        for images, classes in loader:
            images, classes = images.to(device), classes.to(device)
            optimizer.zero_grad()
            loss = nn.CrossEntropyLoss(reduction="mean")(network(images), classes)
            loss.backward()
            optimizer.step()
            pairs.append((loss.item(), len(images)))
    return sum(loss * n for loss, n in pairs) / sum(n for _, n in pairs)


def predict(network, images):
    assert images.ndim == 4
    mode = network.training
    network.eval()
    chunks = []
    with torch.no_grad():
        for start in range(0, len(images), 2):
            logits = network(torch.from_numpy(images[start : start + 2]))
            chunks.append(torch.exp(torch.log_softmax(logits, dim=1)))
    network.train(mode)
    return torch.cat(chunks).cpu().numpy().astype("float32")
