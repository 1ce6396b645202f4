"""The one file to hand in: the student's exercises, with the kit's version and the points to be expected."""

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

from autograder import __version__
from autograder.course.exercise import whole_course
from autograder.student.workplace import own_file
from autograder.submissions import MANIFEST


@dataclass(frozen=True)
class Expected:
    """Points of one exercise as its check here found them."""

    exercise: str
    earned: float
    points: float


def own_files(folder: Path) -> dict[str, Path]:
    """The student's files by exercise, those that are there."""
    return {exercise.name: path for exercise in whole_course() if (path := own_file(folder, exercise))}


def write_pack(path: Path, files: dict[str, Path], expected: list[Expected]) -> None:
    """Write the zip: each file by its exercise's name, and the manifest. Whole or not at all."""
    points = {each.exercise: [each.earned, each.points] for each in expected}
    manifest = json.dumps({"kit": __version__, "expected": points}, indent=1) + "\n"
    partial = path.with_name(f"{path.name}.partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr(_entry(MANIFEST), manifest)
        for exercise, file in sorted(files.items()):
            pack.writestr(_entry(f"{exercise}{file.suffix}"), file.read_bytes())
    partial.replace(path)


def _entry(name: str) -> zipfile.ZipInfo:
    """An entry without the time: packing the same work again gives the same bytes."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
