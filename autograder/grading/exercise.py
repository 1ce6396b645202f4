"""Grade one exercise of one submission: pytest runs its checks, in isolation from everything around it."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.checking.failure import Message
from autograder.engine.errors import GraderFault
from autograder.engine.temporary import HeldFolder
from autograder.grading.catalogue import checks_of
from autograder.grading.explain import explain_broken, explain_fault
from autograder.grading.part import EVERYTHING, Part
from autograder.grading.plugin import CheckPlugin
from autograder.grading.result import FAULT, PASSED, CheckResult, ExerciseResult
from autograder.grading.session import LoadFailed, Session
from autograder.submissions import Work

_FOREIGN_SETTINGS = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_DEBUG")
_OPTIONS = (
    *("--noconftest", "--import-mode=importlib", "--assert=plain", "--capture=no", "-p", "no:terminal"),
    *("-p", "no:cacheprovider", "-p", "no:junitxml", "-p", "no:logging", "-p", "no:faulthandler"),
    *("-p", "no:warnings", "-p", "no:doctest", "-p", "no:unittest", "-p", "no:nose", "-p", "no:pastebin"),
    *(
        "-p",
        "no:setuponly",
        "-p",
        "no:setupplan",
        "-p",
        "no:stepwise",
        "-p",
        "no:debugging",
        "-p",
        "no:threadexception",
    ),
    *("-p", "no:unraisableexception", "-p", "no:legacypath", "-p", "no:recwarn", "-p", "no:monkeypatch"),
)


def grade_exercise(
    session: Session,
    part: Part = EVERYTHING,
    reverse: bool = False,
    told: Callable[[CheckResult], None] | None = None,
) -> ExerciseResult:
    """The result of one exercise of one submission. Never raises for anything a submission does.

    `told` is called with each check's result as soon as it stands.
    """
    started = time.perf_counter()
    work = session.work
    if work.outcome != "found":
        result = _whole(session, part, work.outcome, Message(got=work.reason))
    else:
        try:
            session.load()
            result = _run_checks(session, part, reverse, told)
        except LoadFailed as failed:
            result = _whole(session, part, failed.outcome, failed.message)
        except Exception as error:
            result = _whole(session, part, FAULT, explain_fault(error)[1])
        finally:
            session.close()
    result.notes = [*work.notes, *session.notes]
    result.backends = [part.backend]
    result.runtime = {**session.runtime, "seconds": time.perf_counter() - started}
    return result


def _run_checks(
    session: Session, part: Part, reverse: bool, told: Callable[[CheckResult], None] | None
) -> ExerciseResult:
    plugin = CheckPlugin(session, part, reverse, told)
    status = _run_pytest(plugin)
    unrun = Message(got=f"pytest did not run this check (exit status {int(status)})")
    checks = [
        plugin.results.get(info.name) or _fault(part.result(info, FAULT), unrun) for info in plugin.infos.values()
    ]
    if plugin.broken and not part.stops:
        _settle_broken(plugin, checks)
    if plugin.load_failed is not None and not any(check.passed for check in checks):
        return _whole(session, part, plugin.load_failed.outcome, plugin.load_failed.message)
    # Now that all marks are decided: what this run asks can change none.
    for check in checks if told is None and not part.stops else ():
        plugin.name(plugin.infos[check.name], check)
    return _result(session, checks)


class BriefReports:
    """Reports without pytest's account of a failure, which nobody reads.

    To write it, pytest parses sources with `ast`, and in Python 3.11 two threads that do so at once break each other
    (see `statements.tree`).
    """

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        outcome = "failed"
        if call.excinfo is None:
            outcome = "passed"
        elif call.excinfo.errisinstance(pytest.skip.Exception):
            outcome = "skipped"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when)


def _run_pytest(plugin: CheckPlugin) -> int:
    with _isolated() as (folder, settings):
        arguments = [str(plugin.session.exercise.checks), f"--rootdir={folder}", "-c", str(settings), *_OPTIONS]
        status = pytest.main(arguments, plugins=[plugin, BriefReports()])
    if status is pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    return status


def _settle_broken(plugin: CheckPlugin, checks: list[CheckResult]) -> None:
    """Find out whose fault it is that checks broke off: they run once more, on the reference, with the same inputs.

    A check that breaks off there as well is a fault of ours, and stays one. One that passes there broke off over this
    submission's answers, so they get what such answers get: arrays that do not fit each other are malformed, and
    anything else is for a person to look at, because a check that stumbles has not shown an answer to be wrong.
    """
    session = plugin.session
    work = Work(session.exercise.name, name=session.work.name, content=session.exercise.source.encode())
    trial = Session(session.exercise, work, session.start, session.key, session.limits, uses_gpu=session.uses_gpu)
    functions = tuple({plugin.infos[name].marks.function for name in plugin.broken})
    reference = CheckPlugin(trial, replace(plugin.part, functions=functions))
    try:
        trial.load()
        _run_pytest(reference)
    except (GraderFault, LoadFailed):
        return
    finally:
        trial.close()
    for check in checks:
        own = reference.results.get(check.name)
        if check.name in plugin.broken and own is not None and own.passed:
            check.outcome, message = explain_broken(plugin.broken[check.name], check.message)
            check.message = message.clipped()


def _fault(check: CheckResult, message: Message) -> CheckResult:
    check.message = message
    return check


def _whole(session: Session, part: Part, outcome: str, message: Message) -> ExerciseResult:
    """The same outcome for every check, said once."""
    result = _result(session, [part.result(info, outcome) for info in part.chosen(checks_of(session.exercise))])
    result.outcome, result.problem = outcome, message.clipped()
    return result


def _result(session: Session, checks: list[CheckResult]) -> ExerciseResult:
    exercise = session.exercise
    outcome = FAULT if any(check.outcome == FAULT for check in checks) else PASSED
    return ExerciseResult(exercise.name, exercise.title, session.work.name, checks, outcome=outcome)


@contextmanager
def _isolated() -> Iterator[tuple[Path, Path]]:
    """An empty root folder and settings file for pytest, and an environment without its options."""
    saved = {name: os.environ.pop(name) for name in _FOREIGN_SETTINGS if name in os.environ}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        with HeldFolder() as folder:
            settings = folder / "pytest.ini"
            settings.write_text("[pytest]\n")
            yield folder, settings
    finally:
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        os.environ.update(saved)
