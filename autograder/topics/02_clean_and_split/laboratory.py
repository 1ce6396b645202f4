"""Folders of pictures and of what is none, and what is read from the answers."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from autograder.checking import display, malformed

PARTS = ("train", "validation")
DS_STORE, THUMBS = b"\x00\x00\x00\x01Bud1" + bytes(200), bytes.fromhex("d0cf11e0a1b11ae1") + bytes(200)
PAGE = b"<!DOCTYPE html>\n<html><body><h1>Not Found</h1></body></html>\n"


def picture(rng: np.random.Generator, kind: str = "JPEG") -> bytes:
    """A file with a small picture that no other file has: "JPEG", "PNG" or "BMP"."""
    file = io.BytesIO()
    Image.fromarray(rng.integers(0, 256, size=(20, 24, 3), dtype=np.uint8)).save(file, kind)
    return file.getvalue()


def cut_off(content: bytes) -> bytes:
    """The first three quarters of a file: its header is there, and pixels are missing."""
    return content[: len(content) * 3 // 4]


def junk(rng: np.random.Generator) -> dict[str, bytes]:
    """Files of a folder that are no pictures."""
    return {"empty.jpg": b"", "page.jpg": PAGE, "note.png": b"cat", ".DS_Store": DS_STORE, "Thumbs.db": THUMBS}


def classes(rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, bytes]:
    """So many pictures of each class, with the same names in each."""
    return {f"{name}/{number:02d}.jpg": picture(rng) for name, size in sizes.items() for number in range(1, size + 1)}


@dataclass(frozen=True)
class Found:
    """What `usable_images` gave for a folder, beside what it should give."""

    names: list[str]
    are_there: bool
    due: list[str]

    def missing(self) -> list[str]:
        return sorted(set(self.due) - set(self.names))

    def extra(self) -> list[str]:
        again = {name for name in self.names if self.names.count(name) > 1}
        return sorted((set(self.names) - set(self.due)) | again)

    def is_sorted(self) -> bool:
        """As texts or as paths, which compare folder by folder."""
        return self.names in (sorted(self.names), sorted(self.names, key=lambda name: name.split("/")))


def ask_for_images(student: Any, files: Any, probes: Any, tree: Mapping[str, bytes], due: Sequence[str]) -> Found:
    """What `usable_images` gives for a folder with these files."""
    folder = files.write(tree)
    answer = student.usable_images(folder)
    found = probes.own.paths(answer, folder)
    if not isinstance(found, list):
        malformed(got=display.kind(answer), expected="a list of paths")
    return Found([name for name, _ in found], all(there for _, there in found), sorted(due))


@dataclass(frozen=True)
class Halves:
    """What `split` gave."""

    items: list[str]
    share: float
    train: list[str]
    validation: list[str]

    def in_both(self) -> list[str]:
        return sorted(set(self.train) & set(self.validation))

    def in_none(self) -> list[str]:
        return sorted(set(self.items) - set(self.train) - set(self.validation))

    def foreign(self) -> list[str]:
        """What is no item, or is in one part more than once."""
        again = [item for part in (self.train, self.validation) for item in part if part.count(item) > 1]
        return sorted({*self.train, *self.validation, *again} - (set(self.items) - set(again)))

    def sizes(self) -> list[int]:
        return [len(self.train), len(self.validation)]

    def size(self) -> int:
        """How many are in validation; what is off by no more than rounding counts as rounded."""
        return rounded(len(self.validation), self.share * len(self.items))


def rounded(number: int, due: float) -> int:
    return round(due) if abs(number - due) < 1 else number


def ask_for_split(student: Any, probes: Any, items: list[str], share: float, seed: int) -> Halves:
    """What `split` gives."""
    answer = student.split(items, share, seed)
    parts = probes.own.parts(answer)
    if not isinstance(parts, list) or len(parts) != 2 or None in parts:
        malformed(got=display.kind(answer), expected="(train, validation), two lists of items")
    return Halves(items, share, *parts)


class Tree:
    """What `make_tree` made of a source, in a folder "split" that may hold old files.

    Attributes:
        placed: (part, class, name) of each picture.
        elsewhere: Other files, beside the target as well.
    """

    def __init__(self, student: Any, files: Any, source: Mapping[str, bytes], due: Sequence[str], share: float = 0.25):
        self._student, self._files, self._source, self.share, self.due = student, files, dict(source), share, set(due)
        self.folder = files.write(source)
        self.before = files.listing(self.folder)

    def make(self, seed: int, base: str = "") -> "Tree":
        """Call it once; again into the same place if `base` is given."""
        self.base = base or self._files.folder()
        self._student.make_tree(self.folder, f"{self.base}/split", self.share, seed)
        listed = [path.split("/") for path in self._files.listing(self.base) if not path.endswith("/")]
        places = {tuple(each[1:]) for each in listed if len(each) == 4 and each[0] == "split" and each[1] in PARTS}
        self.elsewhere = sorted("/".join(each) for each in listed if tuple(each[1:]) not in places or len(each) != 4)
        self.placed = places
        return self

    def names(self, part: str) -> set[str]:
        return {f"{name}/{file}" for each, name, file in self.placed if each == part}

    def in_both(self) -> list[str]:
        return sorted(self.names("train") & self.names("validation"))

    def in_none(self) -> list[str]:
        return sorted(self.due - self.names("train") - self.names("validation"))

    def extra(self) -> list[str]:
        return sorted((self.names("train") | self.names("validation")) - self.due) + self.elsewhere

    def changed(self) -> list[str]:
        """Copies with other content than their source; links count."""
        places = {f"{self.base}/split/{'/'.join(place)}": "/".join(place[1:]) for place in sorted(self.placed)}
        sizes = self._files.listing(self.base)
        return [
            name
            for path, name in places.items()
            if sizes[path.removeprefix(f"{self.base}/")] < 0 or self._files.read(path) != self._source.get(name)
        ]

    def source_is_as_before(self) -> bool:
        return self._files.listing(self.folder) == self.before

    def sizes(self) -> list[list[Any]]:
        """Of each class: its name, how many are in validation (rounding allowed), and how many there are."""
        totals = {
            name: sum(each.startswith(f"{name}/") for each in self.due)
            for name, *_ in (each.split("/") for each in sorted(self.due))
        }
        found = {name: sum(each.startswith(f"{name}/") for each in self.names("validation")) for name in totals}
        return [[name, rounded(found[name], self.share * total), total] for name, total in totals.items()]
