"""Folders of pictures, with what else lies in real ones: files that are not pictures, and files that were cut off."""

import io
from collections.abc import Mapping

import numpy as np
from PIL import Image

PARTS = ("train", "validation")
DS_STORE, THUMBS = b"\x00\x00\x00\x01Bud1" + bytes(200), bytes.fromhex("d0cf11e0a1b11ae1") + bytes(200)
PAGE = b"<!DOCTYPE html>\n<html><body><h1>Not Found</h1></body></html>\n"
# Files of a folder that are not pictures.
JUNK = {"empty.jpg": b"", "page.jpg": PAGE, "note.png": b"cat", ".DS_Store": DS_STORE, "Thumbs.db": THUMBS}


def picture(rng: np.random.Generator, kind: str = "JPEG", mode: str = "RGB") -> bytes:
    """A file with a small picture that no other file has: "JPEG", "PNG" or "BMP", in a mode of Pillow."""
    file = io.BytesIO()
    Image.fromarray(rng.integers(0, 256, size=(20, 24, 3), dtype=np.uint8)).convert(mode).save(file, kind)
    return file.getvalue()


def cut_off(content: bytes) -> bytes:
    """The first three quarters of a file: its header is there, and pixels are missing."""
    return content[: len(content) * 3 // 4]


def classes(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, bytes]:
    """So many pictures of each class, with the same names in each."""
    return {f"{name}/{number:02d}.jpg": picture(rng) for name, size in sizes.items() for number in range(1, size + 1)}
