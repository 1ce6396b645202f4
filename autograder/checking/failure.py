"""How a check ends when the answer is wrong, and what it tells the student."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from autograder.checking import display
from autograder.engine.places import concealed

_MAX_TEXT, _MAX_LINES = 2_000, 20


@dataclass
class Message:
    """The lines of a failure, in the order they are shown. Empty ones are left out."""

    called: str = ""
    given: list[str] = field(default_factory=list)
    got: str = ""
    expected: str = ""
    why: str = ""
    note: str = ""
    looks_like: str = ""
    try_it: list[str] = field(default_factory=list)

    def clipped(self) -> "Message":
        """A copy without overlong parts and paths of ours: a hostile answer may have put anything into them."""
        parts = {name: _clip(value) for name, value in vars(self).items()}
        return Message(**parts)

    def changed(self, change: Callable[[str], str]) -> "Message":
        """A copy with each of its texts changed."""
        parts = vars(self).items()
        return Message(
            **{name: list(map(change, value)) if isinstance(value, list) else change(value) for name, value in parts}
        )


class Failure(Exception):
    """A check has found the answer wrong (`failed`) or of the wrong kind (`malformed`)."""

    def __init__(self, outcome: str, message: Message):
        super().__init__(f"{outcome}: got {message.got}; expected {message.expected}")
        self.outcome = outcome
        self.message = message


class Missing(Failure):
    """The submission has no function of the name that a check asks for; "malformed" if it is nowhere in it."""

    def __init__(self, message: Message, outcome: str = "malformed"):
        super().__init__(outcome, message)


def _clip(value: Any) -> Any:
    if isinstance(value, list):
        return [_clip(item) for item in value[:_MAX_LINES]]
    return display.cut(concealed(value[: 2 * _MAX_TEXT]), _MAX_TEXT)


@dataclass
class Current:
    """What the running check has called and noted so far.

    Attributes:
        data: Attributes of objects in the sandbox that came as plain data: the name, the type's, and what it was.
    """

    called: str = ""
    given: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    data: list[tuple[str, str, str]] = field(default_factory=list)


current = Current()


def begin() -> Current:
    """Forget the last check; called by the runner before each check."""
    current.called, current.given, current.notes, current.data = "", [], [], []
    return current


def called(text: str, **values: Any) -> None:
    """Say what is being called, where the automatic text would not be good; `values` get a legend each."""
    current.called = text
    current.given = [f"{name}: {display.legend(value)}" for name, value in values.items()]


def note(text: str) -> None:
    """A line shown with the check, even if it passes."""
    if text not in current.notes:
        current.notes.append(text)


def fail(
    *,
    got: str,
    expected: str,
    why: str | None = None,
    looks_like: str | None = None,
    note: str | None = None,
    try_it: str | Sequence[str] | None = None,
    called: str | None = None,
) -> NoReturn:
    """End the check: the evidence is fine, the answer is wrong."""
    raise Failure("failed", _message(got, expected, why, looks_like, note, try_it, called))


def malformed(
    *,
    got: str,
    expected: str,
    why: str | None = None,
    looks_like: str | None = None,
    note: str | None = None,
    try_it: str | Sequence[str] | None = None,
    called: str | None = None,
) -> NoReturn:
    """End the check: what came is of the wrong type or shape, or missing."""
    if got == display.NOTHING:
        why = why or "A function that ends without return gives None; print shows a value and returns nothing."
    raise Failure("malformed", _message(got, expected, why, looks_like, note, try_it, called))


def _message(
    got: str,
    expected: str,
    why: str | None,
    looks_like: str | None,
    note: str | None,
    try_it: str | Sequence[str] | None,
    called: str | None,
) -> Message:
    return Message(
        called=called if called is not None else current.called,
        given=list(current.given),
        got=got,
        expected=expected,
        why=why or "",
        note=note or "",
        looks_like=looks_like or "",
        try_it=[try_it] if isinstance(try_it, str) else list(try_it or ()),
    )
