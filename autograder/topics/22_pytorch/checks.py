"""Checks of 22 PyTorch. Here there is no torch: the probes run it beside the student's code, and plain arrays come.

A linear network is trained by NumPy as well, batch for batch; everything else is judged by what the network met.
"""

from typing import Any

import numpy as np

from autograder.checking import display, expect, points
from autograder.checking.contract import Contract
from autograder.checking.study import Answers, Fact

from .laboratory import Epoch, Network, Prediction

# What the exercise is about: its submissions run beside torch, whatever was chosen.
BACKEND = "torch"

# (height, width, in, out): all different, some alike, and sizes of 1.
KERNELS = ((3, 2, 4, 5), (2, 3, 1, 2), (3, 3, 2, 2), (1, 1, 3, 4), (2, 2, 2, 2))
BATCHES = ((2, 3, 4, 3), (1, 2, 2, 1), (3, 4, 4, 4), (2, 2, 5, 2))
# Images, features, classes, batch size: a smaller last batch, equal ones, a single one.
COURSES = ((10, 4, 3, 4), (6, 3, 2, 2), (5, 3, 4, 8))
UNEVEN = ((10, 4, 3, 4), (9, 3, 4, 8), (7, 5, 2, 3))


# --- places of the axes ----------------------------------------------------------------------------------------------


def judge_moved(
    study: Any, function: Any, rng: np.random.Generator, sizes: Any, axes: Any, why: str, line: str
) -> None:
    """Each number is where it is due. Numbers are all different, and nothing is computed."""
    for shape in sizes:
        given = rng.permutation(np.prod(shape)).reshape(shape).astype(np.float32)
        answer = expect(function(given), dtype="number")
        tries = (f"x = np.arange({np.prod(shape)}.0).reshape{shape}", f"y = {line}", "print(y.shape); print(y)")
        form = Fact(
            lambda found: list(found.shape),
            lambda shape: f"an array of shape {display.shape(shape)}",
            why=why,
            tries=(*tries[:2], "print(y.shape)"),
        )
        moved = Answers(lambda found: [found], why=why, tries=tries)
        due = given.transpose(axes)
        study.judge(answer, {form: list(due.shape), moved: [due]})


@points(1, function="to_torch_kernel")
def test_kernel_axes(student, study, rng):
    """The kernel's numbers are where PyTorch looks for them"""
    why = "A filter that met the red values of the pixel above has to meet them again, or it looks for something else."
    judge_moved(study, student.to_torch_kernel, rng, KERNELS, (3, 2, 0, 1), why, "to_torch_kernel(x)")


@points(1, function="to_channels_first")
def test_channels_come_first(student, study, rng):
    """Channels come before height and width, and each image stays as it is"""
    why = "Each channel is an image of its own then, upright, with the pixels where they were."
    judge_moved(study, student.to_channels_first, rng, BATCHES, (0, 3, 1, 2), why, "to_channels_first(x)")


# --- build_network ---------------------------------------------------------------------------------------------------

KIND = Fact(
    lambda network: network.kind,
    {
        "any": "numbers of either sign, which do not sum to 1",
        "probabilities": "probabilities: each row sums to 1",
        "columns that sum to 1": "numbers that sum to 1 over the images",
        "between 0 and 1": "numbers between 0 and 1, for glaring images as well",
        "between -1 and 1": "numbers between -1 and 1, for glaring images as well",
        "never negative": "numbers that are never negative",
    },
    due=lambda _: "logits: numbers of either sign, which need not sum to 1",
    why="The loss makes probabilities of the logits. What is squeezed before is squeezed twice, and learns badly.",
    tries=(
        "import torch; y = build_network(30).eval()(1000 * torch.randn(24, 3, 16, 16)).detach()",
        "print(bool(y.min() < 0), bool(y.max() > 1))  # True True",
    ),
)
BENDS = Fact(
    lambda network: network.bends,
    {True: "a network that bends", False: "a network that only multiplies and adds"},
    why="Without ReLU between them, all layers together are one linear layer.",
    tries="print(build_network(4))",
)
CONVOLUTIONS = Fact(
    lambda network: any(axes == 4 for axes, _ in network.weights),
    {True: "a kernel (out, in, height, width) among network.parameters()", False: "none among network.parameters()"},
    why="A layer is trained only if the network knows it: as an attribute of its own, or in nn.Sequential. A plain "
    "Python list hides it.",
    tries="print([tuple(each.shape) for each in build_network(4).parameters()])",
)
WHOLE = Fact(
    lambda network: network.is_whole,
    {
        True: "a second network with the same network.parameters() answers alike",
        False: "a second network with the same network.parameters() answers otherwise",
    },
    why="Then there are weights that network.parameters() does not give. No optimizer will ever train them.",
    tries="print([tuple(each.shape) for each in build_network(4).parameters()])",
)
UNMOVED = Fact(
    lambda network: sum(not has_gradient for _, has_gradient in network.weights),
    lambda count: f"{count} weights without a gradient",
    due="a gradient for each weight",
    why="What gets no gradient is never trained.",
    tries=(
        "import torch; network = build_network(4); network(torch.ones(2, 3, 16, 16)).sum().backward()",
        "print([each.grad is not None for each in network.parameters()])",
    ),
)


