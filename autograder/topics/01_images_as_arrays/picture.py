"""01: a drawn piece of clothing as the student's own functions read, split and scale it."""

import io

import numpy as np
from PIL import Image

from autograder.checking import array_of, called, expect
from autograder.checking.display import number
from autograder.datasets import load
from autograder.laboratories.image_files import encoded
from autograder.pictures.panels import Curve, Curves, Images
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject

# (height, width): of the file, and of what is asked for.
_FILE, _SIZE = (120, 180), (80, 120)
_CHANNELS = ("red", "green", "blue")
_BINS = 32


def _file() -> bytes:
    """A shirt on a wide background whose left edge is red and whose right edge is blue, as a PNG file."""
    shirt = load("fashion", split="train", size=_FILE[0], n=1, classes=["t-shirt"])[0][0]
    pixels = np.empty((*_FILE, 3), np.uint8)
    side = (_FILE[1] - _FILE[0]) // 2
    pixels[:, :side], pixels[:, side:-side], pixels[:, -side:] = (220, 40, 40), shirt, (40, 60, 220)
    return encoded(pixels)


def _pixels() -> np.ndarray:
    return np.array(Image.open(io.BytesIO(_file())).resize(_SIZE[::-1]))


def _loaded(subject: Subject) -> Seen:
    folder = subject.files.write({"shirt.png": _file()})
    answer = subject.student.load_image(f"{folder}/shirt.png", _SIZE)
    called(f'load_image("shirt.png", {_SIZE})')
    image = expect(answer, shape=(None, None, 3), dtype="real").astype(float)
    told = f"{image.shape[0]} high, {image.shape[1]} wide; values {number(image.min())} to {number(image.max())}"
    wanted = f"asked for: {_SIZE[0]} high, {_SIZE[1]} wide"
    channels = [
        Images(f"its {name}", f"channel {place}: {number(image[..., place].mean())} on average", each[None])
        for place, name in enumerate(_CHANNELS)
        for each in [image[..., place : place + 1].clip(0, 255) / 255]
    ]
    means = ", ".join(f"{name} {number(image[..., place].mean())}" for place, name in enumerate(_CHANNELS))
    return Seen(
        f"The image that your load_image gives for a shirt on a background that is red at its left and blue at its "
        f"right: {told} ({wanted}). Beside it its three channels as grey images, bright where there is much of the "
        f"colour; on average {means}.",
        (
            Images("your load_image", f"{told}\n{wanted}", image[None].clip(0, 255) / 255, axes=True),
            *channels,
        ),
    )


def _scaled(subject: Subject) -> Seen:
    pixels = _pixels()
    answer = expect(subject.student.scale(pixels), shape=pixels.shape, dtype="real").astype(float)
    panels, told = [], []
    for title, values, ends in (("before scale", pixels, (0, 255)), ("after your scale", answer, (-1, 1))):
        low, high = min(ends[0], float(values.min())), max(ends[1], float(values.max()))
        edges = np.linspace(low, high, _BINS + 1)
        shares = np.histogram(values, edges)[0] / values.size * 100
        text = f"values {number(values.min())} to {number(values.max())}, {number(values.mean())} on average"
        told.append(f"{title}: {text}")
        middles = (edges[1:] + edges[:-1]) / 2
        curve = Curve("", middles, shares, 0)
        top = 1.1 * max(float(shares.max()), 1.0)
        panels.append(
            Curves(
                title,
                text,
                xlabel="value",
                ylabel="% of the values",
                curves=(curve,),
                xlim=(low, high),
                ylim=(0, top),
            )
        )
    return Seen(f"How often each value occurs in that image: {'; '.join(told)}.", tuple(panels))


def _batched(subject: Subject) -> Seen:
    tints = np.array([(230, 60, 60), (70, 200, 90), (60, 80, 230)])
    images = [np.clip(_pixels()[::4, ::4] * 0.3 + 0.7 * tint, 0, 255).astype(np.uint8) for tint in tints]
    batch = expect(subject.student.to_batch(images), shape=(3, *images[0].shape), dtype="real").astype(float)
    answer = subject.student.channel_means(np.stack(images).astype(np.float32))
    found = array_of(answer) if isinstance(answer, list | tuple) else answer
    means = expect(answer if found is None else found, shape=(3,), dtype="number")
    told = "your channel_means: " + ", ".join(
        f"{name} {number(round(float(mean), 1))}" for name, mean in zip(_CHANNELS, means, strict=True)
    )
    ends = f"values {number(batch.min())} to {number(batch.max())}"
    return Seen(
        f"The batch that your to_batch makes of a red, a green and a blue image, in this order; {ends}. {told}.",
        (
            Images(
                "your to_batch",
                f"{ends}\n{told}",
                batch.clip(0, 255) / 255,
                words=("red goes in", "green goes in", "blue goes in"),
                columns=3,
            ),
        ),
    )


PLAN = Plan(
    "what a picture is made of",
    (
        (2.8, (Part("your load_image", 1, _loaded),)),
        (2.6, (Part("your scale", 1.2, _scaled), Part("your to_batch", 1, _batched))),
    ),
)
