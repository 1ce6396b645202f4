"""A contact sheet: some pictures of each class of a set on one PNG, with names and a description in words."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, PngImagePlugin


def sheet(
    images: np.ndarray, labels: np.ndarray, names: Sequence[str], *, columns: int = 8, cell: int = 96
) -> Image.Image:
    """One row a class: its name, then its first `columns` images, each `cell` pixels high.

    images: uint8 (n, h, w, c) with c 1 or 3. labels: (n,). Classes without images have an empty row.
    """
    gap, text_width = 4, 12 + 7 * max(len(name) for name in names)
    width, height = text_width + columns * (cell + gap), len(names) * (cell + gap) + gap
    picture = Image.new("RGB", (width, height), (255, 255, 255))
    pen = ImageDraw.Draw(picture)
    for row, name in enumerate(names):
        top = gap + row * (cell + gap)
        pen.text((6, top + cell // 2 - 6), name, fill=(0, 0, 0))
        for column, image in enumerate(images[labels == row][:columns]):
            pil = Image.fromarray(image if image.shape[2] == 3 else image[:, :, 0]).convert("RGB")
            if pil.size != (cell, cell):
                # Small pictures are shown as they are, pixel by pixel; large ones are reduced.
                small = pil.size[0] <= cell
                pil = pil.resize((cell, cell), Image.Resampling.NEAREST if small else Image.Resampling.BOX)
            picture.paste(pil, (text_width + column * (cell + gap), top))
    return picture


def alt_text(name: str, description: str, labels: np.ndarray, names: Sequence[str]) -> str:
    """What the sheet shows, in words, for those who cannot see it."""
    counts = np.bincount(labels, minlength=len(names)).tolist()
    rows = ", ".join(f"{count} of {which}" for which, count in zip(names, counts, strict=True))
    return f"Contact sheet of the set {name}. {description} Pictures in its rows, from the top: {rows}."


def png_info(text: str) -> PngImagePlugin.PngInfo:
    """The description as it is kept inside the PNG file: `sheet(...).save(path, pnginfo=png_info(text))`."""
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Description", text)
    return info
