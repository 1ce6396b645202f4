"""18: what networks cost by the size of their images, the kernels of a grown network, and what training learnt from."""

import numpy as np

from autograder.checking import expect, expect_handle, expect_integer, expect_list
from autograder.datasets import load
from autograder.pictures.panels import Curve, Curves, Images, Layer, Layers
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject

from .laboratory import FILTERS, Trained, network, weights

_SIZES, _MOST = (8, 16, 24, 32, 48, 64), 4.0
_LAYERS = (("Conv2D", [8, (3, 3)], {}), ("GlobalAveragePooling2D", [], {}), ("Dense", [4], {}))
_SMALL, _LARGE = 20, 40
_MOST_TRAININGS, _EPOCHS, _RATE = 6, (3, 2), 0.01
_COUNTED = "a Conv2D with 8 filters of 3 x 3, pooling and a small Dense layer, for images with 3 channels"


def _costs(subject: Subject) -> Seen:
    found: dict[str, list[float]] = {"conv_cost": [], "network_cost": []}
    for size in _SIZES:
        model = subject.probes.own.build(_LAYERS, (size, size, 3), "sequential")
        costs = subject.student.conv_cost(size, size, 3, 3, 8), subject.student.network_cost(model)
        for values, cost in zip(found.values(), costs, strict=True):
            values.append(expect_integer(cost) / 1e6)
    told = "; ".join(
        f"your {name} is {', '.join(f'{value:.3f}' for value in values)} million" for name, values in found.items()
    )
    last = {name: values[-1] / values[_SIZES.index(32)] if values[3] else 0.0 for name, values in found.items()}
    curves = tuple(
        Curve(name, np.array(_SIZES, dtype=float), np.clip(values, -1, 2 * _MOST), style, is_dots=not style)
        for style, (name, values) in enumerate(found.items())
    )
    return Seen(
        f"Multiply-adds of {_COUNTED}. For images of {', '.join(map(str, _SIZES))} pixels {told}.",
        (
            Curves(
                "your conv_cost and network_cost",
                f"from 32 to 64 pixels:\n{last['conv_cost']:.1f} and {last['network_cost']:.1f} times as much",
                xlabel="height and width in pixels",
                ylabel="million multiply-adds",
                curves=curves,
                xlim=(0, 90),
                ylim=(0, 1.0),
            ),
        ),
        "A convolution with 8 filters, and a network that has little else.",
    )


def _kernels(subject: Subject) -> Seen:
    values = weights(subject.rng)
    nets = [network(size, False) for size in (6, 9)]
    model = expect_handle(subject.probes.own.build(*nets[0]), "keras.Model", "a model")
    model.set_weights(values)
    answer = expect_handle(
        subject.student.grow(model, subject.probes.own.maker(nets), 9), "keras.Model", "a Keras model"
    )
    kernel = expect(expect_list(answer.get_weights())[0], shape=values[0].shape, dtype=float, finite=False)
    shown = [np.nan_to_num(each[:, :, 0].transpose(2, 0, 1)[..., None]) for each in (values[0], kernel)]
    same = [bool(np.allclose(one, other)) for one, other in zip(*shown, strict=True)]
    words = ["" for _ in same] + ["the same" if each else "another" for each in same]
    count = f"{sum(same)} of {FILTERS} are the same"
    return Seen(
        f"Kernels of the first layer, as pictures: those of a network, and of what your grow made of it; {count}.",
        (
            Images(
                "your grow: kernels of the first layer",
                count,
                images=np.concatenate(shown).clip(-2, 2) / 4 + 0.5,
                words=tuple(words),
                columns=FILTERS,
                rows=("small", "grown"),
            ),
        ),
    )


def _detail() -> Images:
    """A letter on woven cloth, loaded larger, and made smaller and enlarged again."""
    images, _ = load("letters", split="train", size=_LARGE, n=1, classes=("L",))
    large = np.clip(images[0, ..., 0] / 255 * 0.8 + 0.1 + 0.1 * (-1.0) ** np.arange(_LARGE), 0, 1)
    small = large.reshape(_SMALL, 2, _SMALL, 2).mean(axis=(1, 3))
    return Images(
        "detail needs pixels",
        f"loaded at {_LARGE} pixels, and enlarged from {_SMALL}",
        images=np.stack([large, np.kron(small, np.ones((2, 2)))])[..., None],
        words=("loaded larger", "enlarged"),
        columns=2,
    )


def _training(subject: Subject) -> Seen:
    trained = Trained(subject.student, subject.probes, subject.rng, _EPOCHS, _RATE)
    boxes = []
    for (size, least, most, _), rate, kernels in zip(trained.course, trained.rates, trained.moved, strict=True):
        times = f"{least}" if least == most else f"{least} to {most}"
        text = (
            f"{size} x {size} pixels, each image {times} times\nrate {rate * _RATE:.2g}, {kernels} of 2 kernels learn"
        )
        boxes.append(Layer(text, kernels / 2))
    begins = "with other weights" if trained.lost else "with the weights that the one before had ended with"
    goes_on = "the second goes on from other weights" if trained.lost else "the second goes on from the first"
    told = "; then ".join(box.words.replace("\n", ", ") for box in boxes[:_MOST_TRAININGS])
    return Seen(
        f"What your train_small_then_large did: {told}. Each training began {begins}. Beside it a letter on "
        "woven cloth, loaded larger, and enlarged from a smaller image: the letter is there, the thread is not.",
        (Layers("your train_small_then_large", goes_on, tuple(boxes[:_MOST_TRAININGS])), _detail()),
    )


PLAN = Plan(
    "what they cost, and how to learn from them",
    (
        (3.2, (Part("your conv_cost and network_cost", 1, _costs), Part("your grow", 1, _kernels))),
        (3.2, (Part("your train_small_then_large", 2, _training),)),
    ),
)
