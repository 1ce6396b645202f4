"""Put into words how a check ended when it did not end by its own judgement."""

import importlib.util
import itertools
import platform
import re
from collections.abc import Mapping
from dataclasses import replace

from autograder.checking.failure import Current, Message
from autograder.engine.errors import GraderFault, MalformedAnswer, SandboxEnded, StudentError
from autograder.grading.catalogue import where_it_broke
from autograder.grading.causes import cause_in, cause_of
from autograder.grading.result import REVIEW

_STUB_MESSAGE = re.compile(r"^\d\d: write ")
# Packages the kit itself depends on: if one of these is really not there, it is not the student's fault.
_OWN_PACKAGES = ("keras", "tensorflow", "numpy", "PIL", "scipy")
# Keras sets parts of its messages in bold.
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_ALONE = "Only files handed in with this one and the kit's packages are there while grading."
_BESIDE = (
    "Only files handed in with this one are there while grading, at their place beside it: `data/table.csv`, and not a "
    "path of your computer."
)
_UNKNOWN_ARGUMENT = re.compile(r"(?:\w+\.)*(<lambda>|\w+)\(\) got an unexpected keyword argument ")
_NAMES_OF_ARGUMENTS = "Arguments may be given by the names that the exercise shows: keep those names."
_TRACED = "in user code:"
# What follows in Keras' messages says nothing new.
_LISTING = "Arguments received by "
_EXCEPTION = re.compile(r"^(?:\w+\.)*\w*(?:Error|Exception|Warning|Interrupt|Exit): ")
# How NumPy says that arrays cannot be stacked, joined, compared or multiplied.
_SHAPES_DIFFER = re.compile(
    r"must have (?:the )?same (?:shape|number of dimensions)|must match exactly|inhomogeneous shape"
    r"|could not be broadcast|could not broadcast|not aligned|mismatch in its core dimension|shape mismatch"
)
_MEMORY_ERRORS = ("MemoryError", "ResourceExhaustedError")


def explain_student_error(
    error: StudentError, current: Current | None = None, lost: Mapping[str, str] | None = None
) -> tuple[str, Message]:
    """Outcome and message for an exception raised in the sandbox.

    Args:
        lost: By name what became of statements that were left out: a sentence each.
    """
    message = Message()
    if current is not None:
        message = replace(message, called=current.called, given=list(current.given))
    if error.is_a("NotImplementedError") and error.own_code:
        return "error", replace(message, **_leftover(error))
    if error.is_a("NotImplementedError") and (_STUB_MESSAGE.match(error.message) or not error.message):
        written = error.message.partition(": write ")[2]  # of a class: its name and the method's
        named = [name for name in (written, error.function) if all(map(str.isidentifier, name.split(".")))]
        got = f"{[*named, 'this'][0]} is not written yet"
        return "not attempted", replace(message, called="", given=[], got=got)
    if any(error.is_a(name) for name in _MEMORY_ERRORS):
        return "out of memory", replace(message, got=f"{error.type}{error.place}", expected="less memory in use")
    if error.missing_module in _OWN_PACKAGES and importlib.util.find_spec(error.missing_module) is None:
        return "grader fault", replace(message, got=str(error), expected="a package that the kit brings")
    message = replace(message, got=f"{error.type}: {_first_lines(error.message)}{error.place}")
    if error.network:
        message = replace(message, why="There is no network while grading.")
    elif left_out := (lost or {}).get(error.missing_name, ""):
        more = cause_in(left_out) or (_ALONE if "No module named" in left_out else "")
        more = more or (_BESIDE if "FileNotFoundError" in left_out else "")
        message = replace(message, why=f"{left_out} {more}".strip())
    elif not error.line and (found := _UNKNOWN_ARGUMENT.match(error.message)) and found[1] in _name_in(message.called):
        message = replace(message, why=_NAMES_OF_ARGUMENTS)
    elif cause := cause_of(error):
        message = replace(message, why=cause)
    elif error.missing_module:
        message = replace(message, why=_ALONE)
    return "error", message


def _name_in(called: str) -> tuple[str, ...]:
    """The names that Python may give to the function of this call."""
    return (called.partition("(")[0], "<lambda>", "__call__") if called else ()


