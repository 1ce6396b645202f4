"""How a row of the catalogue is written down: what is handed in, and what must come of it."""

import io
import json
import textwrap
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SIZE = "import numpy as np\n\n\ndef image_size(image):\n    return image.shape\n"
SCALE = "\n\ndef scale_pixels(image):\n    return image / 255\n"
RIGHT = SIZE + SCALE

# Outcomes of the five checks of 00: two of image_size, three of scale_pixels, the last of which looks at both.
PASSED = ("passed",) * 5
_OF_JAIL = {"A18", "A20", "A28", "A37", "A57", "B11", "B16", "B17", "B19", "B22", "B23", "B24", "C5"}
# Where the samples leave what must not be found afterwards, and the number of what they leave with the kernel.
MARK, NUMBER = "kit-hostile", 0x6B6968

Content = bytes | str
Write = Callable[[Path, Path], None]


@dataclass(frozen=True)
class Sample:
    """One bad submission of exercise 00.

    Attributes:
        row: Of the catalogue.
        files: By path below the student's folder. `@OUTSIDE@` in a text stands for a folder that others may write to.
        outcomes: Of each check, or one for all of them; alternatives are divided by "|".
        whole: Outcome of the file as a whole.
        words: Have to stand in the result.
        never: Must not stand in it.
        folder: The student's name; made from the row if empty.
        write: Puts into the student's folder what is not a plain file; gets it and the folder of all.
        is_slow: Takes seconds: left to `-m slow`.
    """

    row: str
    what: str
    files: Mapping[str, Content]
    outcomes: tuple[str, ...] = PASSED
    whole: str = "passed"
    words: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    folder: str = ""
    write: Write | None = None
    is_slow: bool = False

    @property
    def name(self) -> str:
        return f"{self.row} {self.what}"

    @property
    def is_of_jail(self) -> bool:
        """Whether the jail decides how it ends."""
        return self.row in _OF_JAIL


def script(text: str) -> dict[str, Content]:
    """A submission that is one file."""
    return {"00_welcome.py": text}


def scaling(body: str, before: str = "") -> dict[str, Content]:
    """A right submission, but for the body of scale_pixels."""
    return script(f"{before}\n{SIZE}\n\ndef scale_pixels(image):\n{textwrap.indent(body, '    ')}\n")


def once(body: str, before: str = "") -> dict[str, Content]:
    """A right submission whose scale_pixels does this first in one check, the third, when it is called first."""
    asks = "if image.ndim == 3 and image.dtype == np.uint8 and not done:\n    done.append(1)\n"
    return scaling(f"{asks}{textwrap.indent(body, '    ')}\nreturn image / 255", f"done = []\n{before}")


def attempts(*tries: str, before: str = "") -> dict[str, Content]:
    """A right submission that passes only if each of these lines ends in an exception.

    What has worked would stand in the report. None does any harm where it works.
    """
    lines = [f"    ({text!r}, lambda: {text})," for text in tries]
    return script(
        f"import ctypes, gc, mmap, os, pathlib, resource, shutil, signal, socket, subprocess, sys, tempfile\n"
        f"import threading, urllib.request\n{before}\n{SIZE}\n\n"
        "def refused():\n    raise PermissionError\n\n\n"
        "def escapes():\n"
        "    for text, attempt in [\n" + "\n".join(lines) + "\n    ]:\n"
        "        try:\n            found = attempt()\n        except BaseException:\n            continue\n"
        "        yield f'WORKED: {text}: {found!r}'[:200]\n\n\n"
        "def scale_pixels(image):\n"
        "    for escape in escapes():\n        raise RuntimeError(escape)\n"
        "    return image / 255\n"
    )


def notebook(*cells: Any, name: str = "00_welcome.ipynb", **more: Any) -> dict[str, Content]:
    """A notebook of these cells: a source, or the whole cell."""
    return {name: json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made(*cells)} | more)}


def made(*cells: Any) -> list[Any]:
    """Cells as they stand in a notebook."""
    empty = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    return [cell if isinstance(cell, dict) else empty | {"source": cell} for cell in cells]


def packed(*members: "tuple[str | zipfile.ZipInfo, Content]") -> bytes:
    """The bytes of a .zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def special(name: str, mode: int) -> zipfile.ZipInfo:
    """The entry of a link or of a device."""
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, mode << 16
    return info


def third(outcome: str) -> tuple[str, ...]:
    """All pass but the third check."""
    return ("passed", "passed", outcome, "passed", "passed")


def scale(outcome: str) -> tuple[str, ...]:
    """The checks of scale_pixels end so; the contract can only say that it is not kept."""
    return ("passed", "passed", outcome, outcome, f"{outcome}|failed")


def every(outcome: str) -> tuple[str, ...]:
    return (outcome,) * 5
