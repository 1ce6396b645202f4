"""Run the lines to try that stand under failures, as a student would who pastes them below their own file."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock

from autograder.checking.handles import Probes, StudentHandle
from autograder.course.exercise import Exercise
from autograder.engine.errors import MalformedAnswer, SandboxEnded, StudentError
from autograder.engine.provider import Sandboxes
from autograder.engine.sandbox import Limits
from autograder.grading.diagnosis import KEY
from autograder.grading.session import LoadFailed, Session
from autograder.submissions import Work
from autograder.verify.problem import Problem

_LIMITS = Limits(call_seconds=30.0, load_seconds=30.0, function_seconds=300.0)
# What an author forgot, not what the mistake does.
_FORGOTTEN = ("NameError", "FileNotFoundError", "SyntaxError", "ModuleNotFoundError")


@dataclass(frozen=True)
class Tries:
    """Lines that are shown under failures of one known submission, by the failed check's name without `test_`."""

    exercise: Exercise
    label: str
    source: bytes
    lines: tuple[tuple[str, tuple[str, ...]], ...]


class TryLines:
    """Runs lines, and keeps what they print for the solution."""

    def __init__(self, sandboxes: Sandboxes):
        self._sandboxes = sandboxes
        self._right: dict[tuple[str, tuple[str, ...]], str] = {}
        self._lock = Lock()

    def problems(self, all_tries: Sequence[Tries], jobs: int) -> Iterator[Problem]:
        """Lines that do not run, or show a student nothing."""
        with ThreadPoolExecutor(jobs) as pool:
            for found in pool.map(self._problems, all_tries):
                yield from found

    def _problems(self, tries: Tries) -> list[Problem]:
        found = []
        shown = self._printed(tries.exercise, tries.source, [lines for _, lines in tries.lines])
        for (name, lines), text in zip(tries.lines, shown, strict=True):
            right = self._of_solution(tries.exercise, lines)
            what = ""
            if right.startswith("raises "):
                what = f"the lines to try of {name} do not run on the solution: it {right}"
            elif text.startswith(tuple(f"raises {error}" for error in _FORGOTTEN)):
                what = f"the lines to try of {name} do not run: the file {text}"
            elif text == right:
                what = f"the lines to try of {name} print for this file what they print for the solution: {text[:80]!r}"
            if what:
                found.append(Problem(tries.label, f"{what} ({' / '.join(lines)})"))
        return found

    def _of_solution(self, exercise: Exercise, lines: tuple[str, ...]) -> str:
        with self._lock:
            known = self._right.get((exercise.name, lines))
        if known is None:
            (known,) = self._printed(exercise, exercise.source.encode(), [lines])
            with self._lock:
                self._right[exercise.name, lines] = known
        return known

    def _printed(self, exercise: Exercise, source: bytes, many: Sequence[tuple[str, ...]]) -> list[str]:
        """What each of these lines print below the file; "raises …" where they end in an exception."""
        work = Work(exercise=exercise.name, name=f"{exercise.name}.py", content=source)
        session = Session(exercise, work, self._sandboxes.start_child, KEY, _LIMITS)
        found = []
        try:
            for lines in many:
                try:
                    sandbox = session.prepare("tries", key=KEY)
                    text = Probes(sandbox).trying.printed(StudentHandle(sandbox, {}), list(lines))
                    found.append(text if isinstance(text, str) else "raises nothing that can be read")
                except StudentError as error:
                    found.append(f"raises {error.type}: {error.message}")
                except (SandboxEnded, MalformedAnswer, LoadFailed) as ended:
                    found.append(f"raises {type(ended).__name__}")
        finally:
            session.close()
        return found