@points(1, function="build_network")
def test_network_gives_logits(student, probes, study, rng):
    """The network gives a logit for each class, and nothing squeezes it"""
    for classes, n in ((4, 5), (2, 1)):
        Network(student, probes, rng, classes).answers(rng.normal(size=(n, 3, 16, 16)).astype(np.float32))
    # So many classes that logits of a right network have both signs.
    study.judge(Network(student, probes, rng, 30), {KIND: "any", BENDS: True})


@points(1, function="build_network")
def test_all_weights_can_be_trained(student, probes, study, rng):
    """An optimizer gets all weights of the network, convolutions among them"""
    network = Network(student, probes, rng, 5)
    study.judge(network, {CONVOLUTIONS: True, UNMOVED: 0, WHOLE: True})


# --- train_epoch -----------------------------------------------------------------------------------------------------

LINEAR = (
    "import torch; x = torch.tensor([[1.0], [2.0], [4.0]]); y = torch.tensor([0, 1, 1])",
    "loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=2)",
    "network = torch.nn.Linear(1, 2); torch.nn.init.zeros_(network.weight); torch.nn.init.zeros_(network.bias)",
)


class Weights(Answers):
    """What an epoch makes of the network's kernel and bias."""

    def tell(self, seen: Any, due: Any) -> tuple[str, str]:
        got, expected = super().tell(seen, due)
        return f"weights after the epoch: {got}", f"weights after the epoch: {expected}"


STEPS = Weights(
    lambda epoch: epoch.weights,
    why="Each batch: forget the gradients that are there, compute those of its mean cross-entropy, take one step.",
    tries=(
        *LINEAR,
        "train_epoch(network, loader, torch.optim.SGD(network.parameters(), lr=1.0)); print(network.weight.data)",
    ),
    # In float32, a few steps.
    within=2e-4,
)
# It tells apart what leaves the weights where they are.
LEFTOVER = Fact(lambda epoch: epoch.leaves_gradients, {True: "gradients are left", False: "no gradients are left"})
LOSS = Fact(
    lambda epoch: epoch.loss,
    "a loss of {:.4f}",
    why="It is a mean of cross-entropies in which each image counts as much as every other. Batches differ in size.",
    tries=(
        *LINEAR,
        "network.weight.data[1] = 1",
        "print(train_epoch(network, loader, torch.optim.SGD(network.parameters(), lr=0.0)))  # 0.4858",
    ),
    within=2e-4,
)
MODES = Fact(
    lambda epoch: epoch.modes,
    {
        "t": "the network called in training mode",
        "e": "the network called in evaluation mode",
        "et": "the network called in training mode and in evaluation mode",
        "": "the network not called",
    },
    why="Dropout and batch normalization do something else in training. The network may come from predict.",
    tries=(
        *LINEAR,
        "network = torch.nn.Sequential(network, torch.nn.Dropout(0.0)).eval()",
        "network.register_forward_hook(lambda layer, *_: print(layer.training))",
        "train_epoch(network, loader, torch.optim.SGD(network.parameters(), lr=0.1))",
    ),
)
ALONE = Fact(
    lambda epoch: epoch.is_number_alone,
    {True: "a plain number", False: "a tensor that is still tied to the network"},
    why="A loss of PyTorch holds on to everything it was computed from. Only its number is wanted.",
    tries=(*LINEAR, "print(train_epoch(network, loader, torch.optim.SGD(network.parameters(), lr=0.1)))"),
)


@points(1.5, function="train_epoch")
def test_one_step_for_each_batch(student, probes, study, rng):
    """Each batch takes one step along its own gradient"""
    for sizes in COURSES:
        epoch = Epoch(student, probes, rng, sizes, rate=0.5, training=True)
        study.judge(epoch, {STEPS: epoch.due[1]}, beside=[LEFTOVER])