def _leftover(error: StudentError) -> dict[str, str]:
    """The lines about a raise of the stub that still stands in a function with code."""
    where = f" of {error.file}" if ", cell " in error.file else ""
    code = "Your code follows" if error.own_code == "follows" else "Your code stands above it"
    reaches = "and Python never gets there" if error.own_code == "follows" else "and then Python stops here"
    return {
        "got": f"the raise NotImplementedError that you were given still stands in line {error.line}{where}",
        "expected": "the function without that line",
        "why": f"{code}, in line {error.own_line}, {reaches}. Take the raise away.",
    }


def explain_ended(ended: SandboxEnded, current: Current | None = None) -> tuple[str, Message]:
    """Outcome and message for a sandbox that is gone."""
    message = Message(got=ended.reason)
    if current is not None:
        message = replace(message, called=current.called, given=list(current.given))
    if ended.time_used_up:
        message = replace(message, why="Calls before this one took too long; fix those first.")
    elif ended.outcome == "timeout":
        message = replace(message, expected="an answer within the time limit", why="An endless loop looks like this.")
    if ended.tail:
        message = replace(message, note=f"The last lines it wrote: {ended.tail.strip()[-600:]}")
    return ended.outcome, message


def explain_malformed(answer: MalformedAnswer) -> tuple[str, Message]:
    return "malformed", Message(got=f"the process sent something that is not an answer ({answer.reason})")


def explain_broken(error: Exception, message: Message) -> tuple[str, Message]:
    """Outcome and message for a check that broke off over an answer although it can judge the reference's."""
    if isinstance(error, ValueError) and _SHAPES_DIFFER.search(str(error)):
        got = f"answers whose shapes do not fit each other ({str(error)[:200]})"
        return "malformed", replace(message, got=got, expected="answers of one shape, whenever they are asked for")
    return REVIEW, replace(
        message,
        got=f"an answer that this check cannot judge ({type(error).__name__}: {str(error)[:300]})",
        expected="an answer of the form that the exercise describes",
        why="The check broke off, so it has not shown the answer to be right or wrong. A person should look at it.",
    )


def explain_fault(fault: GraderFault | Exception) -> tuple[str, Message]:
    details = "; ".join(getattr(fault, "details", []))
    text = str(fault) if isinstance(fault, GraderFault) else where_it_broke(fault)
    return "grader fault", Message(
        got=f"{text}{f' ({details})' if details else ''}",
        expected="a check that runs; this is a fault of the kit, not of the submission",
    )


def explain_load(
    outcome: str, error: StudentError, definitions_help: str, lost: Mapping[str, str] | None = None
) -> Message:
    """Why a file could not be loaded."""
    if outcome == "unreadable":
        place = f" at line {error.line}, column {error.column}" if error.line else ""
        where = f": `{error.text}`" if error.text else ""
        return Message(
            got=f"{error.type}{place}{where}: {error.message}",
            expected="a file that Python can read",
            why=_why_unreadable(error),
        )
    if outcome == "exited early":
        return Message(got=f"{error.type}{error.place} while the file was loaded", expected=definitions_help)
    _, message = explain_student_error(error, lost=lost)
    if error.is_a("FileNotFoundError"):
        message = replace(message, why=_BESIDE)
    return message


def _why_unreadable(error: StudentError) -> str:
    if error.needs_python:
        return (
            f"This is written for Python {error.needs_python} or newer, and the grader has Python "
            f"{platform.python_version()}. Quotes of the same kind inside an f-string are the usual reason."
            if "f-string" in error.message or 'f"' in error.text or "f'" in error.text
            else f"This is written for Python {error.needs_python} or newer, and the grader has Python "
            f"{platform.python_version()}."
        )
    return cause_of(error)


def _first_lines(text: str, most: int = 3) -> str:
    """The beginning of an exception's message: Keras writes pages.

    Where TensorFlow traces a function, as in the map of a dataset, the message tells the way first and ends with what
    was wrong.
    """
    lines = [line.strip() for line in _COLOUR.sub("", text).splitlines() if line.strip()]
    if lines and lines[0] == _TRACED:
        ends = [index for index, line in enumerate(lines) if _EXCEPTION.match(line)]
        lines = [_EXCEPTION.sub("", lines[ends[-1]], count=1), *lines[ends[-1] + 1 :]] if ends else lines
    kept = list(itertools.takewhile(lambda line: not line.startswith(_LISTING), lines))
    return " ".join((kept or lines)[:most])[:500]
