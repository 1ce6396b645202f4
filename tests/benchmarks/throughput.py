"""Throughput of this grader beside other ways of grading the same submissions with the same checks.

    python tests/benchmarks/throughput.py [--rounds N] [--submissions N] [--exercise NN] [--quick] [--json FILE]

The ways take turns, exercise by exercise, for several rounds; ratios are taken within a round. Nothing here passes
or fails: timing is no test.
"""

import json
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from importlib import metadata
from pathlib import Path

import click
from anatomy import dissect, once
from figures import BOOK, COLD_ONE, COLD_TWO, FLOOR, NBGRADER, ON_AUTO, ON_TORCH, ONE, TWO, Figures
from rich.console import Console
from tables import WIDTH, print_tables
from ways import ColdPytest, Floor, Measured, ThisGrader, Way, check_command, grade_command, keras_import
from work import Entry, choose

from autograder.course.exercise import find_exercise
from autograder.engine.backends import AUTO, TORCH, version
from autograder.engine.fleet import Fleet
from autograder.engine.provider import Sandboxes, Setup

_EXERCISES = ("00", "04", "08", "17")  # from plain NumPy to several fits
_QUICK_ROUNDS, _QUICK_SUBMISSIONS = 1, 2


@click.command()
@click.option("--rounds", type=click.IntRange(min=1), default=3, show_default=True)
@click.option("--submissions", type=click.IntRange(min=1), default=4, show_default=True, help="For each exercise.")
@click.option("--exercise", "words", multiple=True, default=_EXERCISES, show_default=True, help="Repeat for more.")
@click.option("--quick", is_flag=True, help="One round of two submissions an exercise, to see that it works.")
@click.option("--mostly-right", is_flag=True, help="Two right submissions for each wrong one.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="Also write every measured value here.")
def main(
    rounds: int, submissions: int, words: tuple[str, ...], quick: bool, mostly_right: bool, file: Path | None
) -> None:
    """Measure, and print tables."""
    if quick:
        rounds, submissions = _QUICK_ROUNDS, _QUICK_SUBMISSIONS
    names = [find_exercise(word).name for word in words]
    has_torch = bool(version(TORCH))
    with tempfile.TemporaryDirectory(prefix="convlings-bench-") as folder, ExitStack() as closing:
        sandboxes = closing.enter_context(Sandboxes())
        fleet = closing.enter_context(Fleet(Setup(backend=AUTO))) if has_torch else None
        figures = Figures(_machine(sandboxes))
        if fleet is None:
            figures.left_out[f"{ON_TORCH}, {ON_AUTO}"] = "PyTorch is not installed"
        with Floor(Path(folder)) as floor:
            bench = Bench(figures, sandboxes, fleet, floor, Path(folder))
            bench.choose(names, submissions, mostly_right)
            for number in range(1, rounds + 1):
                bench.round(f"round {number} of {rounds}")
            bench.dissect()
    figures.machine["load at the end"] = _load()
    print_tables(figures, Console(width=WIDTH, highlight=False, markup=False))
    if file is not None:
        file.write_text(json.dumps(figures.to_json(), indent=1) + "\n", encoding="utf-8")


class Bench:
    """The ways and the submissions; fills `figures`."""

    def __init__(self, figures: Figures, sandboxes: Sandboxes, fleet: Fleet | None, floor: Floor, folder: Path):
        self.figures = figures
        self.sandboxes = sandboxes
        self.floor = floor
        self.folder = folder
        self.entries: dict[str, list[Entry]] = {}
        self.ways: dict[str, Way] = {
            ONE: ThisGrader(sandboxes, 1),
            COLD_ONE: ColdPytest(folder, 1),
            FLOOR: floor,
            TWO: ThisGrader(sandboxes, 2),
            COLD_TWO: ColdPytest(folder, 2),
        }
        if fleet is not None:
            self.ways |= {ON_TORCH: ThisGrader(fleet, 1, TORCH), ON_AUTO: ThisGrader(fleet, 1, AUTO)}

    def choose(self, names: Sequence[str], count: int, mostly_right: bool) -> None:
        """Pick the submissions, hand them in at nbgrader, and warm the floor up."""
        for name in names:
            _say(f"choosing submissions of {name}")
            if entries := choose(find_exercise(name), count, self.sandboxes, mostly_right):
                self.entries[name] = entries
                self.figures.submissions[name] = [entry.label for entry in entries]
        if not self.entries:
            raise click.ClickException("There is no ordinary submission of these exercises in tests/.")
        self.floor.warm(list(self.entries))
        self._add_nbgrader()

    def round(self, label: str) -> None:
        """Every way on every exercise, then the whole commands."""
        starts, totals = dict.fromkeys(self.ways, 0.0), dict.fromkeys(self.ways, 0.0)
        for exercise, entries in self.entries.items():
            for way in list(self.ways):
                _say(f"{label}: {exercise}, {way}")
                if measured := self._measure(way, exercise, entries):
                    starts[way] += measured.start_seconds
                    totals[way] += measured.seconds
        add = self.figures.commands.setdefault
        entries = [entry for found in self.entries.values() for entry in found]
        for jobs in (1, 2):
            _say(f"{label}: convlings grade --jobs {jobs}")
            add(f"class: convlings grade --jobs {jobs}", []).append(grade_command(entries, self.folder, jobs))
        for backend in (TORCH, AUTO) if ON_AUTO in self.ways else ():
            _say(f"{label}: convlings grade --backend {backend}")
            label_of_command = f"class: convlings grade --jobs 1 --backend {backend}"
            add(label_of_command, []).append(grade_command(entries, self.folder, 1, backend))
        starts[FLOOR] = self.floor.start_seconds
        for way in (COLD_ONE, COLD_TWO, NBGRADER, FLOOR):
            if way in self.ways:
                add(f"class: {way}", []).append(totals[way] + starts[way])
        _say(f"{label}: convlings check 08")
        add("import keras", []).append(keras_import(self.folder))
        add("convlings check 08", []).append(check_command(self.folder))

    def dissect(self) -> None:
        """Where this grader's own time goes."""
        _say("where the time goes")
        self.figures.once = once(self.sandboxes)
        for exercise, entries in self.entries.items():
            self.figures.anatomy[exercise], earned = dissect(entries, self.sandboxes)
            self.figures.agree("convlings, taken apart", _expected(entries), earned)

    def _measure(self, way: str, exercise: str, entries: list[Entry]) -> Measured | None:
        try:
            measured = self.ways[way].measure(entries)
        except Exception as error:
            if way != NBGRADER:
                raise
            self._leave_out_nbgrader(str(error))
            return None
        for found, seconds in ((self.figures.clock, measured.seconds), (self.figures.cpu, measured.cpu_seconds)):
            found.setdefault(exercise, {}).setdefault(way, []).append(seconds / len(entries))
        self.figures.agree(way, _expected(entries), measured.earned)
        if measured.recorded is not None:
            self.figures.agree(BOOK, _expected(entries), measured.recorded)
        return measured

    def _add_nbgrader(self) -> None:
        try:
            from nbgrader_way import Nbgrader

            nbgrader = Nbgrader(self.folder)
            for exercise, entries in self.entries.items():
                _say(f"nbgrader: making the assignment {exercise}")
                nbgrader.prepare(exercise, entries)
        except Exception as error:
            self._leave_out_nbgrader(str(error))
        else:
            self.ways[NBGRADER] = nbgrader

    def _leave_out_nbgrader(self, reason: str) -> None:
        """Go on without it; half a measurement is none."""
        _say(f"without nbgrader: {reason}")
        self.figures.left_out["nbgrader"] = reason
        self.ways.pop(NBGRADER, None)
        for found in (*self.figures.clock.values(), *self.figures.cpu.values()):
            found.pop(NBGRADER, None)
        self.figures.commands.pop(f"class: {NBGRADER}", None)
        for way in (NBGRADER, BOOK):
            self.figures.agreement.pop(way, None)


def _expected(entries: Sequence[Entry]) -> dict[str, float]:
    return {entry.label: entry.earned for entry in entries}


def _say(text: str) -> None:
    """Progress, apart from the tables."""
    print(text, file=sys.stderr, flush=True)


def _machine(sandboxes: Sandboxes) -> dict[str, str]:
    facts = {"cores": str(os.cpu_count()), "system": platform.system(), "Python": platform.python_version()}
    for name in ("tensorflow", "torch", "keras", "pytest", "nbgrader"):
        try:
            facts[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            facts[name] = "not installed"
    return facts | {"sandbox tier": sandboxes.tier, "load at the start": _load()}


def _load() -> str:
    """Load average of the last minute: above the number of cores, the seconds are worth little."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


if __name__ == "__main__":
    main()