@points(1, function="train_epoch")
def test_mean_loss_over_images(student, probes, study, rng):
    """The loss that comes back is a number, the mean over all images"""
    # At first without steps: what they do wrong is another matter.
    for sizes, rate in (*((each, 0.0) for each in UNEVEN), (UNEVEN[0], 0.5)):
        epoch = Epoch(student, probes, rng, sizes, rate, training=True)
        if not rate or study.agrees(epoch, {STEPS: epoch.due[1]}):
            study.judge(epoch, {ALONE: True, LOSS: epoch.due[0]})


@points(0.5, function="train_epoch")
def test_trains_in_training_mode(student, probes, study, rng):
    """The network is in training mode while it is trained"""
    for training in (True, False):
        study.judge(Epoch(student, probes, rng, COURSES[0], 0.1, training), {MODES: "t"})


# --- predict ---------------------------------------------------------------------------------------------------------

# The pixels are the logits.
PIXELS = "import torch; network = torch.nn.Flatten()"
ASK = "p = predict(network, np.array([[[[0, 1], [2, 3]]], [[[4, 0], [0, 0]]]], dtype='float32'))"
PROBABILITIES = Answers(
    lambda prediction: [prediction.answer],
    why="Softmax makes probabilities of an image's logits: over the classes, for each image on its own.",
    tries=(PIXELS, f"{ASK}; print(p.round(2))  # 0.03 0.09 0.24 0.64 and 0.95 0.02 0.02 0.02"),
)
RAN = Fact(
    lambda prediction: bool(prediction.calls), {True: "the network was called", False: "the network was not called"}
)
EVALUATED = Fact(
    lambda prediction: any(training for training, _ in prediction.calls),
    {True: "the network called in training mode", False: "the network called in evaluation mode"},
    why="In training mode dropout goes on dropping values, so the same image gets another answer each time.",
    tries=(
        PIXELS,
        "network.register_forward_hook(lambda layer, *_: print(layer.training))",
        ASK,
    ),
)
GRADIENTS = Fact(
    lambda prediction: any(gradients for _, gradients in prediction.calls),
    {True: "the network called with gradients on", False: "the network called with gradients off"},
    why="With gradients on, PyTorch keeps all values in between, in case somebody calls backward.",
    tries=(
        PIXELS,
        "network.register_forward_hook(lambda *_: print(torch.is_grad_enabled()))",
        ASK,
    ),
)
LEFT = Fact(
    lambda prediction: prediction.left_in_training,
    {True: "the network left in training mode", False: "the network left in evaluation mode"},
    why="Whoever looks at a few predictions in the middle of training wants to go on training afterwards.",
    tries=(PIXELS, *(f"network.train({mode}); {ASK}; print(network.training)" for mode in (True, False))),
)


@points(1, function="predict")
def test_probabilities_of_each_image(student, probes, study, rng):
    """Each image gets the softmax of its logits"""
    for n in (5, 1):
        prediction = Prediction(student, probes, rng, n)
        study.judge(prediction, {PROBABILITIES: [prediction.due]})


@points(1, function="predict")
def test_evaluation_mode_without_gradients(student, probes, study, rng):
    """The network runs in evaluation mode and without gradients"""
    prediction = Prediction(student, probes, rng, 4, training=True)
    study.judge(prediction, {RAN: True, EVALUATED: False, GRADIENTS: False})


@points(0.5, function="predict")
def test_mode_is_put_back(student, probes, study, rng):
    """Afterwards the network is in the mode in which it came"""
    for training in (True, False):
        prediction = Prediction(student, probes, rng, 3, training)
        study.judge(prediction, {RAN: True, LEFT: training})


# --- the stubs' promises ---------------------------------------------------------------------------------------------


@points(0.5, function="to_channels_first")
def test_keeps_to_its_contract(contract):
    """The examples hold, arguments stay as they are, and a batch may have one image"""
    contract.holds(
        Contract("to_torch_kernel", sample=lambda rng: {"kernel": rng.normal(size=(2, 3, 2, 2)).astype(np.float32)}),
        Contract(
            "to_channels_first",
            sample=lambda rng: {"images": rng.normal(size=(3, 2, 2, 3)).astype(np.float32)},
            batch=("images",),
        ),
        # Their examples need a name that not every file has.
        Contract("build_network", example=False),
        Contract("train_epoch", example=False),
        Contract("predict", example=False),
    )
