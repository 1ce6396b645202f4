"""Bare `convlings`: where am I, what is next."""

import re
from pathlib import Path

from autograder.cli.errors import plain_errors
from autograder.course.exercise import Exercise, Function, load_course
from autograder.reports.lines import points_of
from autograder.reports.terminal import Printer, make_console
from autograder.student.progress import Progress
from autograder.student.workplace import own_file, own_folder

_BAR = 40


def show_overview(plain: bool = False) -> None:
    """Progress by exercise and function, a bar over the course, and the next thing to do."""
    printer = Printer(make_console(plain))
    with plain_errors():
        folder = own_folder()
        progress = Progress(folder)
        course = load_course()
        show_course(printer, progress, course)
        _show_next(printer, folder, progress, course)


def show_course(printer: Printer, progress: Progress, course: list[Exercise]) -> None:
    """A line for each exercise, and a bar over all their functions."""
    rows = [(_name(exercise), *_state(exercise, progress)) for exercise in course]
    name, functions, points = (max(len(row[column]) for row in rows) for column in range(3))
    for row in rows:
        printer.line(f"{row[0]:<{name}}  {row[1]:<{functions}}  {row[2]:>{points}}  {row[3]}".rstrip())
    printer.line()
    printer.line(bar(progress, course))


def bar(progress: Progress, course: list[Exercise]) -> str:
    """How much of the whole course has passed, as a bar and in numbers."""
    done, total = progress.count(course)
    # Full when all is done, and not before.
    filled = _BAR * done // total if total else 0
    return f"[{'#' * filled}{'.' * (_BAR - filled)}]  {done} of {total} functions"


def _name(exercise: Exercise) -> str:
    return f"{exercise.number} {exercise.title}"


def _state(exercise: Exercise, progress: Progress) -> tuple[str, str, str]:
    """Functions, points, and what else there is to say."""
    own = progress.of(exercise)
    if not own.checked:
        return "not checked yet", "", ""
    done, total = progress.count([exercise])
    remarks = ["with the bonus"] if own.bonus and all(own.bonus.values()) else []
    remarks += ["solution seen"] if own.peeked else []
    return f"{done} of {total} functions", f"{points_of(own.earned, own.points)} points", ", ".join(remarks)


def _show_next(printer: Printer, folder: Path, progress: Progress, course: list[Exercise]) -> None:
    unfinished = (exercise for exercise in course if not progress.of(exercise).passed)
    following = next(((exercise, each) for exercise in unfinished if (each := progress.next_function(exercise))), None)
    printer.line()
    if following is None:
        printer.line("All of it has passed.", "bold")
        return
    exercise, function = following
    path = own_file(folder, exercise) or folder / f"{exercise.name}.py"
    place = f"{path}:{line_of(path, function)}" if path.suffix == ".py" else str(path)
    printer.line(f"Next: {function.name} of {exercise.number} {exercise.title}", "bold")
    printer.link(f"  {place}", path)
    printer.line(f"  convlings check {exercise.number}    then, if you are stuck:    convlings hint {exercise.number}")
    printer.line("  convlings watch       checks it each time you save")


def line_of(path: Path, function: Function) -> int:
    """The line on which the student's file defines the function; 1 where it does not."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return 1
    definition = re.compile(rf"\s*(def|class)\s+{re.escape(function.name)}\b")
    return next((number for number, line in enumerate(lines, start=1) if definition.match(line)), 1)
