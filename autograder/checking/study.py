"""Judge answers by facts: what is seen of them, and what is due.

A check asks its questions in a script, an ordinary function, and states facts of the answers. It ends at the first
fact that is not as is due. No mistake is written into it: the known submissions of the bank have shown, on inputs that
anybody may know, what each of them makes of the same facts (`fingerprints`). When a check has failed on hidden inputs,
it is run once more on the known ones, and the mistake whose facts agree gives the name.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

import numpy as np

from autograder.checking import display
from autograder.checking.failure import Failure, current, fail, malformed
from autograder.engine.errors import StudentError
from autograder.engine.places import concealed

# More is not a fact any more: state what matters of it.
_MOST_NUMBERS = 1_000
# What the probe `files.write` calls its folders.
MADE_FOLDER = re.compile(r"\bfiles-[a-z0-9_]{8}")

Words = str | Mapping[Any, str] | Callable[[Any], str]


@dataclass(frozen=True, eq=False)
class Fact:
    """One thing that is seen of the answers.

    Attributes:
        of: What it is, from what the script gave: a number, a yes or no, a text, an array, a list of such.
        words: How it is written: "x * {:.4f}", a text for each value, or a function of the value.
        due: What is due, in words, where it is not said as what is seen is.
        why: Why it matters, unless the mistake says so itself.
        tries: Lines that show it in plain Python.
        within: Absolute tolerance of numbers. State the mistake that just fails it, where it is not the default.
        name: A name for what was seen that carries a value of the student's; empty for none. Given what was seen and
            what is due.
        is_form: Whether this is the form of an answer, its type or shape: what is not as due is then malformed.
    """

    of: Callable[[Any], Any]
    words: Words
    due: Words = ""
    why: str = ""
    tries: str | Sequence[str] = ()
    within: float = 1e-5
    name: Callable[[Any, Any], str] | None = None
    is_form: bool = False

    def holds(self, seen: Any, due: Any) -> bool:
        """Whether the two are the same; nan is nan."""
        return alike(seen, due, self.within)

    def tell(self, seen: Any, due: Any) -> tuple[str, str]:
        """What was seen and what is due, in words."""
        return _say(self.words, seen), _say(self.due or self.words, due)


@dataclass(frozen=True, eq=False)
class Answers(Fact):
    """All the answers, where a script gives a list of arrays or numbers: told by the first that is wrong."""

    of: Callable[[Any], Any] = list
    words: Words = display.array

    def tell(self, seen: Any, due: Any) -> tuple[str, str]:
        one, other = next(pair for pair in zip(seen, due, strict=True) if not self.holds(*pair))
        one, other = np.asarray(one), np.asarray(other)
        if one.size <= display.INLINE_SIZE or one.shape != other.shape:
            return _say(self.words, one), _say(self.due or self.words, other)
        place = tuple(int(index) for index in np.argwhere(~(np.abs(one - other) <= self.within))[0])
        at = f"at [{', '.join(map(str, place))}]"
        return f"{display.number(one[place])} {at}", f"{display.number(other[place])} {at}"


def _say(words: Words, value: Any) -> str:
    if callable(words):
        return words(value)
    return words[value] if isinstance(words, Mapping) else words.format(value)


def alike(one: Any, other: Any, within: float = 1e-5) -> bool:
    """Whether two values of a fact are the same: texts and yes or no exactly, numbers within a tolerance."""
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(alike(*pair, within) for pair in zip(one, other, strict=True))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key], within) for key in one)
    one, other = (value.item() if isinstance(value, np.generic) else value for value in (one, other))
    if any(value is None or isinstance(value, str | bool | dict) for value in (one, other)):
        return type(one) is type(other) and one == other
    try:
        first, second = np.asarray(one), np.asarray(other)
    except ValueError:  # one is a list of which the items have different shapes
        return False
    if first.shape != second.shape or "O" in first.dtype.kind + second.dtype.kind:
        return False
    if any(each.dtype.kind not in "biufc" for each in (first, second)):  # texts and bytes
        return first.dtype.kind == second.dtype.kind and bool(np.array_equal(first, second))
    return bool(np.allclose(first, second, rtol=0, atol=within, equal_nan=True))


@dataclass(frozen=True)
class Judged:
    """One call of `judge`: what was seen of the check's own facts and of those beside, and which own ones are wrong.

    A fact that could not be seen, because asking ended in an exception, is the text of that end.
    """

    seen: tuple[Any, ...]
    own: int
    wrong: tuple[bool, ...]
    within: tuple[float, ...]


@dataclass
class Recorded:
    """What a run of a check showed: each judgement, and the end of the run if it had one of its own."""

    judged: list[Judged] = field(default_factory=list)
    end: str = ""


class Study:
    """The `study` fixture of a check.

    Args:
        until: Where it is given, nothing is judged: facts are recorded, up to this many judgements.

    Attributes:
        recorded: What was seen so far.
        failed_at: The number of the judgement, from 0, that ended the check; None if it did not end in one.
    """

    def __init__(self, until: int | None = None):
        self.recorded = Recorded()
        self.failed_at: int | None = None
        self._until = until

    @property
    def records(self) -> bool:
        """Whether this run records facts instead of judging."""
        return self._until is not None

    def judge(self, asked: Any, facts: Mapping[Fact, Any], beside: Iterable[Fact] = (), called: str = "") -> None:
        """End the check at the first fact that is not as is due.

        Args:
            asked: What the script gave.
            facts: The check's own facts, with what is due of each.
            beside: Further facts that tell mistakes apart; other checks judge them.
            called: Shown as the call; otherwise the last one that was made.
        """
        if self.records:
            self._record(asked, facts, tuple(beside))
            return
        if called:
            current.called = called
        self.failed_at = len(self.recorded.judged)
        self.recorded.judged.append(Judged((), len(facts), (), ()))
        for fact, due in facts.items():
            seen = fact.of(asked)
            if not fact.holds(seen, due):
                self._fail(fact, seen, due, called)
        self.failed_at = None

    def agrees(self, asked: Any, facts: Mapping[Fact, Any], repair: Callable[[Any], Any] = lambda asked: asked) -> bool:
        """Whether all facts are as is due, with one slip put right: so a slip costs once.

        Args:
            repair: Puts the slip right in what the script gave.
        """
        repaired = repair(asked)
        return all(fact.holds(fact.of(repaired), due) for fact, due in facts.items())

    def _fail(self, fact: Fact, seen: Any, due: Any, called: str) -> NoReturn:
        got, expected = fact.tell(seen, due)
        end = malformed if fact.is_form else fail
        end(
            got=got,
            expected=expected,
            why=fact.why or None,
            looks_like=fact.name(seen, due) if fact.name else None,
            try_it=fact.tries,
            called=called or None,
        )

    def _record(self, asked: Any, facts: Mapping[Fact, Any], beside: tuple[Fact, ...]) -> None:
        every = (*facts, *beside)
        seen = [_seen(fact, asked) for fact in every]
        wrong = tuple(
            isinstance(value, _End) or not fact.holds(value, due)
            for value, (fact, due) in zip(seen, facts.items(), strict=False)
        )
        within = tuple(fact.within for fact in every)
        self.recorded.judged.append(Judged(tuple(map(plain, seen)), len(facts), wrong, within))
        if self._until is not None and len(self.recorded.judged) > self._until:
            raise Enough


class Enough(Exception):
    """A recording run has seen what it was to see."""


def plain(value: Any) -> Any:
    """A fact's value as JSON can hold it; a text in the place of one that is too large to be kept."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist()) if value.size <= _MOST_NUMBERS else f"array of shape {value.shape}"
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    if isinstance(value, list | tuple):
        return [plain(item) for item in value[:_MOST_NUMBERS]]
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if value is None or isinstance(value, bool | int):
        return value
    return str(value) if isinstance(value, str) else str(value)[:300]


def _seen(fact: Fact, asked: Any) -> Any:
    """What the fact is; a text where asking for it ended in a failure of the student's."""
    try:
        with np.errstate(all="ignore"):
            return fact.of(asked)
    except (Failure, StudentError) as error:
        return _End(end_of(error))


class _End(str):
    """How asking for a fact ended, in the place of what was to be seen."""


def end_of(error: Failure | StudentError) -> str:
    """How a run ended, in a text that does not depend on its numbers, nor on the name of a folder made for it."""
    if isinstance(error, Failure):
        text = f"{error.outcome}: {error.message.got}"
    else:
        text = f"error: {error.type}: {concealed(error.message)}"
    return "".join("0" if character.isdigit() else character for character in MADE_FOLDER.sub("files", text)[:300])
