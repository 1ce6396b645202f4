"""The bank of known submissions: files under tests/bank/NN_topic/{right,wrong}, each with a header that declares
what the grader must find in it."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.course.exercise import Exercise

_KEYS = ("right", "mistake", "looks like", "why", "try", "fails", "points", "says")


class BrokenHeader(ValueError):
    """A bank file's header does not say what it must."""


@dataclass(frozen=True)
class BankFile:
    """One known submission.

    Attributes:
        about: What the file does differently, or wrongly.
        fails: Names of exactly the checks that must not pass.
        points: What it keeps.
        says: Words the messages of those checks must contain.
        looks_like: The name that a student reads who makes this mistake; empty where the facts speak for themselves.
        why: Why it is a mistake, if the check's own reason does not say it.
        tries: Lines that show it, instead of the check's own.
    """

    path: Path
    right: bool
    about: str
    fails: frozenset[str]
    points: float | None
    says: tuple[str, ...]
    looks_like: str = ""
    why: str = ""
    tries: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return "/".join(self.path.parts[-3:])


def read_bank(exercise: Exercise) -> list[BankFile]:
    """The exercise's known submissions, right ones first.

    Raises:
        BrokenHeader: a file's header is not complete.
    """
    paths = [path for kind in ("right", "wrong") for path in sorted((exercise.bank / kind).glob("*.py"))]
    return [_read(path) for path in paths]


def _read(path: Path) -> BankFile:
    fields: dict[str, list[str]] = {key: [] for key in _KEYS}
    for key, value in _head(path):
        # Lines to try keep their indentation.
        fields[key].append(value.removeprefix(" ").rstrip() if key == "try" else value.strip())
    right = path.parent.name == "right"
    needed = ("right",) if right else ("mistake", "fails", "points")
    missing = [key for key in needed if not any(fields[key])]
    if missing:
        lines = ", ".join(f"# {key}: …" for key in missing)
        raise BrokenHeader(f"{_shown(path)} needs at its top: {lines}")
    if right:
        return BankFile(path, True, " ".join(fields["right"]), frozenset(), None, ())
    return BankFile(
        path,
        False,
        " ".join(fields["mistake"]),
        _names(fields["fails"]),
        _points(path, " ".join(fields["points"])),
        tuple(fields["says"]),
        " ".join(fields["looks like"]),
        " ".join(fields["why"]),
        tuple(fields["try"]),
    )


def _names(values: list[str]) -> frozenset[str]:
    return frozenset(part.strip() for part in ",".join(values).split(",") if part.strip())


def _head(path: Path) -> Iterator[tuple[str, str]]:
    """The fields of a head: the lines before the first that is not one.

    Raises:
        BrokenHeader: that line is in the way of further fields, or is a field whose name is misspelt.
    """
    block = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        key, separator, value = line.removeprefix("#").partition(":")
        block.append((line, key.strip() if separator else "", value))
    for number, (line, key, value) in enumerate(block, start=1):
        if key in _KEYS:
            yield key, value
            continue
        near = difflib.get_close_matches(key.lower(), _KEYS, n=1, cutoff=0.75)
        if near or any(later in _KEYS for _, later, _ in block[number:]):
            meant = f"Did you mean `# {near[0]}: …`?" if near else "A long text repeats its field on the next line."
            raise BrokenHeader(
                f"{_shown(path)}, line {number}: `{line}` is not a field, and the head would end there. {meant}"
            )
        return


def _points(path: Path, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise BrokenHeader(f"{_shown(path)}: `# points: {text}` is not a number") from None


def _shown(path: Path) -> str:
    """`wrong/upside_down.py`."""
    return "/".join(path.parts[-2:])
