# right: swapaxes and rollaxis, gradients cleared by the network
import numpy as np
import torch
from torch import nn


def to_torch_kernel(kernel):
    return kernel.transpose(2, 3, 0, 1).swapaxes(0, 1).copy()


def to_channels_first(images):
    return np.rollaxis(np.asarray(images), 3, 1)


def build_network(num_classes):
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(8 * 8 * 8, num_classes),
    )


def train_epoch(network, loader, optimizer):
    network.train(mode=True)
    summed = torch.zeros(())
    for images, classes in loader:
        network.zero_grad()
        loss = nn.CrossEntropyLoss()(network(images), classes)
        loss.backward()
        optimizer.step()
        summed += loss.detach() * classes.numel()
    return summed.item() / len(loader.dataset)


def predict(network, images):
    was_training = network.training
    network.eval()
    with torch.no_grad():
        logits = network(torch.from_numpy(images))
    network.train(was_training)
    return torch.softmax(logits, dim=1).numpy()
