"""nbgrader as shipped, on the same submissions as notebooks of a small course made for the purpose.

Each notebook has the student's whole file in one cell, as a solution, and one graded test cell that runs the same
checks on the notebook's names. Its last line is a number of points, which nbgrader takes as partial credit.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from cpu import cpu_seconds
from nbgrader.api import Gradebook
from ways import HERE, Measured
from work import Entry

_CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "bench"
"""
_TESTS = """\
import sys
sys.path.insert(0, {here!r})
from inprocess import earned
earned({exercise!r}, globals())"""
_POINTS = 10
_ENDING = re.compile(r"[^a-z0-9]+")


class NbgraderFailed(RuntimeError):
    """nbgrader ended with an error; its last lines."""


class Nbgrader:
    """A course in a folder of its own: one assignment for each exercise, one student for each submission."""

    def __init__(self, folder: Path):
        self._course = folder / "course"
        self._course.mkdir()
        (self._course / "nbgrader_config.py").write_text(_CONFIG)

    def prepare(self, exercise: str, entries: Sequence[Entry]) -> None:
        """Make the assignment and hand the submissions in.

        Raises:
            NbgraderFailed: it cannot be done here.
        """
        source = _notebook(exercise, "### BEGIN SOLUTION\n### END SOLUTION")
        self._write("source", "", exercise, source)
        self._run("generate_assignment", exercise)
        released = nbformat.read(self._course / "release" / exercise / f"{exercise}.ipynb", as_version=4)
        for entry in entries:
            released.cells[0].source = entry.source.decode("utf-8")
            self._write("submitted", _student(entry), exercise, released)

    def measure(self, entries: Sequence[Entry]) -> Measured:
        exercise = entries[0].work.exercise
        start_seconds, start_cpu = self._run("autograde", "--help")
        seconds, cpu = self._run("autograde", exercise, "--force")
        with Gradebook(f"sqlite:///{self._course / 'gradebook.db'}", "bench") as gradebook:
            recorded: dict[str, float | None] = {
                entry.label: float(gradebook.find_submission(exercise, _student(entry)).score) for entry in entries
            }
        earned = {entry.label: self._shown_points(exercise, _student(entry)) for entry in entries}
        return Measured(seconds - start_seconds, cpu - start_cpu, earned, start_seconds, recorded)

    def _shown_points(self, exercise: str, student: str) -> float | None:
        """The points that the test cell's last line shows."""
        path = self._course / "autograded" / student / exercise / f"{exercise}.ipynb"
        for output in nbformat.read(path, as_version=4).cells[-1].outputs:
            if output.output_type == "execute_result":
                return float(output.data["text/plain"])
        return None

    def _write(self, step: str, student: str, exercise: str, notebook: Any) -> None:
        path = self._course / step / student / exercise / f"{exercise}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)

    def _run(self, *arguments: str) -> tuple[float, float]:
        """Seconds of a command, by the clock and of CPU."""
        scripts = str(Path(sys.executable).parent)  # nbgrader calls alembic by its bare name
        cpu, started = cpu_seconds(), time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            capture_output=True,
            text=True,
            cwd=self._course,
            env=os.environ | {"PATH": os.pathsep.join([scripts, os.environ.get("PATH", "")])},
            check=False,
            timeout=1_800,
        )
        seconds = time.perf_counter() - started
        if done.returncode:
            raise NbgraderFailed("\n".join(done.stderr.strip().splitlines()[-5:]))
        return seconds, cpu_seconds() - cpu


def _student(entry: Entry) -> str:
    return _ENDING.sub("-", entry.label.lower())


def _notebook(exercise: str, answer: str) -> Any:
    tests = _TESTS.format(here=str(HERE), exercise=exercise)
    cells = [
        nbformat.v4.new_code_cell(answer, metadata={"nbgrader": _metadata("answer", solution=True)}),
        nbformat.v4.new_code_cell(tests, metadata={"nbgrader": _metadata("checks", solution=False)}),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _metadata(grade_id: str, solution: bool) -> dict[str, Any]:
    graded = {} if solution else {"points": _POINTS}
    flags = {"solution": solution, "grade": not solution, "locked": not solution, "task": False}
    return {"schema_version": 3, "grade_id": grade_id, **flags, **graded}
