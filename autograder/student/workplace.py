"""A student's own files: where they are, and one of them as a module."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from autograder.course.exercise import Exercise, find_exercise, whole_course
from autograder.submissions import same_code


class NoWorkplace(LookupError):
    """The exercises, or one of them, are not where they were looked for."""


def own_folder(start: Path | None = None) -> Path:
    """The folder with the student's exercises: `exercises` in `start`, or `start` itself (default: here), or the one
    above it from the folder of the notebooks.

    Raises:
        NoWorkplace: neither holds any.
    """
    here = start or Path()
    above = [here.resolve().parent] if here.resolve().name == "notebooks" else []
    for folder in (here / "exercises", here, *above):
        if any(own_file(folder, exercise) for exercise in whole_course()):
            return folder
    raise NoWorkplace(
        "There are no exercises in this folder. `convlings init` makes a folder with them; "
        "if you have one, go there, or name a file."
    )


def own_file(folder: Path, exercise: Exercise) -> Path | None:
    """The student's file of this exercise; None if there is none.

    The .py goes before the notebook, unless nothing was written into the .py and something into the notebook.
    """
    places = (folder / f"{exercise.name}.py", folder / "notebooks" / f"{exercise.name}.ipynb")
    found = [path for path in places if path.is_file()]
    edited = [path for path in found if len(found) == 1 or not _is_untouched(path, exercise)]
    return next(iter(edited or found), None)


def handed_out(path: Path, exercise: Exercise) -> str:
    """The text of this file, a .py or a notebook, as it was handed out."""
    if path.suffix == ".py":
        return exercise.stub
    return exercise.notebook_file.read_text(encoding="utf-8")


def _is_untouched(path: Path, exercise: Exercise) -> bool:
    try:
        return same_code(path.read_bytes(), path.suffix[1:], exercise.stub.encode())
    except OSError:
        return False


def load_own(word: str, folder: str | Path | None = None) -> ModuleType:
    """Run the student's file of an exercise and give it as a module.

    The file is run again in each call, so that what you have just saved counts.

    Args:
        word: `08`, `8`, `dropout` or `08_dropout`.
        folder: Where your exercises are; by default the folder `exercises` here, or this folder.

    Raises:
        NoWorkplace: there is no such file.
        UnknownExercise: there is no such exercise.
    """
    found = find_exercise(word)
    path = (Path(folder) if folder else own_folder()) / f"{found.name}.py"
    if not path.is_file():
        raise NoWorkplace(f"There is no {path.name} in {path.parent}.")
    name = f"exercise_{found.name}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
