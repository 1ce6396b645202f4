"""The notebook's commands: `%check 08`, `%check 08:dropout`, `%hint`, `%look`, `%solution`, `%progress`.

None has the name of one of IPython's own: `%reset`, for example, wipes all variables there.
"""

import ast
import contextlib
import os
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring
from IPython.display import display

from autograder.course.exercise import (
    Exercise,
    Function,
    UnknownExercise,
    UnknownFunction,
    find_exercise,
    load_course,
)
from autograder.engine.backends import AUTO, BACKENDS, TENSORFLOW, VARIABLE, Backend, BackendMissing
from autograder.engine.errors import GraderFault
from autograder.grading.key import RunKey
from autograder.grading.part import Part
from autograder.grading.result import ExerciseResult
from autograder.grading.task import Task
from autograder.notebook.checking import Checked, check, work_of
from autograder.notebook.companion import Companion, Nothing
from autograder.notebook.graded import UNDECIDED, check_for_points, is_grading, points_of_cell
from autograder.statements.tree import parse
from autograder.student.hints import all_passed, next_hint
from autograder.student.progress import Progress
from autograder.student.standing import standing
from autograder.student.workplace import NoWorkplace, own_folder
from autograder.submissions import Cell

_WIDTH = 88
# Cells may change the folder later.
_START = Path.cwd()
# One for the kernel, also when the extension is loaded again.
_companion = Companion()


def register(shell: InteractiveShell) -> None:
    """Give a shell the commands. Sandboxes get ready meanwhile."""
    shell.register_magics(ConvlingsMagics)
    # What is missing is said where it is needed.
    with contextlib.suppress(BackendMissing):
        _companion.start(Part(backend=_backend()))


@magics_class
class ConvlingsMagics(Magics):
    """Checks what the notebook's cells have defined, in the sandbox that the command line uses."""

    @magic_arguments()
    @argument("exercise", help="08, dropout, or 08:dropout for one function.")
    @argument("--tier", choices=["cpu", "gpu"], default="cpu", help="Where accuracy checks train; gpu: large images.")
    @argument("--backend", choices=[*BACKENDS, AUTO], default=None, help="What Keras runs on; auto: PyTorch first.")
    @argument("--points", type=float, metavar="N", help="For nbgrader: give the points of a cell that is worth N.")
    @line_magic("check")
    def check(self, line: str) -> float | None:
        """Check an exercise as `convlings check` does. Your latest definitions count; no training runs again."""
        options = parse_argstring(self.check, line)
        with _plain_errors():
            exercise, function = _target(options.exercise)
            if options.points is not None and function:
                return self._graded(exercise, function.name, options.points)
            functions = [function.name] if function else []
            backend = options.backend or _backend()
            checked = check(exercise, functions, self._history(), _folders(), _companion, print, options.tier, backend)
            _record(exercise, checked.result)
            _show(checked)
            return None

    @magic_arguments()
    @argument("exercise", help="08, dropout, or 08:dropout for one function.")
    @line_magic("hint")
    def hint(self, line: str) -> None:
        """The next of three hints, for the function or for the first that has not passed."""
        with _plain_errors():
            exercise, function = _target(parse_argstring(self.hint, line).exercise)
            hint = next_hint(Progress(_progress_folder()), exercise, function)
            if hint is None:
                print(all_passed(exercise))
                return
            heading = f"{exercise.number} {hint.function}, hint {hint.number} of {hint.count}"
            other = f"For another function: `%hint {exercise.number}:{hint.other}`" if hint.other else ""
            _show_text(f"**{heading}**", hint.text, other)

    @magic_arguments()
    @argument("exercise", help="08 or dropout.")
    @line_magic("look")
    def look(self, line: str) -> None:
        """A picture of what your own code does. Nothing is judged; what is not written yet is left out."""
        with _plain_errors():
            exercise, _ = _target(parse_argstring(self.look, line).exercise)
            work, _ = work_of(exercise, self._history(), *_folders())
            try:
                drawn = _companion.draw(Task(work, RunKey.new(), part=Part(backend=_backend())))
            except Nothing as nothing:
                print(nothing)
                return
            shown = {"image/png": drawn.png, "text/plain": drawn.alt}
            display(shown, metadata={"image/png": {"alt": drawn.alt}}, raw=True)
            for sentence in drawn.missing:
                print(f"Not drawn: {sentence}")

    @magic_arguments()
    @argument("exercise", help="08, dropout, or 08:dropout for one function.")
    @argument("--peek", action="store_true", help="Show it before the exercise has passed.")
    @line_magic("solution")
    def solution(self, line: str) -> None:
        """The solution of an exercise or of one function, for comparison, once it has passed."""
        with _plain_errors():
            options = parse_argstring(self.solution, line)
            exercise, function = _target(options.exercise)
            progress = Progress(_progress_folder())
            own = progress.of(exercise)
            if not (own.functions.get(function.name, own.passed) if function else own.passed):
                if not options.peek:
                    what = function.name if function else exercise.name
                    print(
                        f"{what} has not passed yet. A hint may be all you need: %hint {options.exercise}\n"
                        f"To see the solution all the same: %solution {options.exercise} --peek"
                    )
                    return
                own.peeked = True
                with contextlib.suppress(OSError):
                    progress.save()
            _show_text(f"```python\n{_solution(exercise, function)}\n```")

    @line_magic("progress")
    def progress(self, line: str) -> None:
        """Where you are in the course."""
        print("\n".join(standing(Progress(_progress_folder()), load_course())))

    def _graded(self, exercise: Exercise, function: str, worth: float) -> float:
        """Show how a graded cell's function did, and give the points, which become the cell's value."""
        try:
            checked = check_for_points(exercise, function, self._history(), _START, _companion)
        except GraderFault:
            if is_grading():
                return UNDECIDED
            raise
        _show(checked)
        if is_grading() and checked.result.runtime.get("starved"):
            # The machine was too busy for the little time there is; there is no second try here.
            return UNDECIDED
        return points_of_cell(exercise, function, checked.result, worth)

    def _history(self) -> list[Cell]:
        """The cells that ran in this kernel, oldest first."""
        assert self.shell is not None
        cells = self.shell.history_manager.input_hist_raw
        return [Cell(source, number) for number, source in enumerate(cells) if number]


