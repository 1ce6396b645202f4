"""nbgrader's own commands on a course in a folder, and what its gradebook says afterwards."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from nbgrader.api import Gradebook

from autograder.cli import cli

_LEVEL = re.compile(r"^\[\w+ \| (WARNING|ERROR|CRITICAL)\] (.*)$", re.MULTILINE)
# What nbgrader itself always says: of a notebook that was not handed in, and, as the test asks for it, of work that is
# graded again.
_ITS_OWN = (
    "No submitted file",
    "Removing existing assignment",
    "seconds late",
    "Late submission penalty",
)

_BUTTON = """
import json, sys
from nbgrader.apps import NbGraderAPI
from nbgrader.apps.baseapp import NbGrader
from nbgrader.coursedir import CourseDirectory
app = NbGrader()
app.config_file_paths.append(".")
app.load_config_file()
course = CourseDirectory(config=app.config)
print(json.dumps(NbGraderAPI(course, config=app.config).autograde(sys.argv[1], sys.argv[2])))
"""


@dataclass(frozen=True)
class Course:
    """A course made by `convlings nbgrader build`."""

    folder: Path

    @classmethod
    def build(cls, folder: Path, *arguments: str, more: str = "") -> "Course":
        """`more` is added to the settings."""
        done = CliRunner().invoke(cli, ["nbgrader", "build", str(folder), *arguments])
        assert done.exit_code == 0, done.output
        with (folder / "nbgrader_config.py").open("a") as config:
            config.write(more)
        return cls(folder)

    def run(self, *arguments: str, folder: Path | None = None, may_warn: bool = False) -> str:
        """Run an nbgrader command; its log. It must succeed and, but for `may_warn`, warn of nothing of ours."""
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=folder or self.folder,
            # nbgrader calls alembic by its bare name.
            env=os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
            capture_output=True,
            text=True,
        )
        log = done.stdout + done.stderr
        assert done.returncode == 0, log[-4000:]
        warnings = [text for _, text in _LEVEL.findall(log) if not any(own in text for own in _ITS_OWN)]
        assert may_warn or not warnings, warnings
        return log

    def press_autograde(self, assignment: str, student: str) -> dict[str, Any]:
        """What the button in nbgrader's formgrader does."""
        done = subprocess.run(
            [sys.executable, "-c", _BUTTON, assignment, student], cwd=self.folder, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return json.loads(done.stdout.splitlines()[-1])

    def gradebook(self) -> Gradebook:
        return Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}", "course")

    def scores(self, assignment: str) -> dict[str, dict[str, float]]:
        """Points that were given without a person, by student and notebook."""
        with self.gradebook() as book:
            return {
                submission.student.id: {
                    notebook.name: sum(grade.auto_score or 0 for grade in notebook.grades)
                    for notebook in submission.notebooks
                }
                for submission in book.assignment_submissions(assignment)
            }

    def waiting(self, assignment: str, student: str) -> list[str]:
        """Graded cells of a student that wait for a person."""
        with self.gradebook() as book:
            submission = book.find_submission(assignment, student)
            grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
            return sorted(grade.name for grade in grades if grade.needs_manual_grade)
