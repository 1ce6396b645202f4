"""Write the zip that Gradescope builds an autograder from: the kit, how to install it, and the command that grades."""

import io
import shlex
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import tomlkit

from autograder.course import content
from autograder.course.exercise import Exercise
from autograder.gradebook.records import Records
from autograder.grading.folder import write_whole
from autograder.grading.result import PREFIX

# What Gradescope's containers get: Ubuntu's own Python is older than what the kit needs.
PYTHON = "3.12"
_OWN = "own"
_COURSE, _ASSIGNMENT = "course.toml", "handed-in"
# The date of every entry, so that equal content gives an equal file.
_DATE = (2024, 1, 1, 0, 0, 0)
_SETUP = """\
#!/usr/bin/env bash
# Runs once, when Gradescope builds the container.
set -euo pipefail
root="${{CONVLINGS_GRADESCOPE:-/autograder}}"
export DEBIAN_FRONTEND=noninteractive
apt-get update
if ! apt-cache show python{PYTHON}-venv > /dev/null 2>&1; then
    apt-get install -y --no-install-recommends software-properties-common
    add-apt-repository -y ppa:deadsnakes/ppa
    apt-get update
fi
apt-get install -y --no-install-recommends python{PYTHON} python{PYTHON}-venv
python{PYTHON} -m venv "$root/convlings"
"$root/convlings/bin/python" -m pip install --no-cache-dir --constraint "$root/source/kit/requirements.lock" \\
    "$root/source/kit{extras}"
"$root/convlings/bin/convlings" doctor || true
"""
_RUN = """\
#!/usr/bin/env bash
# Runs for each submission. Gradescope's own settings decide on points, due times and who sees what.
root="${{CONVLINGS_GRADESCOPE:-/autograder}}"
exec "$root/convlings/bin/convlings" gradescope run --root "$root" {arguments}
"""


def build_zip(path: Path, exercises: Sequence[Exercise], options: Sequence[str], records: Records) -> None:
    """Write the autograder of these exercises.

    Args:
        options: Further ones of `convlings gradescope run`.
        records: Weights and void checks of the course.
    """
    own = content.own_folders()
    folders = [f'--exercises "$root/source/{_OWN}/{index}"' for index in range(len(own))]
    if records.course:
        folders.append(f'--course "$root/source/{_COURSE}" --assignment {_ASSIGNMENT}')
    arguments = " ".join([*folders, *map(shlex.quote, [*options, *(each.name for each in exercises)])])
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "setup.sh", _SETUP.format(PYTHON=PYTHON, extras=_extras(exercises)).encode(), 0o755)
        _add(archive, "run_autograder", _RUN.format(arguments=arguments).encode(), 0o755)
        if records.course:
            _add(archive, _COURSE, _course(exercises, records).encode())
        for name, file in _kit():
            _add(archive, f"kit/{name}", file.read_bytes())
        for index, folder in enumerate(own):
            for name, file in _own_exercises(folder):
                _add(archive, f"{_OWN}/{index}/{name}", file.read_bytes())
    write_whole(path, found.getvalue())


def _extras(exercises: Sequence[Exercise]) -> str:
    """What pip installs beside the kit: the libraries that exercises are about."""
    libraries = sorted({each.backend for each in exercises if each.backend})
    return f"[{','.join(libraries)}]" if libraries else ""


def _course(exercises: Sequence[Exercise], records: Records) -> str:
    """The part of the course's file that decides on points; nobody's name is in it."""
    voids = records.course.voids if records.course else {}
    void = {
        f"{each.name}.{name.removeprefix(PREFIX)}": reason
        for each in exercises
        for name, reason in voids.get(each.name, {}).items()
    }
    names = [each.name for each in exercises]
    weights = {name: weight for name, weight in records.weights.items() if name in names}
    assignment = {"exercises": names, "weights": weights}
    return tomlkit.dumps({"assignments": {_ASSIGNMENT: assignment}, "void": void})


def _kit() -> Iterator[tuple[str, Path]]:
    """Name and place of every file of the kit, in the order of a clone, from which pip can install it."""
    root = content.clone_root() if content.is_clone() else content.PACKAGE / "content"
    for file in _files(content.PACKAGE):
        if file.relative_to(content.PACKAGE).parts[0] != "content":
            yield f"autograder/{file.relative_to(content.PACKAGE).as_posix()}", file
    for folder in ("exercises", "solutions", "data"):
        for file in _files(root / folder):
            yield f"{folder}/{file.relative_to(root / folder).as_posix()}", file
    for name in ("pyproject.toml", "README.md", "requirements.lock"):
        yield name, root / name


def _own_exercises(folder: Path) -> Iterator[tuple[str, Path]]:
    collection = content.at_folder(folder)
    for part in (collection.solutions, collection.stubs, collection.topics):
        for file in _files(part):
            yield f"{part.name}/{file.relative_to(part).as_posix()}", file


def _files(folder: Path) -> list[Path]:
    found = [path for path in folder.rglob("*") if path.is_file()]
    return sorted(
        path
        for path in found
        if not any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(folder).parts)
    )


def _add(archive: zipfile.ZipFile, name: str, data: bytes, mode: int = 0o644) -> None:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.external_attr = (0o100000 | mode) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, data)
