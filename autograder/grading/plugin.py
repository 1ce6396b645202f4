"""The pytest plugin that runs checks: fixtures, restored state before each check, and a result for each.

pytest brings collection, parametrisation and fixtures. What a check's end means is decided here, from the type of
the exception that ended it, in the process that never ran a student's code.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import pytest

from autograder.checking.accuracy import Accuracy
from autograder.checking.failure import Current, Failure, Missing, begin
from autograder.checking.files import SandboxFiles
from autograder.checking.handles import Probes, SandboxTools, StudentHandle
from autograder.engine.errors import GraderFault, MalformedAnswer, SandboxEnded, StudentError
from autograder.engine.sandbox import Sandbox
from autograder.grading import explain
from autograder.grading.catalogue import CheckInfo, checks_of
from autograder.grading.hiding import hidden, hidden_message
from autograder.grading.part import WAITS_FOR_THE_REST, Part
from autograder.grading.result import FAULT, NOT_ATTEMPTED, PASSED, SKIPPED, CheckResult
from autograder.grading.session import LoadFailed, Session

_MAX_PRINTED = 4_000


class CheckPlugin:
    """Runs the checks of one exercise on one submission.

    Args:
        session: The submission and its sandbox.
        part: Which checks, and what becomes of the accuracy checks.
        reverse: Run the checks in reverse order (but after those they need, and accuracy checks last).

    Attributes:
        infos: The checks that are to have a result.
    """

    def __init__(self, session: Session, part: Part, reverse: bool = False):
        self.session = session
        self.part = part
        self.reverse = reverse
        self.infos: dict[str, CheckInfo] = {info.name: info for info in part.chosen(checks_of(session.exercise))}
        self.results: dict[str, CheckResult] = {}
        self.accuracy_used: Accuracy | None = None
        self.current: Current = begin()
        self.sandbox: Sandbox | None = None
        self.load_failed: LoadFailed | None = None

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if self.reverse:
            items.reverse()
        chosen = {item: self.infos[item.originalname] for item in items if item.originalname in self.infos}
        items[:] = sorted(chosen, key=lambda item: (chosen[item].is_accuracy, len(chosen[item].marks.needs)))

    def pytest_runtest_setup(self, item: pytest.Function) -> None:
        self.current = begin()
        self.accuracy_used = None
        info = self.infos[item.originalname]
        if info.is_accuracy and (reason := self._why_not_train()):
            pytest.skip(reason)
        unmet = [name for name in info.marks.needs if not self._passed(name)]
        if unmet:
            needed = ", ".join(self.infos[name].id for name in unmet)
            pytest.skip(f"needs {needed} to pass first")
        if self.load_failed is not None:
            raise self.load_failed
        self.sandbox = None
        self.sandbox = self.session.prepare(item.originalname, info.is_accuracy)

    @pytest.fixture
    def student(self) -> StudentHandle:
        """The student's module."""
        parameters = {function.name: function.parameters for function in self.session.exercise.functions}
        return StudentHandle(self._alive(), parameters, self.session.absent)

    @pytest.fixture
    def sandbox_tools(self) -> SandboxTools:
        return SandboxTools(self._alive())

    @pytest.fixture(name="sandbox")
    def sandbox_fixture(self, sandbox_tools: SandboxTools) -> SandboxTools:
        """Operations on handles; `sandbox.keras` and `sandbox.numpy`."""
        return sandbox_tools

    @pytest.fixture
    def probes(self) -> Probes:
        """Functions that run beside the student's code."""
        return Probes(self._alive())

    @pytest.fixture
    def files(self) -> SandboxFiles:
        """Real files in the sandbox's working folder."""
        return SandboxFiles(self._alive())

    @pytest.fixture
    def rng(self, request: pytest.FixtureRequest) -> np.random.Generator:
        """This check's own generator in this run."""
        return self.session.key.generator(self.session.exercise.name, request.node.originalname)

    @pytest.fixture
    def accuracy(self, request: pytest.FixtureRequest) -> Accuracy:
        """Measures what a check of the accuracy tier trains."""
        check = request.node.originalname
        sandbox, part = self._alive(), self.part

        def begin(count: int) -> np.random.Generator:
            return self.session.begin_attempt(sandbox, check, count)

        self.accuracy_used = Accuracy(part.device, part.threshold(self.infos[check]), begin)
        return self.accuracy_used

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Function, call: pytest.CallInfo[None]
    ) -> Iterator[pytest.TestReport]:
        report = yield
        if call.when == "call" or (call.when == "setup" and call.excinfo is not None):
            self._record(self.infos[item.originalname], call.excinfo.value if call.excinfo else None)
        return report

    def _why_not_train(self) -> str:
        """Why accuracy checks do not run now; empty if they do."""
        if reason := self.part.left_out or self.part.postponed:
            return reason
        others = [result for name, result in self.results.items() if not self.infos[name].is_accuracy]
        return "" if all(result.passed for result in others if result.counts) else WAITS_FOR_THE_REST

    def _passed(self, name: str) -> bool:
        return name in self.results and self.results[name].passed

    def _alive(self) -> Sandbox:
        if self.sandbox is None:
            raise GraderFault("A fixture was used before the sandbox was ready.")
        return self.sandbox

    def _record(self, info: CheckInfo, error: BaseException | None) -> None:
        """Cases of one parametrised check pass together: the first that did not pass stands."""
        previous = self.results.get(info.name)
        if previous is not None and not previous.passed:
            return
        outcome, message = _ending(error, self.current, self.session.lost)
        if isinstance(error, LoadFailed):
            self.load_failed = error
        if isinstance(error, Missing) and outcome == "malformed" and not info.marks.points:
            outcome = NOT_ATTEMPTED  # a bonus that was left out is no mistake
        result = self.part.result(info, outcome)
        folder = self.session.folder
        result.message = hidden_message(message, folder).clipped()
        result.notes = [*(previous.notes if previous else []), *self.current.notes]
        if self.sandbox is not None:
            result.printed = hidden(self.sandbox.child.printed.take()[-_MAX_PRINTED:], folder)
            said = [f"{category}: {hidden(text, folder)}" for category, text in self.sandbox.journal.warnings]
            result.warnings = list(dict.fromkeys(said))[:5]
        if self.accuracy_used is not None:
            result.measured, result.threshold = self.accuracy_used.measured, self.accuracy_used.threshold
        self.results[info.name] = result


def _ending(error: BaseException | None, current: Current, lost: Mapping[str, str]) -> tuple[str, explain.Message]:
    """Outcome and message for what ended a check."""
    match error:
        case None:
            return PASSED, explain.Message()
        case Failure() | LoadFailed():
            return error.outcome, error.message
        case StudentError():
            return explain.explain_student_error(error, current, lost)
        case SandboxEnded():
            return explain.explain_ended(error, current)
        case MalformedAnswer():
            return explain.explain_malformed(error)
        case pytest.skip.Exception():
            return SKIPPED, explain.Message(got=str(error.msg))
        case Exception():
            return FAULT, explain.explain_fault(error)[1]
        case _:
            raise error
