"""One exercise while it is being checked: what has come so far, one failure explained, the rest in few lines."""

from autograder.grading.result import NOT_ATTEMPTED, PASSED, SKIPPED, CheckResult, ExerciseResult
from autograder.reports.lines import points_of
from autograder.reports.terminal import Printer, details_of

_SHORT = (PASSED, NOT_ATTEMPTED, SKIPPED)


class Board:
    """The results of one run, in the order in which they come.

    Args:
        title: Of the exercise, with its number.
        count: How many checks there are.

    Attributes:
        result: Once the run has come to its end.
    """

    def __init__(self, title: str, count: int):
        self._title = title
        self._count = count
        self._checks: dict[str, CheckResult] = {}
        self._chosen = ""
        self.result: ExerciseResult | None = None

    def add(self, check: CheckResult) -> None:
        """One more result, or another one of the same check."""
        self._checks[check.id] = check

    def finish(self, result: ExerciseResult) -> None:
        """The run has come to its end."""
        self.result = result
        self._checks |= {check.id: check for check in result.checks}

    @property
    def failures(self) -> list[CheckResult]:
        """What was answered wrongly, the first that came first."""
        return [check for check in self._checks.values() if check.outcome not in _SHORT]

    @property
    def focus(self) -> CheckResult | None:
        """The failure that is explained."""
        failures = [] if self.result is not None and self.result.problem is not None else self.failures
        return next((check for check in failures if check.id == self._chosen), next(iter(failures), None))

    def next_failure(self) -> bool:
        """Explain the next failure, after the last the first again; False if there is no other."""
        ids = [check.id for check in self.failures]
        focus = self.focus
        if focus is None or len(ids) < 2:
            return False
        self._chosen = ids[(ids.index(focus.id) + 1) % len(ids)]
        return True

    def heading(self, printer: Printer) -> None:
        """Title, and the points or how far it is."""
        if self.result is None:
            printer.two_ends(self._title, f"checked {len(self._checks)} of {self._count}")
        else:
            printer.two_ends(self._title, f"{points_of(self.result.earned, self.result.points)} points")

    def body(self, printer: Printer, names_only: bool = False) -> None:
        """All results: those that passed in a line, one failure in full, of the others the names.

        Args:
            names_only: Explain no failure.
        """
        if self.result is not None and printer.problem(self.result):
            return
        passed = sorted(self._having(PASSED), key=lambda check: [int(part) for part in check.id.split(".")])
        if passed:
            printer.word_line(PASSED, " ".join(check.id for check in passed))
        focus = self.focus
        if focus is not None and not names_only:
            printer.check(focus, details_of(focus), named=True)
            if len(self.failures) > 1:
                printer.line()
        for check in self.failures:
            if check is not focus and not names_only:
                printer.check(check, [], named=True)
        self._unwritten(printer)
        for check in self._having(SKIPPED):
            printer.word_line(SKIPPED, f"{check.function}: {check.message.got}", check.id)
        printer.labelled_lines([("note", f"{check.id}: {text}") for check in passed for _, text in details_of(check)])

    def failure(self, printer: Printer, check: CheckResult) -> None:
        """One failure in full, as far as those that came before it have not said it."""
        earlier = [other for other in self.failures if other is not check]
        printer.check(check, details_of(check, earlier), named=True)

    def _having(self, outcome: str) -> list[CheckResult]:
        return [check for check in self._checks.values() if check.outcome == outcome]

    def _unwritten(self, printer: Printer) -> None:
        ids: dict[str, list[str]] = {}
        for check in self._having(NOT_ATTEMPTED):
            ids.setdefault(check.function, []).append(check.id)
        if ids:
            printer.word_line(NOT_ATTEMPTED, ", ".join(f"{name} ({', '.join(found)})" for name, found in ids.items()))
