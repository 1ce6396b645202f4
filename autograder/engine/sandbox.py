"""Ask a sandbox: numbered requests, answers in plain data, handles for what stays there."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.engine.child import Child
from autograder.engine.errors import MalformedAnswer, Misuse, SandboxEnded, StudentError
from autograder.wire.codec import Malformed, NotPlain, decode, encode

STUDENT, KERAS, NUMPY = 1, 2, 3
_STRAY_ANSWERS = 100
_BUSY_SHARE = 0.7
_LEAST_LOAD_SECONDS = 30.0
_CALLS_PER_FUNCTION = 6
_MAX_WARNINGS = 50
_MAX_WARNING = 500
_MAX_CHANGED = 20


@dataclass(frozen=True)
class Limits:
    """Seconds a sandbox may take.

    Attributes:
        call_seconds: For one request.
        load_seconds: For loading the file.
        function_seconds: For all requests of one function's checks but the accuracy checks; a check that finds the
            sandbox dead has the file loaded again within this time. No function takes time from another.
        training_seconds: For one attempt of an accuracy check.
    """

    call_seconds: float = 20.0
    load_seconds: float = 30.0
    function_seconds: float = 120.0
    training_seconds: float = 120.0

    @classmethod
    def for_calls(cls, seconds: float) -> "Limits":
        """The limits of every command that takes the time of a call from its user."""
        load = max(seconds, _LEAST_LOAD_SECONDS)
        return cls(seconds, load, max(_CALLS_PER_FUNCTION * seconds, 2 * load))


@dataclass
class Budget:
    """The seconds that all requests of one function's checks may take together."""

    whole: float
    used: float = 0.0

    @property
    def left(self) -> float:
        return max(self.whole - self.used, 0.1)

    @property
    def is_used_up(self) -> bool:
        return self.used >= self.whole

    def ended(self) -> SandboxEnded:
        """What a request is told for which nothing is left."""
        reason = f"the {self.whole:.0f} s for all checks of this function are used up"
        return SandboxEnded("timeout", reason, time_used_up=True)


@dataclass
class Journal:
    """What happened while one check ran."""

    seconds: float = 0.0
    warnings: list[tuple[str, str]] = field(default_factory=list)


class Sandbox:
    """One child. Dead once a request did not come back.

    Attributes:
        budget: What requests take their time from, beside the limit of each.
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
        self.budget = Budget(max(limits.function_seconds, limits.load_seconds))
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
            MalformedAnswer: what came is not an answer.
            Misuse: the request itself cannot be sent.
        """
        if not self.alive:
            raise Misuse("A check used a sandbox that had ended.")
        self._count += 1
        frame = _encoded({"id": self._count, "op": operation, "args": list(args), "kwargs": kwargs})
        budget = self.budget
        allowed = min(seconds or self.limits.call_seconds, budget.left)
        started = time.monotonic()
        try:
            self.child.send(frame)
            answer = self._answer(started + allowed)
        except SandboxEnded as ended:
            self.alive = False
            if ended.outcome == "timeout":
                self.starved = self._was_starved(allowed)
                if allowed < budget.left:
                    raise SandboxEnded("timeout", f"no answer within {allowed:.0f} s") from None
                raise budget.ended() from None
            raise
        except MalformedAnswer:
            self.close()
            raise
        finally:
            elapsed = time.monotonic() - started
            budget.used += elapsed
            self.journal.seconds += elapsed
        self._note_warnings(answer.get("warnings"))
        self.changed = _places(answer.get("changed"))
        if "error" in answer:
            raise StudentError.from_evidence(answer["error"])
        return answer.get("ok")

    def allow_training(self) -> None:
        """From now on requests may take as long as an attempt of an accuracy check."""
        seconds = self.limits.training_seconds
        self.limits = replace(self.limits, call_seconds=seconds)
        self.budget = Budget(seconds)

    def close(self) -> float:
        """End the child; the seconds of processor time it took, where the system tells."""
        self.alive = False
        exit_ = self.child.close()
        return exit_.cpu_seconds if exit_ is not None else 0.0

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
        raise Misuse(f"A check sent something that cannot cross: {error}.") from error
