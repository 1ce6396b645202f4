"""Choose a threshold between right answers and mistakes, and say how often it will be wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

# Standard deviations between the mean of each mistake and the threshold: one attempt in a thousand passes.
_MARGIN = 3.1
# How far into the gap between the mistakes' bound and the lowest right value: most of it is left to right answers
# unlike those that were measured.
_SHARE_OF_GAP = 0.2
_CONFIDENCE = 0.95
# A training gets stuck once in a while, whoever wrote it: the second attempt is for that. So seldom may both fail.
_BOTH_STUCK = 0.001
# A normal tail says nothing more exact of what is so rare.
_LEAST_CHANCE = 1e-6
BOUND = "Clopper-Pearson upper bound, 95%"
TAIL = "normal tail of mean and standard deviation"


class Overlap(ValueError):
    """Right answers and a mistake cannot be told apart: the check has to be designed again."""


@dataclass(frozen=True)
class Right:
    """Pooled right answers. Chances are those of failing one attempt, and two independent ones."""

    values: tuple[float, ...]
    fails_once: float
    fails_twice: float
    method: str = BOUND


@dataclass(frozen=True)
class Mistake:
    """One known mistake. Chances are those of passing one attempt, and at least one of two; `passes_at_most` is the
    upper bound for the latter that holds for values of any distribution.
    """

    name: str
    values: tuple[float, ...]
    passes_once: float
    passes: float
    passes_at_most: float
    method: str = TAIL


@dataclass(frozen=True)
class Choice:
    """A threshold and what is known about it."""

    value: float
    right: Right
    mistakes: tuple[Mistake, ...]


def choose(right: Sequence[float], mistakes: Mapping[str, Sequence[float]]) -> Choice:
    """A threshold above each mistake's mean + 3.1 standard deviations and below every right value, but for trainings
    that got stuck: at 95% confidence, two in a row happen less than once in a thousand times.

    Raises:
        Overlap: there is none.
    """
    bounds = {name: float(np.mean(values) + _MARGIN * np.std(values, ddof=1)) for name, values in mistakes.items()}
    hardest = max(bounds, key=lambda name: bounds[name])
    bound = bounds[hardest]
    stuck = sum(each <= bound for each in right)
    if stuck and upper_bound(stuck, len(right)) ** 2 > _BOTH_STUCK:
        raise Overlap(
            f"{hardest} reaches {bound:.3f} (mean + {_MARGIN} standard deviations), "
            f"and so do {stuck} of {len(right)} right runs; the lowest has {min(right):.3f}"
        )
    lowest = sorted(right)[stuck]
    value = float(np.ceil(1000 * (bound + _SHARE_OF_GAP * (lowest - bound))) / 1000)
    once = upper_bound(sum(each < value for each in right), len(right))
    return Choice(
        value,
        Right(tuple(right), once, once**2),
        tuple(_mistake(name, values, value) for name, values in mistakes.items()),
    )


def upper_bound(failures: int, runs: int) -> float:
    """Upper end of the one-sided 95% Clopper-Pearson interval for a chance (Clopper and Pearson 1934)."""
    return 1.0 if failures == runs else float(stats.beta.ppf(_CONFIDENCE, failures + 1, runs - failures))


def _mistake(name: str, values: Sequence[float], threshold: float) -> Mistake:
    spread = float(np.std(values, ddof=1))
    distance = (threshold - float(np.mean(values))) / spread if spread else np.inf
    once = max(float(stats.norm.sf(distance)), _LEAST_CHANCE)
    bound = upper_bound(sum(each >= threshold for each in values), len(values))
    return Mistake(name, tuple(values), once, 1 - (1 - once) ** 2, 1 - (1 - bound) ** 2)
