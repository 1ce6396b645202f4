"""Words for a function that is asked for and not there: where it stands instead, and why that does not count."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.checking.failure import Message
from autograder.course.exercise import Exercise, load_course
from autograder.engine.errors import StudentError
from autograder.grading import explain

_NEAR = 0.75
_OUTCOMES = ("error", "exited early", "unreadable")


@dataclass(frozen=True)
class Absent:
    """How checks of an absent function end."""

    outcome: str
    message: Message
    is_elsewhere: bool = True


def explain_absent(
    name: str,
    found: Any,
    others: Sequence[tuple[str, int, str]],
    names: Sequence[str],
    is_open: bool,
    lost: Mapping[str, str],
) -> Absent:
    """Why this function is not there.

    Args:
        found: What the sandbox says about it.
        others: (kind, number, text) of the notebook's cells that are not code.
        names: What the work defines, whether it was run or not.
        is_open: The notebook is open in a kernel: what counts is which cells ran.
        lost: As for `explain_student_error`.
    """
    facts = found if isinstance(found, dict) else {}
    cell, line = _number(facts.get("cell")), _number(facts.get("line"))
    where = _cell(cell, is_open)
    match facts.get("why"):
        case "unreadable":
            error = StudentError.from_evidence(facts.get("error"))
            message = explain.explain_load("unreadable", error, "")
            place = f"{name} stands in {where}, which" if cell else f"{name} stands in a part of the file that"
            message.got = f"{place} Python cannot read: {message.got}"
            message.expected = "code that Python can read"
            return Absent("unreadable", message)
        case "stopped":
            error = StudentError.from_evidence(facts.get("error"))
            _, message = explain.explain_student_error(error, lost=lost)
            message.got = f"{name} was not made, because its definition stopped: {message.got}"
            outcome = facts.get("outcome")
            return Absent(str(outcome) if outcome in _OUTCOMES else "error", message)
        case "magic":
            magic = "%%" + re.sub(r"[^\w!]", "", str(facts.get("magic")))[:40]
            got = f"{name} stands in {where} below {magic}, which keeps it from being run"
            return Absent("malformed", Message(got=got, expected=f"{name} in a cell without {magic}"))
        case "inside":
            place = f"line {line}{f' of {where}' if cell else ''}"
            inside, why = _inside(facts.get("inside"))
            got = f"{name} stands inside {inside}, in {place}, so it is not there for others"
            return Absent("malformed", Message(got=got, expected=f"{name} at the left margin", why=why))
    pattern = re.compile(rf"^[ \t]*(?:def|class)[ \t]+{re.escape(name)}\b", re.MULTILINE)
    for kind, number, text in reversed(others):
        if pattern.search(text):
            shown = "Markdown" if kind == "markdown" else kind
            got = f"{name} stands in cell {number}, which is a {shown} cell: its text is not run"
            return Absent("malformed", Message(got=got, expected=f"{name} in a code cell: change the cell's type"))
    if is_open and not difflib.get_close_matches(name, names, n=1):
        got = f"no cell that ran defines {name}"
        return Absent("malformed", Message(got=got, expected="the cell with your answer, run before the check"), False)
    near = difflib.get_close_matches(name, names, n=1)
    if near:
        got = f"no function or class named {name}; there is one named {near[0]}"
        return Absent("malformed", Message(got=got, expected=f"{name}, spelled as in the exercise"), False)
    return Absent("malformed", Message(), False)


def _inside(facts: Any) -> tuple[str, str]:
    """What something stands inside, and what to say of it."""
    kind, name = facts if isinstance(facts, list) and len(facts) == 2 else ("", "")
    if kind == "main":
        return (
            'an `if __name__ == "__main__":`',
            "What is below that line is there only while you run the file yourself.",
        )
    if kind in ("class", "function") and isinstance(name, str) and name.isidentifier():
        return f"the {kind} {name[:80]}", ""
    return "something else", ""


def none_of(exercise: Exercise, names: Iterable[str]) -> Message | None:
    """What to say of work that has nothing of the exercise in it; None where some name comes near.

    Args:
        names: What the work defines.
    """
    found = list(names)
    asked = [function.name for function in exercise.functions]
    if not asked or any(difflib.get_close_matches(name, found, n=1, cutoff=_NEAR) for name in asked):
        return None
    message = Message(got=f"{_none(asked)} in it", expected=f"a file that defines {_listed(asked)}")
    if other := looks_like(exercise, found):
        message.why = f"This looks like {other.number} {other.title}. Was another file meant?"
    return message


def looks_like(exercise: Exercise, names: Iterable[str]) -> Exercise | None:
    """The other exercise that work which defines these names answers better than this one."""
    found = set(names)
    own = _share(exercise, found)
    mine = {function.name for function in exercise.functions}
    best = max(
        (other for other in load_course() if other.name != exercise.name),
        key=lambda other: (_share(other, found), len({each.name for each in other.functions} & found)),
        default=None,
    )
    if best is None or _share(best, found) <= own or _share(best, found) < 0.5:
        return None
    return best if {function.name for function in best.functions} & found - mine else None


def _share(exercise: Exercise, names: set[str]) -> float:
    asked = {function.name for function in exercise.functions}
    return len(asked & names) / len(asked) if asked else 0.0


def _none(names: Sequence[str]) -> str:
    match names:
        case [one]:
            return f"{one} is not"
        case [one, other]:
            return f"neither {one} nor {other} is"
    return f"none of {_listed(names)} is"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _cell(number: int, is_open: bool) -> str:
    return f"In [{number}]" if is_open else f"cell {number}"


def _number(value: Any) -> int:
    return value if type(value) is int else 0


def sentences(found: Any) -> Mapping[str, str]:
    """Names with a sentence each, as the sandbox sent them, everything else left out."""
    pairs = found.items() if isinstance(found, dict) else ()
    return {name: text[:500] for name, text in pairs if type(name) is str and type(text) is str}
