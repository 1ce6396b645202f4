"""Decorators that say what a check is worth and what it needs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

ACCURACY = "accuracy"
TIERS = ("shape", "behaviour", ACCURACY)

Check = TypeVar("Check", bound=Callable[..., None])


@dataclass
class Marks:
    """What the decorators left on a check."""

    points: float = 0
    function: str = ""
    tier: str = "behaviour"
    needs: tuple[str, ...] = ()


def points(number: float, function: str, tier: str = "behaviour") -> Callable[[Check], Check]:
    """The check is worth `number` points and belongs to this function of the exercise."""
    if tier not in TIERS:
        raise ValueError(f"tier is one of {', '.join(TIERS)}")

    def mark(check: Check) -> Check:
        marks = marks_of(check)
        marks.points, marks.function, marks.tier = number, function, tier
        return check

    return mark


def needs(*names: str) -> Callable[[Check], Check]:
    """Skip the check unless these other checks of the file have passed."""

    def mark(check: Check) -> Check:
        marks_of(check).needs += names
        return check

    return mark


def marks_of(check: Callable[..., None]) -> Marks:
    """The check's marks; made on first use."""
    marks = vars(check).get("marks")
    if marks is None:
        marks = Marks()
        vars(check)["marks"] = marks
    return marks
