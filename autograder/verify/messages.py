"""Every message that the known mistakes get, in one text for each exercise, to be read side by side."""

import re
from collections.abc import Iterable
from pathlib import Path

from autograder.checking.study import MADE_FOLDER
from autograder.grading.result import ExerciseResult
from autograder.reports.lines import message_lines
from autograder.verify.cases import Case

# Values of a training differ a little from machine to machine; the words do not.
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)*(?:e[-+]?\d+)?")


def write_messages(folder: Path, graded: Iterable[tuple[Case, ExerciseResult]]) -> None:
    """Write NN_topic.txt for each exercise: what a student reads who makes these mistakes, numbers as #."""
    texts: dict[str, list[str]] = {}
    wrong = [(case, result) for case, result in graded if case.kind == "wrong" and case.declared and not case.manner]
    for case, result in sorted(wrong, key=lambda pair: pair[0].name):
        assert case.declared is not None
        lines = [f"{case.name}: {case.declared.about}"]
        if result.problem is not None:
            lines += [f"    {label or '':<11}{_masked(text)}" for label, text in message_lines(result.problem)]
        for check in result.checks if result.problem is None else ():
            if not check.passed:
                lines.append(f"  {check.outcome}  {check.name.removeprefix('test_')}")
                lines += [f"    {label or '':<11}{_masked(text)}" for label, text in message_lines(check.message)]
            lines += [f"    note       {_masked(note)}" for note in check.notes]
        texts.setdefault(case.exercise.name, []).append("\n".join(lines))
    folder.mkdir(parents=True, exist_ok=True)
    for name, parts in texts.items():
        (folder / f"{name}.txt").write_text("\n\n".join(parts) + "\n", encoding="utf-8", newline="\n")


def _masked(text: str) -> str:
    """Without what is another in each run."""
    return _NUMBER.sub("#", MADE_FOLDER.sub("files", text))
