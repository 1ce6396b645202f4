"""A student's file as a picture's parts ask it: its functions, the probes, and why there is nothing to see."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from autograder.checking.display import cut
from autograder.checking.failure import Failure, Message, begin
from autograder.checking.handles import Probes, SandboxTools, StudentHandle
from autograder.checking.sandbox_files import SandboxFiles
from autograder.engine.errors import MalformedAnswer, SandboxEnded, StudentError
from autograder.grading import explain
from autograder.grading.session import LoadFailed, Session
from autograder.reports.text import one_line

_LONGEST = 250

Found = TypeVar("Found")


class Unseen(Exception):
    """There is nothing to draw; the text is a sentence for the student."""


@dataclass(frozen=True)
class Subject:
    """What one part of a picture asks.

    Attributes:
        rng: The same numbers in every picture of an exercise: what changes in it was changed by the student.
    """

    student: StudentHandle
    sandbox: SandboxTools
    probes: Probes
    files: SandboxFiles
    rng: np.random.Generator


def ask(session: Session, name: str, measure: Callable[[Subject], Found]) -> Found:
    """What `measure` finds in a sandbox whose global state is as at the start.

    Args:
        name: Of the part; its random numbers derive from it.

    Raises:
        Unseen: the student's code did not give what `measure` vouched for, or gave nothing.
        LoadFailed: the file cannot be loaded.
    """
    current = begin()
    try:
        sandbox = session.prepare(name)
        parameters = {function.name: function.parameters for function in session.exercise.functions}
        rng = session.key.generator(session.exercise.name, name)
        student = StudentHandle(sandbox, parameters, session.absent)
        probes = Probes(sandbox, session.exercise.name)
        return measure(Subject(student, SandboxTools(sandbox), probes, SandboxFiles(sandbox), rng))
    except Failure as failure:
        raise Unseen(_sentence(failure.outcome, failure.message)) from failure
    except StudentError as error:
        raise Unseen(_sentence(*explain.explain_student_error(error, current, session.lost))) from error
    except SandboxEnded as ended:
        raise Unseen(_sentence(*explain.explain_ended(ended, current))) from ended
    except MalformedAnswer as answer:
        raise Unseen(_sentence(*explain.explain_malformed(answer))) from answer


def why_not_loaded(failed: LoadFailed) -> Unseen:
    """A file that cannot be loaded, in a sentence."""
    return Unseen(f"Your file cannot be loaded. {_sentence(failed.outcome, failed.message)}")


def _sentence(outcome: str, message: Message) -> str:
    """One or two sentences from the parts of a check's message, without paths of ours."""
    message = message.clipped()
    got, expected, call = (cut(one_line(text), _LONGEST) for text in (message.got, message.expected, message.called))
    if outcome == "not attempted":
        return f"{got}."
    verbs = {"malformed": "gave", "error": "stopped with"}
    text = f"{call} {verbs[outcome]} {got}" if call and outcome in verbs else f"{call}: {got}" if call else got
    end = "" if text.endswith((".", "…")) else "."
    due = f" Expected: {expected}." if outcome == "malformed" and expected else ""
    return f"{text if call else text[:1].upper() + text[1:]}{end}{due}"
