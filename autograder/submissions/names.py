"""Which exercise a file is for, by its name.

Names are judged by levels, and a better level beats any lower one:

    0  08_dropout.py, 08_DROPOUT (2).py, Copy of 8-dropout.py, exercise_08_dropout_final.py
    1  dropout.py                 the topic alone (may be a helper, if there is a better name)
    2  anna_08_dropout.py         other words around the exercise
    3  anna_dropout.py            other words around the topic
    4  08.py, ex08.py             the number alone
       08_droput.py               the number, and nearly the topic
       09_dropout.py              the topic with a number that no exercise has
    5  08_dropout_old.py          counts only if nothing else does
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import PurePath

from autograder.submissions import limits
from autograder.submissions.candidates import kind_of, split_name
from autograder.submissions.decorations import Attempt, own_words, strip_end, strip_start
from autograder.submissions.systems import attempt_in_front

# From this level on a name says no more than a number, or nearly so.
BY_NUMBER = 4
ONLY_FILE = 6  # the level of a file that counts because there is no other
BY_CONTENT = 7  # and of one that counts because it defines what is asked for
_NUMBER_BEFORE = re.compile(r"(?<![0-9a-z])0*([0-9]{1,2})[\s_\-.]*$", re.IGNORECASE)
_NUMBER_FIRST = re.compile(r"([0-9]{2})[\s_\-.]")  # as exercises are named
_SEPARATORS = r"[\s_\-.]*"
_CLOSE = 0.8  # likeness of two topics (0 to 1) from which one is the other misspelt: "droput" and "dropout" have 0.92


@dataclass(frozen=True)
class Match:
    """How a name fits an exercise."""

    exercise: str
    level: int
    words: str  # what else the name says, mostly the student's name; "" if nothing
    base: str  # equal for two names that differ by attempt number only
    attempt: Attempt


@dataclass(frozen=True)
class _Pattern:
    exercise: str
    number: int | None
    topic: str
    full: re.Pattern[str]
    topic_only: re.Pattern[str]
    number_only: re.Pattern[str]


class Matcher:
    """Finds the exercise, of those given, that a file's name means.

    Args:
        aside: Exercises that nobody asks for: a file that is named like one is not taken for another.
    """

    def __init__(self, exercises: Sequence[str], aside: Sequence[str] = ()):
        self.exercises = tuple(exercises)
        patterns = [_pattern(exercise) for exercise in self.exercises]
        self._numbers = {pattern.number for pattern in patterns}
        self._patterns = [*patterns, *map(_pattern, aside)]
        self._known: dict[str, Match | None] = {}

    def match(self, name: str) -> Match | None:
        """The best match of a file name (without folders), or None; also None if two exercises fit equally well.

        A name that no disk can hold (it comes out of an archive, and is refused there) fits nothing.
        """
        if len(name) > limits.NAME:
            return None
        stem, _ = split_name(name)
        if stem not in self._known:
            own, attempt = attempt_in_front(stem)
            found = self._find(own)
            self._known[stem] = found and replace(found, attempt=(*found.attempt, *attempt))
        return self._known[stem]

    def _find(self, stem: str) -> Match | None:
        found = [
            (match.level, -length, match)
            for pattern in self._patterns
            for match, length in [self._match(stem, pattern)]
            if match
        ]
        found.sort(key=lambda entry: entry[:2])
        if len(found) > 1 and found[0][:2] == found[1][:2]:
            return None
        return found[0][2] if found else None

    def _match(self, stem: str, pattern: _Pattern) -> tuple[Match | None, int]:
        """The match and the length of the text that names the exercise."""
        span = pattern.full.search(stem)
        if span:
            return _judge(stem, span, pattern, exact=True), len(span[0])
        span = pattern.topic_only.search(stem)
        if span:
            return self._judge_topic(stem, span, pattern), len(span[0])
        return self._by_number(stem, pattern), 0

    def _judge_topic(self, stem: str, span: re.Match[str], pattern: _Pattern) -> Match | None:
        """The topic without the exercise's number in front of it; another number there speaks against it."""
        match = _judge(stem, span, pattern, exact=False)
        before = strip_start(stem[: span.start()])
        number = _NUMBER_BEFORE.search(before)
        if number and int(number[1]) in self._numbers:
            return None
        if number and not before[: number.start()]:
            return replace(match, level=max(match.level, 4), words="")
        number = _NUMBER_FIRST.match(before)
        return None if number and int(number[1]) != pattern.number else match

    @staticmethod
    def _by_number(stem: str, pattern: _Pattern) -> Match | None:
        found = pattern.number_only.search(stem)
        if not found or own_words(strip_start(stem[: found.start()])):
            return None
        ending = strip_end(stem[found.end() :])
        rest = own_words(ending.rest)
        likeness = SequenceMatcher(None, re.sub(r"[\W_]", "", rest.casefold())[:60], pattern.topic).ratio()
        if rest and likeness < _CLOSE:
            return None
        return Match(pattern.exercise, 5 if ending.old else 4, "", rest.casefold(), ending.attempt)


def guess_exercise(path: PurePath, exercises: Sequence[str], by_number: bool = True) -> str | None:
    """The exercise that a .py or .ipynb file is for, by its name alone; None if no name or more than one fits.

    Without `by_number`, a name that says no more than a number fits nothing.
    """
    if kind_of(path.name) not in ("py", "ipynb"):
        return None
    match = _matcher(tuple(exercises)).match(path.name)
    return match.exercise if match and (by_number or match.level < BY_NUMBER) else None


def named_for(path: str, exercises: Sequence[str]) -> str | None:
    """The exercise that a file of any kind is named for; None if no name or more than one fits."""
    match = _matcher(tuple(exercises)).match(path.rpartition("/")[2].rpartition(".")[0])
    return match.exercise if match else None


def _judge(stem: str, span: re.Match[str], pattern: _Pattern, exact: bool) -> Match:
    before, after = strip_start(stem[: span.start()]), stem[span.end() :]
    ending = strip_end(after, numbers_after_words=False)
    others = [own_words(before), own_words(ending.rest)]
    # With other words after the exercise, a number may belong to them ("08_dropout_group_2"): names keep it.
    words = "_".join(filter(None, [others[0], own_words(after) if others[1] else ""]))
    base = "_".join(filter(None, others)).casefold()
    level = 5 if ending.old else (2 if words else 0) + (not exact)
    return Match(pattern.exercise, level, words, base, ending.attempt)


@lru_cache(maxsize=8)
def _matcher(exercises: tuple[str, ...]) -> Matcher:
    return Matcher(exercises)


def _pattern(exercise: str) -> _Pattern:
    number, _, topic = exercise.partition("_")
    if not (number.isdecimal() and topic):
        number, topic = "", exercise
    parts = [re.escape(part) for part in re.split(r"[\s_-]+", topic) if part]
    words = _SEPARATORS.join(parts)
    full = rf"(?<![0-9])0*{int(number)}{_SEPARATORS}{words}(?![a-z])" if number else rf"(?<![a-z0-9]){words}(?![a-z])"
    return _Pattern(
        exercise=exercise,
        number=int(number) if number else None,
        topic=re.sub(r"[\W_]", "", topic.casefold()),
        full=re.compile(full, re.IGNORECASE),
        topic_only=re.compile(rf"(?<![a-z0-9]){words}(?![a-z])", re.IGNORECASE),
        number_only=re.compile(rf"(?<![0-9])0*{int(number)}(?![0-9])" if number else r"(?!)"),
    )
