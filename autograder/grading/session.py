"""One submission's file in a sandbox: loaded once, restored before each check, loaded again after a death."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.checking.failure import Message
from autograder.course.exercise import Exercise
from autograder.engine.child import Child
from autograder.engine.errors import MalformedAnswer, SandboxEnded, StudentError
from autograder.engine.places import concealed
from autograder.engine.sandbox import Budget, Limits, Sandbox
from autograder.grading import explain
from autograder.grading.key import RunKey
from autograder.grading.missing import explain_absent, looks_like, none_of, sentences
from autograder.statements.source import is_script_of_a_notebook
from autograder.submissions import Work, files_beside

# What the loader says by itself. The student's code ran before and may have written it: all else is marked as theirs.
_OWN_NOTE = re.compile(
    r"(?:Magics and shell lines do nothing while grading|There are different answers for \w+ in "
    r"|\w+ stands untouched in |\w+ gets another value in |\w+ is made below "
    r"|What stands around line \d+ was left out: "
    r"|(?:Line \d+(?: of (?:cell \d+|In \[\d+\]))?|Cell \d+|In \[\d+\]) was left out: |\d+ more statements failed"
    r"|google\.[\w.]+ (?:does nothing while grading|gives the files that were handed in)).{0,300}",
    re.DOTALL,
)
_MAX_NOTES, _MAX_NOTE, _MAX_PRINTED = 20, 500, 200
_TOO_MUCH = (
    "Running all that stands above the answers ended the process, so only what they need was run: imports, definitions "
    "and the constants they use."
)


class LoadFailed(Exception):
    """The file could not be loaded: the outcome for every check, and why."""

    def __init__(self, outcome: str, message: Message):
        super().__init__(message.got)
        self.outcome = outcome
        self.message = message


@dataclass
class Session:
    """What is needed to run the checks of one exercise on one submission.

    Attributes:
        start: Gives a fresh sandbox child.
        work: The file that was handed in.
        child_each: A new child for every check, to prove that none depends on another.
        uses_gpu: Whether the submission sees the GPU.
        changed_arguments: Function and argument of each call of a check that changed what it was given.
        absent: Outcome and message for functions of the exercise that are in the work and could not be loaded.
        lost: Names that the code may miss, each with a sentence about the statement that was to make it.
    """

    exercise: Exercise
    work: Work
    start: Callable[[], Child]
    key: RunKey
    limits: Limits
    child_each: bool = False
    uses_gpu: bool = False
    sandbox: Sandbox | None = None
    notes: list[str] = field(default_factory=list)
    changed_arguments: set[tuple[str, str]] = field(default_factory=set)
    runtime: dict[str, float] = field(default_factory=dict)
    absent: dict[str, tuple[str, Message]] = field(default_factory=dict)
    lost: Mapping[str, str] = field(default_factory=dict)
    _everything: bool = False
    _definitions_only: bool = False
    _budgets: dict[str, Budget] = field(default_factory=dict)

    def prepare(self, check: str, function: str = "", trains: bool = False, key: RunKey | None = None) -> Sandbox:
        """The sandbox with the submission loaded and global state as at the start.

        Args:
            check: Name of the check's function.
            function: Name of the student's function that it belongs to: its checks share their time.
            trains: It is an accuracy check, which has time of its own.
            key: Where the seeds of the global generators come from, if not from the session's key.

        Raises:
            LoadFailed: the submission cannot be loaded.
            SandboxEnded: the checks of this function have used up their time.
            GraderFault: no sandbox could be started.
        """
        seed = (key or self.key).seed(self.exercise.name, check)
        if self.sandbox is not None and (self.child_each or not self.sandbox.alive):
            self.close()
        budget = Budget(self.limits.training_seconds) if trains else self._budget(function)
        if budget.is_used_up:
            raise budget.ended()
        sandbox = self.sandbox or self.load(budget)
        sandbox.budget = budget
        try:
            sandbox.request("restore", seed)
        except (StudentError, SandboxEnded, MalformedAnswer):
            # What the student's code left behind broke the sandbox between two checks: begin with a fresh one.
            self.close()
            sandbox = self.load(budget)
            try:
                sandbox.request("restore", seed)
            except SandboxEnded as ended:
                if ended.time_used_up:
                    raise
                raise LoadFailed(*explain.explain_ended(ended)) from ended
            except MalformedAnswer as answer:
                raise LoadFailed(*explain.explain_malformed(answer)) from answer
            except StudentError as error:
                raise LoadFailed(*explain.explain_student_error(error)) from error
        # What was printed until here belongs to no check.
        sandbox.child.printed.take()
        sandbox.journal.seconds, sandbox.journal.warnings = 0.0, []
        return sandbox

    def begin_attempt(self, sandbox: Sandbox, check: str, count: int) -> np.random.Generator:
        """Put global state back once more, with seeds of this attempt's own; give its generator.

        What `prepare` does where the sandbox does not survive that is not done here: fixtures hold this one.
        """
        purpose = f"{check} attempt {count}"
        sandbox.allow_training()
        sandbox.request("restore", self.key.seed(self.exercise.name, purpose))
        return self.key.generator(self.exercise.name, purpose)

    def load(self, budget: Budget | None = None) -> Sandbox:
        """A new sandbox with the submission loaded, in time that is taken from `budget`.

        Raises:
            LoadFailed, SandboxEnded: see `prepare`.
        """
        self.close()
        sandbox = self.sandbox = Sandbox(self.start, self.limits, self.changed_arguments)
        if budget is not None:
            sandbox.budget = budget
        self.runtime["child_start_seconds"] = self.runtime.get("child_start_seconds", 0.0) + sandbox.start_seconds
        try:
            loaded = sandbox.request("load", **self._payload(), seconds=self.limits.load_seconds)
        except SandboxEnded as ended:
            if self._is_notebook and not self._definitions_only:
                if self._everything:
                    self._note(_TOO_MUCH)
                self._definitions_only = True
                return self.load(budget)
            if ended.time_used_up:
                raise
            raise LoadFailed(*self._explain_load_ended(ended)) from ended
        except MalformedAnswer as answer:
            raise LoadFailed(*explain.explain_malformed(answer)) from answer
        except StudentError as error:
            raise LoadFailed(*explain.explain_student_error(error)) from error
        if isinstance(loaded, dict) and loaded.get("again") is True and not self._everything:
            self._everything = True
            return self.load()
        self.runtime["load_seconds"] = sandbox.journal.seconds
        if printed := " ".join(sandbox.child.printed.take().split()):
            self._note(f'While it was loaded, your code printed: "{concealed(printed)[:_MAX_PRINTED]}"')
        self._judge(loaded)
        return sandbox

    @property
    def _is_notebook(self) -> bool:
        return self.work.cells is not None or is_script_of_a_notebook(self.work.content or b"")

    def close(self) -> None:
        """End the sandbox."""
        if self.sandbox is not None:
            seconds = self.sandbox.close()
            self.runtime["cpu_seconds"] = self.runtime.get("cpu_seconds", 0.0) + seconds
            if self.sandbox.starved:
                self.runtime["starved"] = 1.0
            self.sandbox = None

    def _budget(self, function: str) -> Budget:
        return self._budgets.setdefault(function, Budget(self.limits.function_seconds))

    def _payload(self) -> dict[str, Any]:
        work = self.work
        return {
            "name": work.name,
            "functions": [function.name for function in self.exercise.functions],
            "source": work.content,
            "cells": [(cell.index, cell.source) for cell in work.cells or ()],
            "helpers": files_beside(work),
            "stub": self.exercise.stub,
            "everything": self._everything,
            "definitions_only": self._definitions_only,
            "is_kernel": work.is_open,
            "is_colab": work.is_colab,
            "uses_gpu": self.uses_gpu,
            "is_about_backend": bool(self.exercise.backend),
        }

    def _judge(self, loaded: Any) -> None:
        if not isinstance(loaded, dict) or type(loaded.get("outcome")) is not str:
            raise LoadFailed("malformed", Message(got="the process sent something that is not an answer"))
        notes = loaded.get("notes")
        for note in notes if isinstance(notes, list) else []:
            if isinstance(note, str):
                # The student's code ran before and may have written it: only what has a form of ours is shown as ours.
                own = _OWN_NOTE.fullmatch(note)
                self._note(note if own else f'The process that loaded your file says: "{concealed(note)[:_MAX_NOTE]}"')
        self.lost = sentences(loaded.get("lost"))
        self._judge_absent(loaded)
        if loaded["outcome"] == "loaded":
            return
        error = StudentError.from_evidence(loaded.get("error"))
        outcome = loaded["outcome"] if loaded["outcome"] in ("unreadable", "exited early") else ""
        if not outcome:
            outcome, _ = explain.explain_student_error(error)
        asked = ", ".join(function.name for function in self.exercise.functions)
        raise LoadFailed(outcome, explain.explain_load(outcome, error, f"a file that defines {asked}", self.lost))

    def _judge_absent(self, loaded: dict[str, Any]) -> None:
        """Note why functions are not there; where the work has nothing to do with the exercise, that comes first."""
        found = loaded.get("absent")
        others = [other for other in self.work.others if any(each.name in other[2] for each in self.exercise.functions)]
        names = loaded.get("names")
        names = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
        asked = {function.name for function in self.exercise.functions}
        absent = {
            name: explain_absent(name, facts, others, names, self.work.is_open, self.lost)
            for name, facts in (found.items() if isinstance(found, dict) else ())
            if name in asked
        }
        self.absent = {name: (each.outcome, each.message) for name, each in absent.items() if each.message.got}
        if self.work.is_open or len(absent) < len(asked):
            if absent and (other := looks_like(self.exercise, names)):
                missing = ", ".join(absent)
                gone = f"{missing} of {self.exercise.number} {'is' if len(absent) == 1 else 'are'} not in it"
                self._note(f"This looks like {other.number} {other.title}: {gone}.")
        elif not any(each.is_elsewhere for each in absent.values()) and (nothing := none_of(self.exercise, names)):
            error = StudentError.from_evidence(loaded["error"]) if loaded.get("error") else None
            if error is None or names:
                nothing.note = f"Besides, it stopped with {error}{error.place}" if error is not None else ""
                raise LoadFailed("malformed", nothing)

    def _note(self, text: str) -> None:
        shown = concealed(text)[:_MAX_NOTE]
        if shown not in self.notes and len(self.notes) < _MAX_NOTES:
            self.notes.append(shown)

    def _explain_load_ended(self, ended: SandboxEnded) -> tuple[str, Message]:
        outcome, message = explain.explain_ended(ended)
        message.called = f"loading {self.work.name}"
        if outcome == "timeout":
            message.why = (
                "A loop without end, or training that starts when the file is loaded, looks like this. Code that "
                'tries things out belongs under: if __name__ == "__main__":'
            )
        elif outcome == "exited early":
            message.why = "The file is loaded, not run as a program: nothing in it may end the process."
        return outcome, message