def _folders() -> tuple[Path, Path]:
    """Where the kernel is now, and where it was started."""
    return Path.cwd(), _START


def _backend() -> Backend:
    """The backend that `CONVLINGS_BACKEND` names, as on the command line."""
    named = os.environ.get(VARIABLE, "")
    return cast(Backend, named) if named in (*BACKENDS, AUTO) else TENSORFLOW


def _target(text: str) -> tuple[Exercise, Function | None]:
    name, _, function = text.partition(":")
    exercise = find_exercise(name)
    return exercise, exercise.function(function) if function else None


def _show(checked: Checked) -> None:
    bundle: dict[str, Any] = {"text/html": checked.html, "text/plain": checked.text}
    display(bundle, raw=True)


def _solution(exercise: Exercise, function: Function | None) -> str:
    """The code of the solution, without the lesson; of one function, that one."""
    source = exercise.source_without_hints
    wanted = [function.name] if function else [each.name for each in exercise.functions]
    nodes = [node for node in parse(source).body if getattr(node, "name", "") in wanted]
    found = "\n\n\n".join(ast.get_source_segment(source, node) or "" for node in nodes)
    return "\n".join(line for line in found.splitlines() if not line.strip().startswith("### "))


def _show_text(*paragraphs: str) -> None:
    """Markdown where it is shown, and text that breaks between words where it is not."""
    kept = [text for text in paragraphs if text]
    plain = [text if text.startswith("```") else textwrap.fill(text, _WIDTH, break_long_words=False) for text in kept]
    text = "\n".join(plain).replace("**", "").replace("```python\n", "").replace("\n```", "")
    display({"text/markdown": "\n\n".join(kept), "text/plain": text}, raw=True)


def _record(exercise: Exercise, result: ExerciseResult) -> None:
    with contextlib.suppress(OSError):
        Progress(_progress_folder()).record(exercise, result)


def _progress_folder() -> Path:
    """Where the student's progress is kept: beside their exercises, or here where there are none."""
    for start in (Path(), Path("..")):
        with contextlib.suppress(NoWorkplace):
            return own_folder(start)
    return Path()


@contextlib.contextmanager
def _plain_errors() -> Iterator[None]:
    """Wrong use is a line, not a traceback."""
    try:
        yield
    except (UnknownExercise, UnknownFunction) as error:
        raise UsageError(str(error.args[0])) from None
    except BackendMissing as missing:
        raise UsageError(str(missing)) from None
    except GraderFault as fault:
        raise UsageError(f"grader fault: {fault}") from None
