"""22: one image through the same kernels in Keras and in PyTorch, and the student's network while it learns."""

import numpy as np

from autograder.checking import display, expect, expect_list, expect_number, malformed
from autograder.checking.display import number
from autograder.datasets import load
from autograder.pictures.panels import Curve, Curves, Images
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject

_SIDE, _SMALL = 48, 16
_NAMES = ("dress", "hat", "shoes")
_TRAIN, _NEW, _EPOCHS = 96, 60, 10
_UP = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
_KERNELS = {
    "upright edges": np.stack([_UP] * 3, axis=-1) / 3,
    "level edges": np.stack([_UP.T] * 3, axis=-1) / 3,
    "red, not blue": np.full((3, 3, 1), 1 / 3) * [1.0, 0.0, -1.0],
}


def _through_both(subject: Subject) -> Seen:
    images, _ = load("fashion", split="train", size=_SIDE, n=1, classes=("outwear",))
    image = (images / 255).astype(np.float32)
    kernel = np.stack(list(_KERNELS.values()), axis=-1).astype(np.float32)
    moved = expect(subject.student.to_torch_kernel(kernel), shape=(3, 3, 3, 3), dtype=float)
    first = expect(subject.student.to_channels_first(image), shape=(1, 3, _SIDE, _SIDE), dtype=float)
    both = expect_list(subject.probes.own.maps_of_both(kernel, moved, image, first), 2)
    shape = (1, _SIDE - 2, _SIDE - 2, len(_KERNELS))
    keras, torch = (np.moveaxis(expect(each, shape=shape, dtype=float)[0], -1, 0)[..., None] for each in both)
    difference = float(np.abs(keras - torch).max())
    alike = difference < 1e-4
    says = "the same everywhere" if alike else f"other maps: up to {number(round(difference, 3))} apart"
    words = tuple(_KERNELS)
    return Seen(
        f"A drawn jacket, and three feature maps of it after ReLU ({', '.join(words)}): once by Keras, and once by "
        f"PyTorch, which got the kernels from your to_torch_kernel and the image from your to_channels_first. "
        f"{says[0].upper()}{says[1:]}.",
        (
            Images("the image", f"{_SIDE} x {_SIDE} x 3", image),
            Images("by Keras", "(height, width, channels)", keras, words=words, columns=3),
            Images("by PyTorch, your functions", says, torch, words=words, columns=3),
        ),
    )


def _learned(subject: Subject) -> Seen:
    parts = [
        load("fashion", split=split, size=_SMALL, n=n, classes=_NAMES)
        for split, n in (("train", _TRAIN), ("validation", _NEW))
    ]
    (x, y), (new, labels) = [
        (np.ascontiguousarray((images / 255).transpose(0, 3, 1, 2)).astype(np.float32), classes)
        for images, classes in parts
    ]
    told = subject.probes.own.learned(subject.student, x, y.astype(np.int64), new, len(_NAMES), _EPOCHS)
    losses, right = [], []
    for each in expect_list(told, _EPOCHS):
        loss, probabilities = expect_list(each, 2)
        losses.append(expect_number(loss))
        probabilities = expect(probabilities, shape=(_NEW, len(_NAMES)), dtype="number")
        right.append(float((probabilities.argmax(axis=1) == labels).mean()))
    if max(map(abs, losses)) > 1e6:
        malformed(got=f"a loss of {display.number(max(losses))}", expected="a loss that can be drawn")
    epochs = np.arange(1, _EPOCHS + 1)
    top = max(1.0, *losses) * 1.1
    seen = (
        f"loss {losses[0]:.2f} after the first epoch, {losses[-1]:.2f} after the last",
        f"right {right[0]:.0%} after the first epoch, {right[-1]:.0%} after the last",
    )
    return Seen(
        f"Your network, trained by your train_epoch on {_TRAIN} drawn images of {_SMALL} x {_SMALL} pixels "
        f"({', '.join(_NAMES)}), and asked by your predict about {_NEW} new ones after each of {_EPOCHS} epochs: "
        f"{'; '.join(seen)}.",
        (
            Curves(
                "what your train_epoch says",
                seen[0],
                xlabel="epoch",
                ylabel="mean loss",
                curves=(Curve("", epochs, np.array(losses), 0),),
                xlim=(1, _EPOCHS),
                ylim=(min(0.0, *losses), top),
                counts_x=True,
            ),
            Curves(
                "what your predict gets right, of new images",
                seen[1],
                xlabel="epoch",
                ylabel="share right",
                curves=(Curve("", epochs, np.array(right), 1),),
                xlim=(1, _EPOCHS),
                ylim=(0, 1.05),
                counts_x=True,
            ),
        ),
    )


PLAN = Plan(
    "the same in another language",
    (
        (2.6, (Part("your to_torch_kernel and to_channels_first", 1, _through_both),)),
        (2.8, (Part("your build_network, train_epoch and predict", 1, _learned),)),
    ),
)
