"""The one file to hand in: the student's exercises, with the kit's version and the points to be expected."""

import json
import posixpath
import zipfile
from dataclasses import dataclass
from pathlib import Path

from autograder import __version__
from autograder.course.exercise import whole_course
from autograder.student.workplace import own_file
from autograder.submissions import MANIFEST, files_beside, read_work


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
        for name, content in sorted(_contents(files).items()):
            pack.writestr(_entry(name), content)
    partial.replace(path)


def _contents(files: dict[str, Path]) -> dict[str, bytes]:
    """What to hand in by its name in the pack: the exercises, and the files beside them that they import or read."""
    beside: dict[str, bytes] = {}
    for exercise, file in sorted(files.items()):
        for name, content in files_beside(read_work(file, exercise)):
            if "\\" not in name:
                own = file.parent / name
                beside[name] = own.read_bytes() if own.is_file() else content
    folder = "exercises/" if any(name.startswith("../") for name in beside) else ""
    found = {posixpath.normpath(f"{folder}{name}"): content for name, content in beside.items()}
    return found | {f"{folder}{exercise}{file.suffix}": file.read_bytes() for exercise, file in files.items()}


def _entry(name: str) -> zipfile.ZipInfo:
    """An entry without the time: packing the same work again gives the same bytes."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
