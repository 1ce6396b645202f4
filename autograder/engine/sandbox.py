"""Ask a sandbox: numbered requests, answers in plain data, handles for what stays there."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.engine.child import Child
from autograder.engine.errors import GraderFault, MalformedAnswer, SandboxEnded, StudentError
from autograder.wire.codec import Malformed, NotPlain, decode, encode

STUDENT, KERAS, NUMPY = 1, 2, 3
_STRAY_ANSWERS = 100
_BUSY_SHARE = 0.7
_MAX_WARNINGS = 50
_MAX_WARNING = 500
_MAX_CHANGED = 20


@dataclass(frozen=True)
class Limits:
    """Seconds a sandbox may take.

    Attributes:
        call_seconds: For one request.
        load_seconds: For loading the file.
        exercise_seconds: For all requests of one exercise but those of its accuracy checks.
        training_seconds: For one attempt of an accuracy check.
    """

    call_seconds: float = 20.0
    load_seconds: float = 30.0
    exercise_seconds: float = 120.0
    training_seconds: float = 120.0


@dataclass
class Journal:
    """What happened while one check ran."""

    seconds: float = 0.0
    warnings: list[tuple[str, str]] = field(default_factory=list)


class Sandbox:
    """One child and the budget of one exercise. Dead once a request did not come back.

    Attributes:
        starved: It ran into a time limit without having had the processor for most of that time.
        changed_arguments: Function and argument of each call that changed what it was given.
    """

    def __init__(
        self, start: Callable[[], Child], limits: Limits, changed_arguments: set[tuple[str, str]] | None = None
    ):
        started = time.perf_counter()
        self.child = start()
        self.start_seconds = time.perf_counter() - started
        self.limits = limits
        self.seconds_left = limits.exercise_seconds
        self.alive = True
        self.starved = False
        self.journal = Journal()
        self.changed_arguments = set() if changed_arguments is None else changed_arguments
        self.changed: list[int | str] = []
        self._count = 0

    def request(self, operation: str, *args: Any, seconds: float | None = None, **kwargs: Any) -> Any:
        """The answer to one operation: plain data, with `Reference`s for what stayed in the sandbox.

        Raises:
            StudentError: the operation raised there.
            SandboxEnded: the sandbox did not answer in time, or is gone.
            MalformedAnswer: what came is no answer.
            GraderFault: the request itself cannot be sent.
        """
        if not self.alive:
            raise GraderFault("A check used a sandbox that had ended.")
        self._count += 1
        frame = _encoded({"id": self._count, "op": operation, "args": list(args), "kwargs": kwargs})
        allowed = min(seconds or self.limits.call_seconds, self.seconds_left)
        started = time.monotonic()
        try:
            self.child.send(frame)
            answer = self._answer(started + allowed)
        except SandboxEnded as ended:
            self.alive = False
            if ended.outcome == "timeout":
                self.starved = self._was_starved(allowed)
                raise self._timeout(allowed) from None
            raise
        except MalformedAnswer:
            self.close()
            raise
        finally:
            elapsed = time.monotonic() - started
            self.seconds_left = max(self.seconds_left - elapsed, 0.1)
            self.journal.seconds += elapsed
        self._note_warnings(answer.get("warnings"))
        self.changed = _places(answer.get("changed"))
        if "error" in answer:
            raise StudentError.from_evidence(answer["error"])
        return answer.get("ok")

    def allow_training(self) -> None:
        """From now on requests may take as long as an attempt of an accuracy check."""
        seconds = self.limits.training_seconds
        self.limits = replace(self.limits, call_seconds=seconds, exercise_seconds=seconds)
        self.seconds_left = seconds

    def close(self) -> float:
        """End the child; the seconds of processor time it took, where the system tells."""
        self.alive = False
        exit_ = self.child.close()
        return exit_.cpu_seconds if exit_ is not None else 0.0

    def _timeout(self, allowed: float) -> SandboxEnded:
        if allowed < self.seconds_left:
            return SandboxEnded("timeout", f"no answer within {allowed:.0f} s")
        whole = self.limits.exercise_seconds
        return SandboxEnded("timeout", f"the {whole:.0f} s for the whole exercise are used up", time_used_up=True)

    def _was_starved(self, allowed: float) -> bool:
        """Whether the ended child used so little processor time that the machine, not the code, may have been slow."""
        exit_ = self.child.close()
        return exit_ is not None and 0 < exit_.cpu_seconds < _BUSY_SHARE * allowed

    def _answer(self, deadline: float) -> dict[str, Any]:
        """The first answer that carries this request's number; others are dropped, up to a bound."""
        for _ in range(_STRAY_ANSWERS):
            try:
                answer = decode(self.child.receive(deadline))
            except Malformed as error:
                raise MalformedAnswer(str(error)) from None
            # By type: an array as the id would answer a comparison with an array.
            number = answer.get("id") if type(answer) is dict else None
            if type(number) is int and number == self._count:
                return answer
        raise MalformedAnswer("answers to questions that nobody asked")

    def _note_warnings(self, found: Any) -> None:
        for item in found if type(found) is list else []:
            well_formed = type(item) is list and len(item) == 2 and all(type(part) is str for part in item)
            if well_formed and len(self.journal.warnings) < _MAX_WARNINGS:
                self.journal.warnings.append((item[0][:_MAX_WARNING], item[1][:_MAX_WARNING]))


def _places(found: Any) -> list[int | str]:
    """Places and names of the arguments that the last call changed, as the sandbox tells them."""
    return [item for item in found[:_MAX_CHANGED] if type(item) in (int, str)] if type(found) is list else []


def _encoded(request: dict[str, Any]) -> bytes:
    try:
        return encode(request)
    except NotPlain as error:
        raise GraderFault(f"A check sent something that cannot cross: {error}.") from error
