"""The pytest plugin that runs checks: fixtures, restored state before each check, and a result for each.

pytest brings collection, parametrisation and fixtures. What a check's end means is decided here, from the type of
the exception that ended it, in the process that never ran a student's code.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.checking.accuracy import Accuracy
from autograder.checking.contract import Contracts
from autograder.checking.failure import Current, Failure, Missing, begin
from autograder.checking.handles import Probes, SandboxTools, StudentHandle, data_called
from autograder.checking.sandbox_files import SandboxFiles
from autograder.checking.study import Study
from autograder.engine.backends import deciding, shown
from autograder.engine.errors import GraderFault, MalformedAnswer, SandboxEnded, StudentError
from autograder.engine.places import concealed
from autograder.engine.sandbox import Sandbox
from autograder.grading import explain
from autograder.grading.catalogue import CheckInfo, check_module, checks_of, functions_of
from autograder.grading.diagnosis import diagnose
from autograder.grading.fingerprints import backend_of
from autograder.grading.fixtures import fixtures
from autograder.grading.own_limits import own_limits
from autograder.grading.part import WAITS_FOR_THE_REST, Part
from autograder.grading.result import FAULT, NOT_ATTEMPTED, PASSED, SKIPPED, CheckResult
from autograder.grading.session import LoadFailed, Session
from autograder.grading.thresholds import Threshold

_MAX_PRINTED = 4_000
# What a check may take for itself: the longest of all draws its images in a few seconds.
_CPU_SECONDS, _TRAINING_CPU_SECONDS, _MEMORY_MB = 60.0, 600.0, 4_096


class CheckPlugin:
    """Runs the checks of one exercise on one submission.

    Args:
        session: The submission and its sandbox.
        part: Which checks, and what becomes of the accuracy checks.
        reverse: Run the checks in reverse order (but after those they need, and accuracy checks last).
        told: Called with each result as soon as it stands.

    Attributes:
        infos: The checks that are to have a result.
        broken: What broke off checks that neither judged the answer nor met an end of the sandbox, by check.
    """

    def __init__(
        self,
        session: Session,
        part: Part,
        reverse: bool = False,
        told: Callable[[CheckResult], None] | None = None,
    ):
        self.session = session
        self.part = part
        self.reverse = reverse
        self.told = told
        self.infos: dict[str, CheckInfo] = {info.name: info for info in part.chosen(checks_of(session.exercise))}
        self.results: dict[str, CheckResult] = {}
        self.accuracy_used: Accuracy | None = None
        self.current: Current = begin()
        self.running: Sandbox | None = None
        self.studies: dict[str, Study] = {}
        self.given: dict[str, Any] = {}
        self.load_failed: LoadFailed | None = None
        self.broken: dict[str, Exception] = {}

    def pytest_pycollect_makemodule(self, module_path: Path, parent: pytest.Collector) -> pytest.Module:
        """The checks as they are imported already: pytest cannot import from such folders."""
        module: pytest.Module = pytest.Module.from_parent(parent, path=module_path)
        module.obj = check_module(self.session.exercise)
        return module

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if self.reverse:
            items.reverse()
        chosen = {item: self.infos[item.originalname] for item in items if item.originalname in self.infos}
        turns = self.part.turns(list(self.infos.values()))

        def place(item: pytest.Function) -> tuple[bool, bool, int, int]:
            """Checks come after those they need, the contract after all others' calls, training last."""
            info = chosen[item]
            return info.is_accuracy, "contract" in item.fixturenames, turns[info.name], len(info.marks.needs)

        items[:] = sorted(chosen, key=place)

    def pytest_runtest_setup(self, item: pytest.Function) -> None:
        self.current = begin()
        self.accuracy_used = None
        info = self.infos[item.originalname]
        if self.part.stops and not all(result.is_in_order for result in self.results.values()):
            pytest.skip("an earlier check has not passed")
        if info.is_accuracy and (reason := self._why_not_train()):
            pytest.skip(reason)
        unmet = [name for name in info.marks.needs if not self._passed(name)]
        if unmet:
            needed = ", ".join(self.infos[name].id for name in unmet)
            pytest.skip(f"needs {needed} to pass first")
        if self.load_failed is not None:
            raise self.load_failed
        self.running = None
        self.running = self.session.prepare(info.name, info.marks.function, info.is_accuracy)
        self.studies[info.name] = study = Study()
        self.given = fixtures(self.session, self.running, info.name, self.session.key, study)

    @pytest.fixture
    def student(self) -> StudentHandle:
        return self._given("student")

    @pytest.fixture
    def sandbox(self) -> SandboxTools:
        return self._given("sandbox")

    @pytest.fixture
    def probes(self) -> Probes:
        return self._given("probes")

    @pytest.fixture
    def files(self) -> SandboxFiles:
        return self._given("files")

    @pytest.fixture
    def rng(self) -> np.random.Generator:
        return self._given("rng")

    @pytest.fixture
    def study(self) -> Study:
        return self._given("study")

    @pytest.fixture
    def contract(self) -> Contracts:
        return self._given("contract")

    @pytest.fixture
    def accuracy(self, request: pytest.FixtureRequest) -> Accuracy:
        """Measures what a check of the accuracy tier trains."""
        check = request.node.originalname
        sandbox, part = self._alive(), self.part

        def begin(count: int) -> np.random.Generator:
            return self.session.begin_attempt(sandbox, check, count)

        threshold = part.threshold(self.infos[check])
        self.accuracy_used = Accuracy(part.device, threshold and threshold.value, begin, _lender(threshold, part))
        return self.accuracy_used

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Function) -> Iterator[None]:
        is_accuracy = self.infos[item.originalname].is_accuracy
        with own_limits(_TRAINING_CPU_SECONDS if is_accuracy else _CPU_SECONDS, _MEMORY_MB):
            yield

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

    def _with_ids(self, text: str) -> str:
        """`{survivors_are_scaled}` in a text becomes `08.2`: numbers are made for display only."""
        for info in checks_of(self.session.exercise) if "{" in text else ():
            text = text.replace(f"{{{info.short_name}}}", info.id)
        return text

    def _passed(self, name: str) -> bool:
        return name in self.results and self.results[name].passed

    def _given(self, name: str) -> Any:
        """A fixture of the running check; see `fixtures`."""
        if self.running is None:
            raise GraderFault("A fixture was used before the sandbox was ready.")
        return self.given[name]

    def _alive(self) -> Sandbox:
        if self.running is None:
            raise GraderFault("A fixture was used before the sandbox was ready.")
        return self.running

    def _record(self, info: CheckInfo, error: BaseException | None) -> None:
        """Cases of one parametrised check pass together: the first that did not pass stands."""
        previous = self.results.get(info.name)
        if previous is not None and not previous.passed:
            return
        outcome, message = _ending(error, self.current, self.session.lost)
        if isinstance(error, LoadFailed):
            self.load_failed = error
        if outcome == FAULT and isinstance(error, Exception) and type(error) not in (GraderFault, StudentError):
            self.broken[info.name] = error
        if isinstance(error, Missing) and outcome == "malformed" and not info.marks.points:
            outcome = NOT_ATTEMPTED  # a bonus that was left out is not a mistake
        result = self.part.result(info, outcome)
        result.message = message.clipped().changed(self._with_ids)
        result.notes = [*(previous.notes if previous else []), *map(self._with_ids, self.current.notes)]
        if self.running is not None:
            result.printed = _last_lines(concealed(self.running.child.printed.take()))
            said = [concealed(f"{category}: {text}") for category, text in self.running.journal.warnings]
            result.warnings = list(dict.fromkeys(said))[:5]
            if info.name in self.broken:
                # It may have been in the middle of a question.
                self.session.close()
        if self.accuracy_used is not None:
            result.measured, result.threshold = self.accuracy_used.measured, self.accuracy_used.threshold
            threshold = self.part.threshold(info)
            result.threshold_backend = threshold.backend if threshold else ""
        self.results[info.name] = result
        if self.told is not None:
            # Whoever watches reads the name at once. It is looked for after all marks are decided otherwise.
            self.name(info, result)
            self.told(result)

    def name(self, info: CheckInfo, result: CheckResult) -> None:
        """Put the name of a known mistake into the message of a check that has run."""
        if not self.part.names or self.part.backend != backend_of(self.session.exercise):
            return
        if study := self.studies.get(info.name):
            function = functions_of(self.session.exercise)[info.name]
            diagnose(self.session, info, function, result, study.failed_at, self.part.known)


def _lender(threshold: Threshold | None, part: Part) -> str:
    """The backend that a threshold was measured on, where it is another than the one that decides."""
    return "" if threshold is None or threshold.backend == deciding(part.backend) else shown(threshold.backend)


def _last_lines(text: str) -> str:
    """What is kept of a long output: whole lines, where it has any."""
    kept = text[-_MAX_PRINTED:]
    _, end, rest = kept.partition("\n")
    return rest if len(kept) < len(text) and end and rest else kept


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
        case TypeError() if (failure := data_called(error)) is not None:
            return failure.outcome, failure.message
        case Exception():
            message = explain.explain_fault(error)[1]
            return FAULT, replace(message, called=current.called, given=list(current.given))
        case _:
            raise error
