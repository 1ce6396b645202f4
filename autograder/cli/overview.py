"""Bare `convlings`: where am I, what is next."""

import re
from pathlib import Path

from autograder.cli.left_out import those_here
from autograder.cli.plain_errors import plain_errors
from autograder.course.exercise import Exercise, Function, load_course, whole_course
from autograder.reports.terminal import Printer, make_console
from autograder.student.farewell import farewell
from autograder.student.progress import Progress
from autograder.student.standing import standing
from autograder.student.workplace import own_file, own_folder


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
    for line in standing(progress, course):
        printer.line(line)
    those_here(whole_course(), printer)


def _show_next(printer: Printer, folder: Path, progress: Progress, course: list[Exercise]) -> None:
    unfinished = (exercise for exercise in course if not progress.of(exercise).passed)
    following = next(((exercise, each) for exercise in unfinished if (each := progress.next_function(exercise))), None)
    printer.line()
    if following is None:
        first, *others = farewell(progress, course)
        printer.line(first, "bold green")
        for line in others:
            printer.line(line)
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
