"""03: a drawn piece of clothing on its way through three kernels, ReLU and max pooling, all by the student's code."""

import numpy as np

from autograder.checking import Handle, array_of, display, expect, expect_integer, malformed
from autograder.checking.display import number
from autograder.datasets import load
from autograder.pictures.panels import Curve, Curves, Images, Layer, Layers
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject
from autograder.pictures.wording import whole

_SIDE, _LARGEST = 48, 400
_EDGES = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
_KERNELS = {
    "upright edges": _EDGES,
    "level edges": _EDGES.T,
    "lighter above and left": np.array([[2.0, 1.0, 0.0], [1.0, 0.0, -1.0], [0.0, -1.0, -2.0]]),
}
_SETTING = f"A drawn jacket of {_SIDE} x {_SIDE} grey pixels, from 0 (black) to 1 (white)."
_LAYERS = (
    ("32 filters of 3 x 3, 3 channels", (3, 3, 32)),
    ("64 filters of 3 x 3, 32 channels", (3, 32, 64)),
    ("10 of 1 x 1, 64 channels, no bias", (1, 64, 10, False)),
)
# What is far outside is drawn like this; a map of an image of 0 to 1 has values of up to 4.
_FAR = 1e6


def _grey() -> np.ndarray:
    images, _ = load("fashion", split="train", size=_SIDE, n=1, classes=("outwear",))
    return images[0].mean(axis=-1) / 255


def _read(value: object, ndim: int, what: str) -> np.ndarray:
    """An answer with this many axes, small enough to be drawn."""
    array = expect(value, dtype="real", finite=False) if isinstance(value, Handle) else array_of(value)
    if array is None or array.dtype.kind not in "biuf" or array.ndim != ndim or not array.size:
        malformed(got=display.kind(value), expected=what)
    if max(array.shape) > _LARGEST:
        malformed(got=display.kind(value), expected=f"{what}, not larger than the image")
    return np.nan_to_num(array.astype(float), posinf=_FAR, neginf=-_FAR).clip(-_FAR, _FAR)


def _maps(subject: Subject) -> list[np.ndarray]:
    grey = _grey()
    answers = [subject.student.convolve(grey, kernel, 1, "same") for kernel in _KERNELS.values()]
    maps = [_read(answer, 2, "a map (rows, columns)") for answer in answers]
    if len({each.shape for each in maps}) > 1:
        malformed(got="maps of several sizes", expected="maps of one size")
    return maps


def _in_words(each: np.ndarray) -> str:
    return f"{_size(each)}, values {each.min():.2g} to {each.max():.2g}"


def _size(each: np.ndarray) -> str:
    return f"{each.shape[0]} x {each.shape[1]}"


def _shown(title: str, maps: list[np.ndarray], call: str) -> Seen:
    """Maps side by side, 0 in middle grey."""
    words = [
        f"{name}\n{_size(each)}\n{each.min():.2g} to {each.max():.2g}"
        for name, each in zip(_KERNELS, maps, strict=True)
    ]
    pixels = np.stack(maps)[..., None] / 6 + 0.5
    told = "; ".join(f"{name}: {_in_words(each)}" for name, each in zip(_KERNELS, maps, strict=True))
    return Seen(
        f"{call}, three maps in which 0 is grey, positive values are lighter and negative ones darker. {told}.",
        (Images(title, "0 is grey, negative darker, positive lighter", pixels, words=tuple(words), columns=3),),
        _SETTING,
    )


def _image(subject: Subject) -> Seen:
    grey = _grey()
    lines = []
    for padding in ("valid", "same"):
        sizes = [expect_integer(subject.student.output_size(_SIDE, 3, stride, padding)) for stride in (1, 2)]
        answers = [subject.student.convolve(grey, _EDGES, stride, padding) for stride in (1, 2)]
        maps = [_size(_read(answer, 2, "a map (rows, columns)")) for answer in answers]
        lines.append(f"{padding}, strides 1 and 2: {' and '.join(map(number, sizes))}, maps {' and '.join(maps)}")
    return Seen(
        f"The image, and the sizes that your output_size says and that the maps of your convolve have. "
        f"{'; '.join(lines)}.",
        (Images("the image", "\n".join(lines), grey[None, :, :, None]),),
        _SETTING,
    )


def _convolved(subject: Subject) -> Seen:
    return _shown("your convolve, three kernels", _maps(subject), "Your convolve with three kernels")


def _rectified(subject: Subject) -> Seen:
    maps = [_read(subject.student.relu(each), 2, "an array of the shape of x") for each in _maps(subject)]
    return _shown("your relu of these maps", maps, "Your relu of these maps")


def _curve(subject: Subject) -> Seen:
    x = np.linspace(-2, 8, 201)
    y = _read(subject.student.relu(x), 1, "an array of the shape of x")
    if y.shape != x.shape:
        malformed(got=display.kind(y), expected=f"an array of shape {x.shape}")
    chosen = ", ".join(f"{each:g} becomes {number(y[np.abs(x - each).argmin()])}" for each in (-2, 0.5, 3, 8))
    return Seen(
        f"A curve of your relu: {chosen}.",
        (
            Curves(
                "your relu",
                chosen.replace(", 3", "\n3"),
                xlabel="x",
                ylabel="relu(x)",
                curves=(Curve("", x, y, 0),),
                xlim=(-2, 8),
                ylim=(-2.2, 8.2),
            ),
        ),
    )


def _pooled(subject: Subject) -> Seen:
    maps = [_read(subject.student.relu(each), 2, "an array of the shape of x") for each in _maps(subject)]
    answer = subject.student.max_pool(np.stack(maps, axis=-1), 4)
    pooled = _read(answer, 3, "maps (rows, columns, channels)")
    if pooled.shape[2] != len(_KERNELS):
        malformed(got=display.kind(answer), expected=f"{len(_KERNELS)} channels")
    return _shown("your max_pool of these, size 4", list(np.moveaxis(pooled, 2, 0)), "Your max_pool of these, size 4")


def _counted(subject: Subject) -> Seen:
    counts = [expect_integer(subject.student.conv_parameters(*layer)) for _, layer in _LAYERS]
    boxes = [(words, f"{whole(count)} numbers") for (words, _), count in zip(_LAYERS, counts, strict=True)]
    told = "; ".join(f"{words}: {count}" for words, count in boxes)
    return Seen(
        f"Your conv_parameters of three layers. {told}.",
        (
            Layers(
                "your conv_parameters",
                f"together {whole(sum(counts))} numbers",
                tuple(Layer(f"{words}\n{count}", None) for words, count in boxes),
            ),
        ),
    )


PLAN = Plan(
    "what becomes of an image",
    (
        (3.1, (Part("the image and sizes", 1.5, _image), Part("your convolve, three kernels", 3, _convolved))),
        (2.9, (Part("your relu", 1.5, _curve), Part("your relu of these maps", 3, _rectified))),
        (
            2.9,
            (Part("your conv_parameters", 1.5, _counted), Part("your max_pool of these, size 4", 3, _pooled)),
        ),
    ),
)
