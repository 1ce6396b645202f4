"""Folders of pictures and of what is none, and what is read from the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking import StudentError, called, display, malformed
from autograder.checking.failure import Failure
from autograder.laboratories.picture_folders import JUNK, PARTS, cut_off, picture

RIGHT = "its share of each class in validation"


@dataclass(frozen=True)
class Found:
    """What `usable_images` gave for a folder, beside what it should give."""

    names: list[str]
    are_there: bool
    due: list[str]
    is_as_before: bool

    def missing(self) -> list[str]:
        return sorted(set(self.due) - set(self.names))

    def extra(self) -> list[str]:
        again = {name for name in self.names if self.names.count(name) > 1}
        return sorted((set(self.names) - set(self.due)) | again)

    def order(self) -> str:
        """Sorted is as texts or as paths, which compare folder by folder."""
        right = [sorted(self.names), sorted(self.names, key=lambda name: name.split("/"))]
        files = [name.split("/")[-1] for name in self.names]
        if self.names in right:
            return "sorted"
        if self.names[::-1] in right:
            return "from Z to A"
        return "sorted by the names of the files alone" if files == sorted(files) else "in another order"


def ask_for_images(
    student: Any, files: Any, probes: Any, tree: Mapping[str, bytes], due: Sequence[str], place: str = "pictures"
) -> Found:
    """What `usable_images` gives for a folder with these files, which lies at `place`."""
    folder = f"{files.write({f'{place}/{name}': content for name, content in tree.items()})}/{place}"
    before = files.listing(folder)
    answer = student.usable_images(folder)
    found = probes.folders.paths(answer, folder)
    if not isinstance(found, list):
        malformed(got=display.kind(answer), expected="a list of paths")
    return Found(
        [name for name, _ in found], all(there for _, there in found), sorted(due), files.listing(folder) == before
    )


@dataclass(frozen=True)
class Halves:
    """What `split` gave."""

    items: list[str]
    share: float
    train: list[str]
    validation: list[str]

    def in_both(self) -> int:
        return len(set(self.train) & set(self.validation))

    def in_none(self) -> int:
        return len(set(self.items) - set(self.train) - set(self.validation))

    def foreign(self) -> int:
        """How many are not items, or are in one part more than once."""
        parts = (self.train, self.validation)
        return sum(len(part) - len(set(part)) + len(set(part) - set(self.items)) for part in parts)

    def sizes(self) -> list[int]:
        return [len(self.train), len(self.validation)]

    def size(self) -> int:
        """How many are in validation; what is off by no more than rounding counts as rounded."""
        return rounded(len(self.validation), self.share * len(self.items))


def end_of(items: list[str], part: list[str]) -> str:
    """Whether a part is what a cut by position gives."""
    return {tuple(items[: len(part)]): "first", tuple(items[-len(part) :]): "last"}.get(tuple(part), "neither")


def is_row(items: list[str], part: list[str]) -> bool:
    """Whether the items of a part are neighbours, the last and the first included."""
    places = [items.index(item) for item in part if item in items]
    return len(places) == 2 and (places[1] - places[0]) % len(items) in (1, len(items) - 1)


def rounded(number: int, due: float) -> int:
    return round(due) if abs(number - due) < 1 else number


def ask_for_split(student: Any, probes: Any, items: list[str], share: float, seed: int) -> Halves:
    """What `split` gives."""
    answer = student.split(items, share, seed)
    parts = probes.folders.parts(answer)
    if not isinstance(parts, list) or len(parts) != 2 or None in parts:
        malformed(got=display.kind(answer), expected="(train, validation), two lists of items")
    return Halves(items, share, *parts)


def validation_with_other_hashes(
    student: Any, probes: Any, items: list[str], share: float, seed: int
) -> list[str] | None:
    """Validation as after another start of Python, sorted.

    None if the parts are not a whole split of the share: then a text that was made on the way, and has its own hash,
    was not found among the items, which says nothing about another start.
    """
    parts = probes.own.with_other_hashes(student, items, share, seed)
    if not isinstance(parts, list) or len(parts) != 2 or None in parts:
        return None
    halves = Halves(items, share, *parts)
    is_whole = not halves.in_both() + halves.in_none() + halves.foreign()
    return sorted(halves.validation) if is_whole and halves.size() == round(share * len(items)) else None


class Helpers:
    """How `make_tree` and `class_counts` are called: beside helpers that work, if the student's own do not.

    So a slip in `usable_images` or `split` costs points there alone.
    """

    def __init__(self, student: Any, files: Any, probes: Any, rng: np.random.Generator):
        self._student, self._probes = student, probes
        good = {f"a/{name}": picture(rng, kind) for name, kind in (("1.jpg", "JPEG"), ("2 ü.PNG", "PNG"))}
        bad = {f"a/{name}": content for name, content in {**JUNK, "cut.jpg": cut_off(picture(rng))}.items()}
        hidden = {"a/.ipynb_checkpoints/1.jpg": picture(rng)}
        try:
            found = ask_for_images(student, files, probes, {**good, **bad, **hidden}, list(good))
            below = ask_for_images(student, files, probes, {"1.jpg": picture(rng), "empty.jpg": b""}, ["1.jpg"])
            images = [each.names == each.due and each.are_there and each.is_as_before for each in (found, below)]
            items = [f"{number}.jpg" for number in range(12)]
            halves = [
                ask_for_split(student, probes, given, 0.25, seed)
                for given, seed in zip((items, items[::-1], items, items[:4], items), (1, 1, 2, 1, 3), strict=True)
            ]
            sound = [
                not each.in_both() + each.in_none() + each.foreign() and each.size() == len(each.items) // 4
                for each in halves
            ]
            drawn = [set(each.validation) for each in halves]
            self.work = all(images + sound) and drawn[0] == drawn[1] and not drawn[0] == drawn[2] == drawn[4]
        except (Failure, StudentError):
            self.work = False

    def call(self, name: str, *arguments: Any) -> Any:
        function = getattr(self._student, name)
        if self.work:
            return function(*arguments)
        answer = self._probes.own.with_helpers(function, self._student, arguments)
        called(f"{name}({', '.join(map(repr, arguments))})")
        return answer


class Tree:
    """What `make_tree` made of a source, in a folder "split" that may hold old files.

    Attributes:
        placed: (part, class, name) of each picture.
        elsewhere: Other files, beside the target as well.
    """

    def __init__(
        self, helpers: Helpers, files: Any, source: Mapping[str, bytes], due: Sequence[str], share: float = 0.25
    ):
        self._helpers, self._files, self._source, self.share, self.due = helpers, files, dict(source), share, set(due)
        self.folder = files.write(source)
        self.before = files.listing(self.folder)

    def make(self, seed: int, base: str = "") -> "Tree":
        """Call it once; again into the same place if `base` is given."""
        self.base = base or self._files.folder()
        self._helpers.call("make_tree", self.folder, f"{self.base}/split", self.share, seed)
        listed = [path.split("/") for path in self._files.listing(self.base) if not path.endswith("/")]
        places = {tuple(each[1:]) for each in listed if len(each) == 4 and each[0] == "split" and each[1] in PARTS}
        self.elsewhere = sorted("/".join(each) for each in listed if tuple(each[1:]) not in places or len(each) != 4)
        self.placed = places
        return self

    def names(self, part: str) -> set[str]:
        return {f"{name}/{file}" for each, name, file in self.placed if each == part}

    def in_both(self) -> int:
        return len(self.names("train") & self.names("validation"))

    def in_none(self) -> int:
        return len(self.due - self.names("train") - self.names("validation"))

    def extra(self) -> list[str]:
        source = f"{self.folder.split('/')[-1]}/"  # another name in every run
        found = sorted((self.names("train") | self.names("validation")) - self.due)
        return [name.replace(source, "<source>/") for name in found] + self.elsewhere

    def changed(self) -> int:
        """How many copies have other content than their source; links count."""
        sizes = self._files.listing(self.base)
        places = {f"split/{'/'.join(place)}": "/".join(place[1:]) for place in self.placed}
        return sum(
            sizes[path] < 0 or self._files.read(f"{self.base}/{path}") != self._source.get(name)
            for path, name in places.items()
        )

    def source_is_as_before(self) -> bool:
        return self._files.listing(self.folder) == self.before

    def shares(self) -> str:
        """How much of each class is in validation, in words that say what kind of split it is."""
        classes = sorted({name.split("/")[0] for name in self.due})
        totals, found = (
            [sum(each.startswith(f"{name}/") for each in names) for name in classes]
            for names in (self.due, self.names("validation"))
        )
        if all(
            rounded(part, self.share * total) == round(self.share * total)
            for part, total in zip(found, totals, strict=True)
        ):
            return RIGHT
        if sum(part in (0, total) for part, total in zip(found, totals, strict=True)) > 1:
            return "whole classes in one part, none of them in the other"
        if rounded(sum(found), self.share * sum(totals)) == round(self.share * sum(totals)):
            return "a share of all pictures together, which is not that of each class"
        return f"{sum(found)} of {sum(totals)} pictures in validation"
