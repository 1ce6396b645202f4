"""A function that is called again and again, and has to give what is due of each call."""

from collections.abc import Callable, Sequence
from typing import Any

from autograder.checking.study import Fact, Study

# The arguments of a call, and what is due of it.
Case = tuple[tuple[Any, ...], Any]


def judge_each(
    study: Study,
    function: Callable[..., Any],
    cases: Sequence[Case],
    read: Callable[[Any], Any],
    fact: Callable[..., Fact],
    others: Sequence[tuple[Any, ...]] = (),
    within: float = 1e-5,
) -> None:
    """The function gives what is due of each case. What it gives of all of them, and of others, tells mistakes apart.

    Args:
        read: Vouches for an answer.
        fact: Makes the fact from what is due of a case, and from its arguments.
        others: Arguments of calls that are not judged.
        within: Absolute tolerance of what tells mistakes apart.
    """
    calls = (*(given for given, _ in cases), *others)
    everything = Fact(lambda _: [read(function(*given)) for given in calls], "{}", within=within)
    for given, due in cases:
        study.judge(read(function(*given)), {fact(due, *given): due}, beside=[everything])
