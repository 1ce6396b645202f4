"""Images as files."""

import io
from typing import Any

import numpy as np
from PIL import Image


def encoded(picture: Image.Image | np.ndarray, kind: str = "PNG", **options: Any) -> bytes:
    """A picture, or uint8 pixels, as the content of a file: "PNG", "JPEG" or another format of Pillow, with options of
    its `save`."""
    file = io.BytesIO()
    (picture if isinstance(picture, Image.Image) else Image.fromarray(picture)).save(file, kind, **options)
    return file.getvalue()
