"""What a student names on the command line: an exercise of their own, or a file."""

import re
from pathlib import Path

import click

from autograder.cli.left_out import require_here
from autograder.course.exercise import Exercise, find_exercise, functions_by_exercise, whole_course
from autograder.grading.catalogue import CheckInfo, checks_of
from autograder.student.workplace import own_file, own_folder
from autograder.submissions import Work, exercises_of, guess_exercise, read_work

# `08.2`, `dropout.2`: a number behind the last point, which no suffix of a file is.
_ONE_CHECK = re.compile(r"^(?P<exercise>.+)\.(?P<place>\d{1,2})$")


def check_named(target: str) -> tuple[str, CheckInfo | None]:
    """What is named before the number of a check, and that check: `08` and its second for `08.2`; None for no number.

    Raises:
        click.UsageError: the exercise has no check of that number.
    """
    found = _ONE_CHECK.match(target)
    if found is None or Path(target).exists():
        return target, None
    checks = checks_of(find_exercise(found["exercise"]))
    place = int(found["place"])
    if not 1 <= place <= len(checks):
        raise click.UsageError(f"There is no check {target}. The last one is {checks[-1].id}.")
    return found["exercise"], checks[place - 1]


def work_named(target: str) -> Work:
    """The student's own file of the exercise with this number or name, or the file at this path.

    Raises:
        UnknownExercise, NoWorkplace, click.UsageError: there is no such exercise, folder or file.
    """
    path = Path(target)
    is_file = path.suffix in (".py", ".ipynb") or path.is_file()  # also 08_dropout.py.txt, as Windows likes to save it
    return work_at(path) if is_file else own_work(find_exercise(target))


def own_work(exercise: Exercise) -> Work:
    """The student's own file of this exercise."""
    folder = own_folder()
    own = own_file(folder, exercise)
    if own is None:
        require_here(exercise)
        other = folder / f"{exercise.name}.py.txt"
        rename = f" There is {other.name}: take the .txt off its name." if other.is_file() else ""
        raise click.UsageError(f"There is no {exercise.name}.py in {folder.resolve().name}.{rename}")
    return read_work(own, exercise.name)


def work_at(path: Path, exercise: Exercise | None = None) -> Work:
    """The file at this path; which exercise it is follows from its name, folder or code, unless it is given."""
    if not path.is_file():
        raise click.UsageError(f"There is no file {path}.")
    if exercise is not None:
        return read_work(path, exercise.name)
    return read_work(path, _exercise_of(path))


def _exercise_of(path: Path) -> str:
    """The exercise that a file is for: by its name, its folder, or what it defines."""
    names = [each.name for each in whole_course()]
    folders = [folder.name for folder in path.resolve().parents if folder.name in names]
    if named := guess_exercise(path, names, by_number=False) or next(iter(folders), None):
        return named
    named = guess_exercise(path, names)
    answered = exercises_of(path, functions_by_exercise())
    if named and (named in answered or not answered):
        return named
    match answered:
        case [one]:
            return one
        case []:
            raise click.UsageError(f"{path.name} is not named like an exercise. There are: {', '.join(names)}.")
    raise click.UsageError(
        f"{path.name} holds answers to several exercises: {', '.join(answered)}. Make a copy that is named like the "
        f"one to check, such as {answered[0]}{path.suffix}."
    )
