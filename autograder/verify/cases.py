"""Every submission that `verify` grades, and what must come of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from autograder.checking.marks import ACCURACY
from autograder.course.exercise import Exercise
from autograder.engine.backends import AUTO, TENSORFLOW, Backend, deciding
from autograder.engine.sandbox import Limits
from autograder.grading.auto import difference, names_a_backend
from autograder.grading.catalogue import needs_tensorflow
from autograder.grading.diagnosis import BROKEN
from autograder.grading.key import RunKey
from autograder.grading.part import Part
from autograder.grading.result import FAULT, REVIEW, SKIPPED, CheckResult, ExerciseResult, shown_points
from autograder.grading.task import Task
from autograder.reports.lines import message_lines
from autograder.submissions import Work
from autograder.verify.bank import BankFile, read_bank
from autograder.verify.made import garbage_sources, lazy_sources
from autograder.verify.tries import Tries

ON_TENSORFLOW_ALONE = (
    "it earns full marks on TensorFlow alone, so the exercise's checks have to declare TENSORFLOW_ONLY, with the reason"
)
_LIMITS = Limits(call_seconds=30.0, load_seconds=30.0, function_seconds=300.0)


@dataclass(frozen=True)
class Case:
    """One submission under one key, in one order of checks.

    Attributes:
        kind: reference, stub, right, wrong, lazy or garbage.
        manner: How the checks are run: "", "in reverse order" or "one child each".
        backend: What Keras runs on.
        trains: Whether accuracy checks run.
        checks: Run these alone, by the names of their functions; empty means all.
        is_quick: What the fingerprints of a known mistake hold is not asked of it again.
    """

    exercise: Exercise
    kind: str
    name: str
    source: bytes = field(repr=False)
    seed: int = 1
    manner: str = ""
    declared: BankFile | None = None
    backend: Backend = TENSORFLOW
    trains: bool = True
    checks: tuple[str, ...] = ()
    is_quick: bool = False

    @property
    def label(self) -> str:
        extra = [part for part in (self.manner, f"seed {self.seed}" if self.seed != 1 else "") if part]
        return f"{self.exercise.name} {self.name}" + (f" ({', '.join(extra)})" if extra else "")

    @property
    def name_in_fingerprints(self) -> str:
        """Empty if this is not a known mistake."""
        return "" if self.declared is None or self.declared.right else self.declared.path.stem

    def task(self) -> Task:
        work = Work(exercise=self.exercise.name, name=f"{self.exercise.name}.py", content=self.source)
        reverse, child_each = self.manner == "in reverse order", self.manner == "one child each"
        # Nobody reads the messages of made submissions.
        names = self.kind not in ("lazy", "garbage")
        left_out = "" if self.trains else "they are proved elsewhere"
        known = self.name_in_fingerprints if self.is_quick else ""
        part = Part(checks=self.checks, backend=self.backend, names=names, known=known, left_out=left_out)
        return Task(work, RunKey.from_seed(self.seed), _LIMITS, part, reverse, child_each)

    def tries(self, result: ExerciseResult) -> list[Tries]:
        """The lines to try that a wrong submission is shown."""
        if self.kind != "wrong" or self.manner:
            return []
        shown = {check.short_name: tuple(check.message.try_it) for check in result.checks if check.message.try_it}
        return [Tries(self.exercise, self.label, self.source, tuple(shown.items()))] if shown else []

    def problems(self, result: ExerciseResult) -> list[str]:
        """What is wrong with this result."""
        return self.faults(result) or [*_JUDGES[self.kind](self, result), *self._differences(result)]

    def _differences(self, result: ExerciseResult) -> list[str]:
        """Where two backends are used: what shows that they may not both decide on this exercise."""
        if self.backend != AUTO or needs_tensorflow(self.exercise) or self.exercise.backend:
            return []
        found = list(filter(None, [difference(result)]))
        is_right = self.kind in ("reference", "right") and not result.audit
        if is_right and not names_a_backend(self.task().work) and result.backends[0] == deciding(AUTO):
            found.append(ON_TENSORFLOW_ALONE)
        return found

    def faults(self, result: ExerciseResult) -> list[str]:
        """What went wrong in the checks themselves."""
        found = []
        if result.outcome == FAULT and result.problem is not None:
            found.append(f"a fault of the grader: {result.problem.got}")
        found += [f"a fault in {check.name}: {check.message.got}" for check in _with(result, FAULT)]
        found += [f"{check.name} breaks off: {check.message.got}" for check in _with(result, REVIEW)]
        found += [f"{check.name}: {note}" for check in result.checks for note in check.notes if note.startswith(BROKEN)]
        return found


def cases_of(exercise: Exercise, quick: bool, seeds: Sequence[int], backend: Backend = TENSORFLOW) -> Iterator[Case]:
    """All cases of an exercise.

    Args:
        quick: Leave out most of the garbage, the accuracy checks of other right answers than the reference, and the
            other orders of all checks; the reference has one of them. Names are looked up by what is recorded.
        seeds: Keys for reference and bank; the first is used for everything.
        backend: What Keras runs on.
    """
    for case in _cases_of(exercise, quick, seeds):
        yield _like(case, backend=backend, is_quick=quick)


def _cases_of(exercise: Exercise, quick: bool, seeds: Sequence[int]) -> Iterator[Case]:
    first = seeds[0]
    reference = Case(exercise, "reference", "solution", exercise.source.encode(), first)
    bank = [
        Case(exercise, "right" if file.right else "wrong", file.label, file.path.read_bytes(), first, declared=file)
        for file in read_bank(exercise)
    ]
    yield Case(exercise, "stub", "stub", exercise.stub.encode(), first)
    for case in (reference, *bank):
        yield _like(case, trains=not quick or case.kind != "right")
        for seed in seeds[1:]:
            yield _like(case, seed=seed)
        if not quick or case is reference:
            yield _like(case, manner="in reverse order", trains=not quick)
        if not quick:
            yield _like(case, manner="one child each")
    for name, source in lazy_sources(exercise):
        yield Case(exercise, "lazy", f"that {name}", source.encode(), first)
    for name, source in garbage_sources(exercise, quick):
        yield Case(exercise, "garbage", f"that returns {name}", source.encode(), first)


def _like(case: Case, **changes: object) -> Case:
    return Case(**vars(case) | changes)  # type: ignore[arg-type]


def _with(result: ExerciseResult, outcome: str) -> list[CheckResult]:
    return [check for check in result.checks if check.outcome == outcome]


def _judge_right(case: Case, result: ExerciseResult) -> list[str]:
    wrong = [check for check in result.checks if not check.passed and (check.counts or check.outcome == "failed")]
    found = [f"{check.id} says {check.outcome}: {_shown(check)}" for check in wrong]
    if result.problem is not None:
        found.append(f"{result.outcome}: {result.problem.got}")
    if case.kind == "reference":
        found += [f"{check.id} raises a warning: {check.warnings[0]}" for check in result.checks if check.warnings]
        quiet = [check for check in result.checks if check.tier != ACCURACY]
        found += [f"{check.id} has a note: {check.notes[0]}" for check in quiet if check.notes]
    return found


def _judge_stub(case: Case, result: ExerciseResult) -> list[str]:
    return [] if result.is_untouched else [f"{check.id} says {check.outcome}" for check in result.checks]


def _judge_empty(case: Case, result: ExerciseResult) -> list[str]:
    return [f"{check.id} passes" for check in result.checks if check.passed]


def _judge_wrong(case: Case, result: ExerciseResult) -> list[str]:
    declared = case.declared
    assert declared is not None
    # An accuracy check waits for all others, so that it is skipped says nothing.
    failing = {
        check.short_name: check
        for check in result.checks
        if not check.passed and not (check.tier == ACCURACY and check.outcome == SKIPPED)
    }
    passing = {check.short_name for check in result.checks} - set(failing)
    found = [f"{name} passes, though the head declares that it fails" for name in sorted(declared.fails & passing)]
    found += [
        f"{name} says {check.outcome}, which the head does not declare: {_shown(check)}"
        for name, check in failing.items()
        if name not in declared.fails
    ]
    if result.earned != declared.points:
        kept, wanted = shown_points(result.earned), shown_points(declared.points or 0)
        found.append(f"it keeps {kept} points, the head declares {wanted}")
    if not case.exercise.backend and case.backend not in (TENSORFLOW, AUTO):
        return found  # there are no names on others
    shown = " ".join(" ".join(text for _, text in message_lines(check.message)) for check in failing.values())
    if result.problem is not None:
        shown += " ".join(text for _, text in message_lines(result.problem))
    found += [f"no message says {words!r}" for words in declared.says if words.lower() not in shown.lower()]
    names = {name: check.message.looks_like for name, check in failing.items() if check.message.looks_like}
    for check_name, name in names.items():
        expected = name == declared.looks_like or any(words.lower() in name.lower() for words in declared.says)
        if not expected:
            found.append(f"{check_name} names another mistake: {name!r}")
    if declared.looks_like and declared.looks_like not in names.values():
        found.append(f"no check names it: {declared.looks_like!r}")
    return found


def _shown(check: CheckResult) -> str:
    return "; ".join(f"{label} {text}".strip() for label, text in message_lines(check.message))


_JUDGES = {
    "reference": _judge_right,
    "right": _judge_right,
    "stub": _judge_stub,
    "lazy": _judge_empty,
    "garbage": _judge_empty,
    "wrong": _judge_wrong,
}
