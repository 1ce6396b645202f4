"""Results as JUnit XML, which CI systems show: a suite for each student and exercise, a case for each check."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

from autograder.grading.batch import SubmissionResult
from autograder.grading.folder import write_whole
from autograder.grading.result import (
    MISSING,
    NOT_ATTEMPTED,
    REVIEW,
    SKIPPED,
    CheckResult,
    ExerciseResult,
    shown_points,
)
from autograder.grading.state import has_mark
from autograder.reports.decided import decisions_of
from autograder.reports.lines import check_lines, message_lines, points_of
from autograder.reports.people import in_order, labels
from autograder.reports.text import one_line, visible

_KINDS = {
    **dict.fromkeys(("failed", "malformed"), "failure"),
    **dict.fromkeys((NOT_ATTEMPTED, MISSING, SKIPPED, REVIEW), "skipped"),
}
# What XML 1.0 forbids beside what `visible` writes out.
_NOT_IN_XML = re.compile("[\ufffe\uffff]")
_COUNTED = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}


def write_junit(path: Path, results: Sequence[SubmissionResult]) -> None:
    """Write one file for the class."""
    root = ET.Element("testsuites", name="convlings")
    names = labels(results)
    for result in in_order(results):
        for exercise in result.exercises:
            root.append(_suite(result, exercise, names[result.key]))
    _count(root)
    ET.indent(root)
    write_whole(path, ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")


def _suite(result: SubmissionResult, exercise: ExerciseResult, name: str) -> ET.Element:
    seconds = f"{exercise.runtime.get('seconds', 0.0):.3f}"
    title = f"{exercise.exercise[:2]} {exercise.title}"
    suite = ET.Element("testsuite", name=_line(f"{name}: {title}"), time=seconds)
    properties = ET.SubElement(suite, "properties")
    marked = has_mark(result, exercise)
    for key, value in (
        ("student", result.student),
        ("key", result.key),
        ("id", result.id),
        ("exercise", exercise.exercise),
        ("earned", shown_points(exercise.earned) if marked else ""),
        ("points", shown_points(exercise.points)),
    ):
        ET.SubElement(properties, "property", name=key, value=_line(value))
    # Keys are of plain letters and unique, so no two students' cases are taken for one.
    classname = f"{result.key}.{exercise.exercise}"
    for check in exercise.checks:
        earned = exercise.earned_by(check) if marked else None
        worth = f"{points_of(earned, check.points) if earned is not None else '? of ' + shown_points(check.points)}"
        case = ET.SubElement(
            suite, "testcase", classname=classname, name=_line(f"{check.id} {check.title} ({worth} points)")
        )
        _outcome(case, check.outcome, _told(exercise, check))
    if not exercise.checks:  # a suite without cases would not be shown
        case = ET.SubElement(suite, "testcase", classname=classname, name=_line(title))
        _outcome(case, exercise.outcome, message_lines(exercise.problem) if exercise.problem else [])
    if notes := [*result.notes, *exercise.notes, *decisions_of(exercise)]:
        ET.SubElement(suite, "system-out").text = "\n".join(map(_line, notes))
    _count(suite)
    return suite


def _told(exercise: ExerciseResult, check: CheckResult) -> list[tuple[str, str]]:
    return message_lines(exercise.problem) if exercise.problem else check_lines(check)


def _outcome(case: ET.Element, outcome: str, lines: Sequence[tuple[str, str]]) -> None:
    """What became of a case: some readers show the message alone, others the text alone."""
    text = "\n".join([outcome, *(f"{label}: {text}" if label else f"  {text}" for label, text in lines)])
    if outcome == "passed":
        if lines:
            ET.SubElement(case, "system-out").text = _text(text)
        return
    got = next((text for label, text in lines if label == "got"), "")
    message = _line(f"{outcome}: {got}" if got else outcome)
    ET.SubElement(case, _KINDS.get(outcome, "error"), message=message, type=outcome).text = _text(text)


def _count(element: ET.Element) -> None:
    for name, tag in _COUNTED.items():
        element.set(name, str(sum(1 for _ in element.iter(tag))))


def _line(text: str) -> str:
    return _text(one_line(text))


def _text(text: str) -> str:
    return _NOT_IN_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", visible(text))
