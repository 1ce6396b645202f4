"""Image files whose content is known, and how the answers to them are read."""

import io
from typing import Any

import numpy as np
from PIL import Image

from autograder.checking import array_of, called, expect, malformed

_ORIENTATION, _TURNED = 0x0112, 6  # a tag of EXIF, and its value for a camera that was turned by a quarter


def encoded(picture: np.ndarray | Image.Image, kind: str, turned: bool = False) -> bytes:
    """A picture, or uint8 pixels, as a file: "JPEG", "PNG" or "BMP"; `turned` as by a camera that notes it in EXIF."""
    file = io.BytesIO()
    picture = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    exif = Image.Exif()
    exif.update({_ORIENTATION: _TURNED} if turned else {})
    picture.save(file, kind, **({"quality": 95, "subsampling": 0, "exif": exif} if kind == "JPEG" else {}))
    return file.getvalue()


def flat(mode: str, colour: Any) -> Image.Image:
    """A picture of one colour; that of a palette has another number there than any of its channels."""
    picture = Image.new(mode, (40, 24), 40 if mode == "P" else colour)
    if mode == "P":
        picture.putpalette([1, 250, 90] * 40 + list(colour))
    return picture


def blocks(levels: np.ndarray, block: tuple[int, int]) -> np.ndarray:
    """Grey levels (rows, columns) as an image of blocks of this height and width with three channels, uint8."""
    return np.kron(levels, np.ones(block)).astype(np.uint8)[:, :, None].repeat(3, axis=2)


def ask_for(student: Any, files: Any, name: str, content: bytes, what: str, size: tuple[int, int]) -> np.ndarray:
    """What `load_image` gives for a file, as an array of any shape."""
    answer = student.load_image(f"{files.write({name: content})}/{name}", size)
    called(f'load_image("{name}", {size}) of {what}')
    return expect(answer, dtype="real")


def picture_of(answer: np.ndarray) -> np.ndarray:
    """An answer as floats; an axis for the batch, or channels in front, cost `image_has_asked_size` alone."""
    found = answer.astype(np.float64)
    found = found[0] if found.ndim == 4 and len(found) == 1 else found
    if found.ndim == 3 and found.shape[0] == 3 != found.shape[2]:
        found = np.moveaxis(found, 0, 2)
    if found.ndim not in (2, 3) or not found.size:
        malformed(got=f"an array of shape {answer.shape}", expected="an image: (height, width, 3)")
    return found


def from_0_to_255(pixels: np.ndarray) -> np.ndarray:
    """Pixels that were scaled to at most 1, on the scale of files: `colours_are_those_of_the_file` judges the scale."""
    return pixels * 255 if 0 < pixels.max() <= 1 else pixels


def colour_of(picture: np.ndarray) -> list[float]:
    """The colour in the middle of a picture."""
    height, width = picture.shape[:2]
    return np.atleast_1d(picture[height // 2, width // 2])[:4].round(2).tolist()


def levels_of(picture: np.ndarray) -> np.ndarray:
    """The grey levels in the middles of two rows of three blocks."""
    rows, columns = ((np.arange(n) + 0.5) / n for n in (2, 3))
    found = picture[(rows * len(picture)).astype(int)[:, None], (columns * picture.shape[1]).astype(int)]
    return (found[..., 0] if found.ndim == 3 else found).round()


def framed() -> np.ndarray:
    """A black image of 60 x 60 pixels with a white frame of two pixels."""
    return np.pad(np.zeros((56, 56, 3), np.uint8), ((2, 2), (2, 2), (0, 0)), constant_values=255)


def has_frame(picture: np.ndarray) -> bool:
    """Whether the outermost pixels in the middle of each side are bright."""
    rows, columns = len(picture) // 2, picture.shape[1] // 2
    return bool(picture[[0, -1, rows, rows], [columns, columns, 0, -1]].min() > 200)


def is_dark_inside(picture: np.ndarray) -> bool:
    """Whether it is dark inside the frame once the image is 2.5 times as large, however it was interpolated."""
    return bool(picture[6:-6, 6:-6].max(initial=0) < 60)


def images_to_batch(rng: np.random.Generator, count: int, shape: tuple[int, ...]) -> list[np.ndarray]:
    """So many uint8 images of random pixels, each with values from 0 to 255."""
    images = [rng.integers(1, 255, size=shape, dtype=np.uint8) for _ in range(count)]
    for image in images:
        image[0, 0, 0], image[-1, -1, -1] = 0, 255
    return images


def places_in(batch: np.ndarray, images: list[np.ndarray]) -> list[int]:
    """Which image is at each place of a batch, from 1; 0 for none of them. However the values were scaled."""
    if batch.shape != np.shape(images):
        return []
    values = (np.asarray(each, float) for each in (images, batch))
    wanted, found = ((each - each.min()) / max(float(np.ptp(each)), 1e-9) for each in values)
    close = [[bool(np.abs(place - image).max() < 1e-3) for image in wanted] for place in found]
    return [matches.index(True) + 1 if True in matches else 0 for matches in close]


def three_numbers(answer: Any) -> np.ndarray:
    """An answer of three numbers in whatever holds them."""
    numbers = array_of(answer) if isinstance(answer, list | tuple) else answer
    return expect(answer if numbers is None else numbers, dtype="number")
