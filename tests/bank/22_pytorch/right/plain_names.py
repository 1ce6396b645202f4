# right: only torch is imported, the functions are decorated, set_grad_enabled
import torch


def to_torch_kernel(kernel):
    return kernel.T.swapaxes(2, 3)


def to_channels_first(images):
    n, h, w, c = images.shape
    return images.reshape(n, h * w, c).swapaxes(1, 2).reshape(n, c, h, w)


class Net(torch.nn.Module):
    def __init__(self, k):
        super(Net, self).__init__()
        self.convs = torch.nn.ModuleList([torch.nn.Conv2d(3, 4, 3), torch.nn.Conv2d(4, 4, 3)])
        self.weight = torch.nn.Parameter(torch.randn(4, k) * 0.3)
        self.bias = torch.nn.Parameter(torch.zeros(k))

    def forward(self, x):
        for conv in self.convs:
            x = conv(x)
            x = x * (x > 0)
        return x.mean(dim=(2, 3)) @ self.weight + self.bias


def build_network(num_classes):
    return Net(num_classes)


def train_epoch(network, loader, optimizer):
    network.train()
    total = 0.0
    seen = 0
    for batch in loader:
        images, classes = batch
        logits = network.forward(images)
        loss = torch.nn.functional.cross_entropy(logits, classes)
        gradients = torch.autograd.grad(loss, list(network.parameters()))
        for weight, gradient in zip(network.parameters(), gradients):
            weight.grad = gradient
        optimizer.step()
        size = images.size()[0]
        total += loss.detach().numpy() * size
        seen += size
    return float(total / seen)


@torch.no_grad()
def predict(network, images):
    was = network.training
    answer = network.eval()(torch.FloatTensor(images)).softmax(1)
    network.train(was)
    return answer.numpy()
