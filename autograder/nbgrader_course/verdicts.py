"""Verdicts of `convlings grade` on a course's submissions: the stored ones, and new ones where they are missing.

What is stored counts as long as it is about what is handed in now; to grade again with a newer kit is the instructor's
to say, by `convlings grade`.
"""

import json
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course.exercise import find_exercise
from autograder.gradebook.pseudonyms import Pseudonyms
from autograder.grading.batch import Options, SubmissionResult
from autograder.grading.folder import RESULTS, RUN, STAFF, staff_of
from autograder.grading.result import ExerciseResult
from autograder.submissions import Submission, read_submissions


class NoVerdict(RuntimeError):
    """The submission could not be graded: nobody's 0. The text is a sentence for the instructor."""


@dataclass(frozen=True)
class Verdicts:
    """The verdicts of one course.

    Attributes:
        submitted: Folder with a folder for each student.
        results: Folder of the runs: a run itself, or one folder for each run.
        options: Options of `convlings grade` for runs that are begun here.
    """

    submitted: Path
    results: Path
    options: Sequence[str] = ()

    def of(self, student: str, exercise: str, assignment: str, beside: Sequence[str]) -> ExerciseResult:
        """The verdict on one student's exercise.

        Args:
            assignment: Names the run that is begun where none has graded this exercise yet, for the whole class.
            beside: The assignment's exercises, this one among them.

        Raises:
            NoVerdict: see there.
        """
        run = self._newest_run(exercise)
        if run is None:
            names = [part for name in beside for part in ("--exercise", name[:2])]
            self._grade(self.results / assignment, [*names, *self.options])
            run = self._newest_run(exercise)
        if run is None:
            raise NoVerdict(f"No run in {self.results} has graded {exercise}.")
        result = self._stored(run, student)
        if result is None:
            self._grade(run, [*_arguments_of(run), "--only", student])
            result = self._stored(run, student)
        if result is None:
            raise NoVerdict(
                f"{student} has no verdict for {exercise}. Run: {_shown(self._command(run, _arguments_of(run)))}"
            )
        return next(each for each in result.exercises if each.exercise == exercise)

    def _newest_run(self, exercise: str) -> Path | None:
        """Folder of the latest run that graded this exercise of these submissions."""
        folders = [self.results, *(path for path in self.results.glob("*") if path.name != STAFF)]
        written = {run: file.stat().st_mtime for run in folders if (file := staff_of(run) / RUN).exists()}
        for run in sorted(written, key=written.__getitem__, reverse=True):
            options = _read(staff_of(run) / RUN).get("options", {})
            if exercise in options.get("exercises", ()) and options.get("submissions") == str(self.submitted):
                return run
        return None

    def _stored(self, run: Path, student: str) -> SubmissionResult | None:
        """The student's result, if it is whole and about what is handed in now."""
        submission = self._submission(student, _read(staff_of(run) / RUN)["options"]["exercises"])
        pseudonyms = Pseudonyms.read(staff_of(run))
        key = pseudonyms.key_of(student, submission.key) if pseudonyms else submission.key
        data = _read(staff_of(run) / RESULTS / f"{key}.json") or _by_system_id(run, student)
        if data.get("digest") != submission.digest:
            return None
        result = SubmissionResult.from_json(data)
        return None if result.is_fault or result.awaits_training else result

    def _submission(self, student: str, exercises: Sequence[str]) -> Submission:
        stubs = {name: find_exercise(name).stub.encode() for name in exercises}
        with tempfile.TemporaryDirectory(prefix="convlings-") as unpacked:
            [submission] = read_submissions(self.submitted, exercises, Path(unpacked), student, stubs)
        return submission

    def _grade(self, run: Path, options: Sequence[str]) -> None:
        """Grade in a process of its own: this one may be a server that lives on."""
        done = subprocess.run(self._command(run, options), stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode not in (0, 1, 3):
            raise NoVerdict(f"Grading failed: {done.stderr.strip()[-500:]}")

    def _command(self, run: Path, options: Sequence[str]) -> list[str]:
        grade = [sys.executable, "-m", "autograder", "grade", str(self.submitted), "--out", str(run), "--plain"]
        return [*grade, *options]


def _by_system_id(run: Path, student: str) -> dict[str, Any]:
    """The result of a student whom a roster calls by another number; empty where there is none."""
    stored = map(_read, sorted((staff_of(run) / RESULTS).glob("*.json")))
    return next((data for data in stored if data.get("system_id") == student), {})


def _arguments_of(run: Path) -> list[str]:
    """The options with which `convlings grade` continues this run."""
    return Options.from_json(_read(staff_of(run) / RUN)["options"]).arguments()


def _read(path: Path) -> dict[str, Any]:
    """The file's data; empty where it is missing or was cut off."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _shown(command: Sequence[str]) -> str:
    return shlex.join(["convlings", *command[3:]])
