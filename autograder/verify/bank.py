"""The bank of known submissions: files under tests/bank/NN_topic/{right,wrong}, each with a header that declares
what the grader must find in it."""

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
    for line in path.read_text(encoding="utf-8").splitlines():
        key, separator, value = line.removeprefix("#").partition(":")
        if not line.startswith("#") or not separator or key.strip() not in _KEYS:
            break
        # Lines to try keep their indentation.
        fields[key.strip()].append(value.removeprefix(" ").rstrip() if key.strip() == "try" else value.strip())
    right = path.parent.name == "right"
    needed = ("right",) if right else ("mistake", "fails", "points")
    missing = [key for key in needed if len(fields[key]) != 1 or not fields[key][0]]
    if missing:
        raise BrokenHeader(f"{path.name} needs one line each at its top: {', '.join(f'# {key}: …' for key in missing)}")
    if right:
        return BankFile(path, True, fields["right"][0], frozenset(), None, ())
    fails = frozenset(part.strip() for part in fields["fails"][0].split(",") if part.strip())
    return BankFile(
        path,
        False,
        fields["mistake"][0],
        fails,
        float(fields["points"][0]),
        tuple(fields["says"]),
        " ".join(fields["looks like"]),
        " ".join(fields["why"]),
        tuple(fields["try"]),
    )
