"""The demo class in nbgrader, three ways: tests in the kernel as usual, the kit's cells there, stored verdicts.

    python tests/benchmarks/nbgrader_side_by_side.py [--exercise 08]

Prints a Markdown table of marks and times. Not a test: nothing fails. Each student is graded by a command of their
own where nbgrader runs code, so that one who ends the kernel takes nobody along.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import nbformat
from cpu import cpu_seconds
from nbgrader.api import Gradebook
from run_key import KEY

from autograder.course.exercise import Exercise, find_exercise
from autograder.nbgrader_course.build import CONFIG, build_course
from autograder.nbgrader_course.cells import graded_function

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "nbgrader_course"))
from hand_in import hand_in  # noqa: E402

_STOCK = 'c = get_config()\nc.CourseDirectory.course_id = "course"\n'
_USUAL = """\
import sys
sys.path.insert(0, {here!r})
from inprocess import earned
earned({exercise!r}, globals(), {function!r})"""
# A submission that eats memory would take the machine along.
_MEMORY = 4 * 2**30


class Way:
    """One way to grade, in a course of its own."""

    def __init__(self, folder: Path, exercise: Exercise):
        self.folder = folder
        self.exercise = exercise
        list(build_course(folder, [exercise]))

    def prepare(self) -> list[str]:
        self.command("generate_assignment", self.exercise.name)
        return hand_in(self.folder, self.exercise.name, [self.exercise.name])

    def grade(self, students: Sequence[str]) -> None:
        for student in students:
            self.command("autograde", self.exercise.name, "--student", student, check=False)

    def marks(self, students: Sequence[str]) -> dict[str, str]:
        """What nbgrader's gradebook says."""
        found = {}
        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}", "course") as book:
            for student in students:
                graded = (self.folder / "autograded" / student / self.exercise.name).exists()
                submission = book.find_submission(self.exercise.name, student)
                found[student] = f"{submission.score:g}" if graded else "none"
        return found

    def command(self, *arguments: str, check: bool = True) -> None:
        environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            check=check,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY)),
        )


class Usual(Way):
    """As instructors write it: the test cells hold the checks, and run on the notebook's own names."""

    def __init__(self, folder: Path, exercise: Exercise):
        super().__init__(folder, exercise)
        (folder / CONFIG).write_text(_STOCK)
        path = folder / "source" / exercise.name / f"{exercise.name}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        notebook.cells = [cell for cell in notebook.cells if "setup" not in cell.metadata.get("tags", [])]
        for cell in notebook.cells:
            if function := graded_function(cell):
                cell.source = _USUAL.format(here=str(HERE), exercise=exercise.name, function=function)
        nbformat.write(notebook, path)


class KitsCells(Way):
    """This kit's cells, run by nbgrader as shipped."""

    def __init__(self, folder: Path, exercise: Exercise):
        super().__init__(folder, exercise)
        (folder / CONFIG).write_text(_STOCK)


class Stored(Way):
    """`convlings grade`, then nbgrader with the course's own settings."""

    def grade(self, students: Sequence[str]) -> None:
        arguments = ["grade", "submitted", "--out", "verdicts", "--key", KEY.hex, "--timeout", "8", "--plain"]
        subprocess.run(
            [sys.executable, "-m", "autograder", *arguments], cwd=self.folder, capture_output=True, check=False
        )
        self.command("autograde", self.exercise.name)


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--exercise", default="08")
    exercise = find_exercise(parser.parse_args().exercise)
    ways = {"usual tests": Usual, "kit's cells, stock Execute": KitsCells, "stored verdicts": Stored}
    rows: dict[str, list[str]] = {}
    times: list[str] = []
    with tempfile.TemporaryDirectory(prefix="convlings-nbgrader-") as name:
        for index, kind in enumerate(ways.values()):
            way = kind(Path(name) / str(index) / "course", exercise)
            students = way.prepare()
            cpu, started = cpu_seconds(), time.perf_counter()
            way.grade(students)
            times.append(f"{time.perf_counter() - started:.0f} s ({cpu_seconds() - cpu:.0f} s of CPU)")
            for student, mark in way.marks(students).items():
                rows.setdefault(student, []).append(mark)
    print(f"| {exercise.name} | {' | '.join(ways)} |\n|---|{'---|' * len(ways)}")
    for student, marks in rows.items():
        print(f"| {student} | {' | '.join(marks)} |")
    print(f"| time | {' | '.join(times)} |")


if __name__ == "__main__":
    main()
