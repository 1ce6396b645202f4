"""`convlings watch`: check on every save."""

import time
from pathlib import Path

import click

from autograder.cli.hint import show_hint
from autograder.cli.left_out import require_here
from autograder.cli.opening import open_file
from autograder.cli.options import backend_option
from autograder.cli.overview import show_course
from autograder.cli.plain_errors import plain_errors
from autograder.cli.reset import reset_file
from autograder.cli.watch_screen import Screen
from autograder.course.exercise import Exercise, Function, find_exercise, load_course
from autograder.engine.backends import TENSORFLOW, Backend
from autograder.engine.fleet import Fleet, Source
from autograder.engine.provider import Setup
from autograder.grading.catalogue import checks_of
from autograder.grading.key import RunKey
from autograder.grading.part import Part
from autograder.grading.result import ExerciseResult
from autograder.grading.task import Task
from autograder.reports.board import Board
from autograder.reports.terminal import Printer, details_of, make_console, training_text
from autograder.student.background import Background, Listener, Starter
from autograder.student.comparison import standing_raises
from autograder.student.edits import changed_functions
from autograder.student.events import Checked, Events, Found, Key, Saved, Trains
from autograder.student.progress import Progress
from autograder.student.workplace import own_folder
from autograder.submissions import Work, read_work

# A file that is gone may be about to be renamed into place.
_RENAME_SECONDS = 0.3
# A check that takes longer until something comes of it is announced.
_PATIENCE = 1.0
_END_SECONDS = 3.0


@click.command("watch")
@click.argument("exercise", required=False)
@click.option("--plain", is_flag=True, help="Text alone: no colour, nothing redrawn.")
@click.option("--poll", is_flag=True, help="Look for changes now and then, where saving is not noticed.")
@backend_option()
def command(exercise: str | None, plain: bool, poll: bool, backend: Backend) -> None:
    """Check an exercise each time you save it; when it passes, the next one follows."""
    first = None
    with plain_errors():
        first = require_here(find_exercise(exercise)) if exercise else None
    with plain_errors(), Fleet(Setup(backend=backend)) as sandboxes:
        folder = own_folder()
        events = Events(folder, poll)
        try:
            Watch(folder, sandboxes, events, plain, backend).run(first)
        finally:
            events.close()


class Watch:
    """The loop: events in, verdicts out.

    While a check runs, q ends the program, f turns to another failure, and r or another save starts the check again;
    other keys wait for it.
    """

    def __init__(self, folder: Path, sandboxes: Source, events: Events, plain: bool, backend: Backend = TENSORFLOW):
        self.folder = folder
        self.sandboxes = sandboxes
        self.starter = Starter(lambda backend: sandboxes.of(backend).start_child())
        self.backend: Backend = backend
        self.events = events
        self.printer = Printer(make_console(plain))
        # Into a file or a pipe nothing can be redrawn.
        self.plain = plain or not self.printer.console.is_terminal or self.printer.console.is_dumb_terminal
        self.progress = Progress(folder)
        self.course = load_course()
        self.screen = Screen(self.printer, self.plain, self.course)
        self.exercise = self.course[0]
        self.shown = self.exercise
        self.board = _empty_board(self.shown)
        self.sources: dict[str, bytes] = {}
        self.work: Work | None = None
        self.running: Background | None = None
        self.runs = 0
        self.started = self.seconds = 0.0
        self.told = False
        self.status = ""
        self.waiting: list[str] = []

    def run(self, first: Exercise | None) -> None:
        """Until q, or the end of the keyboard."""
        self.exercise = first or self.unfinished() or self.course[0]
        try:
            self.check()
            self.show_start()
            while self.react():
                pass
        except KeyboardInterrupt:
            pass
        finally:
            running = self.running
            self.call_off()
            if running is not None:
                running.join(_END_SECONDS)
            self.starter.close()

    def react(self) -> bool:
        """Wait for the next event and do what it asks for; False if that is to end."""
        quiet = self.running is None or self.told
        match self.events.next(None if quiet else _PATIENCE):
            case None:
                self.tell(f"Checking {self.exercise.number} ...   r again   q quit")
            case Found(run, check) if run == self.runs:
                self.board.add(check)
                self.told = True
                if self.plain:
                    self.screen.came(self.board, check)
                else:
                    self.draw()
            case Trains(run, seconds) if run == self.runs:
                self.tell(f"{self.exercise.number}: {training_text(seconds)}")
            case Checked(run, result) if run == self.runs:
                self.running = None
                self.show(result)
                self.press_waiting()
            case Key(letter="q"):
                return False
            case Key() as key:
                if self.running is None or key.letter in ("r", "f"):
                    self.press(key.letter)
                else:
                    self.waiting.append(key.letter)
            case Saved() as saved:
                self.saved(saved.names)
        return True

    def saved(self, names: frozenset[str]) -> None:
        """Check the exercise that was saved; it becomes the current one. What has not changed is not checked again."""
        for exercise in self.course:
            path = self.path(exercise)
            if path.name in names and self.changed(path):
                self.exercise = exercise
                self.check()
                return

    def press_waiting(self) -> None:
        """Do what was asked for during the check."""
        letters, self.waiting = self.waiting, []
        for letter in letters:
            self.press(letter)

    def press(self, letter: str) -> None:
        """Do what a key stands for."""
        match letter:
            case "f":
                self.turn_to_next_failure()
            case "n":
                # After a pass the next one has followed already.
                if self.exercise is self.shown:
                    self.exercise = self.following()
                self.check()
                self.show_start()
            case "h":
                show_hint(self.printer, self.progress, self.exercise, self.in_focus())
            case "p":
                self.draw_picture()
            case "l":
                show_course(self.printer, self.progress, self.course)
            case "r":
                self.check()
            case "o":
                if not open_file(self.path(self.exercise)):
                    self.printer.line(f"Nothing here opens {self.path(self.exercise)}: open it in your editor.")
            case "x":
                self.printer.line(f"Reset {self.path(self.exercise).name}? y or n")
                if self.events.next_key() == "y":
                    reset_file(self.path(self.exercise), self.exercise)
                    self.progress = Progress(self.folder)
            case _ if letter.isalnum():
                self.screen.keys()

    def check(self) -> None:
        """Begin to check the current exercise; what was running is called off."""
        before = self.running
        self.call_off()
        self.shown = self.exercise
        self.board = _empty_board(self.exercise)
        path = self.path(self.exercise)
        if not _appears(path):
            self.printer.line(f"{path.name} is not there. Waiting for it to be saved; x brings the empty one back.")
            return
        part = Part(first=self.first_to_check(path), backend=self.backend)
        self.started = time.perf_counter()
        self.told, self.status = False, ""
        self.work = read_work(path, self.exercise.name)
        task = Task(self.work, RunKey.new(), part=part)
        self.running = Background(task, self.starter, self.listener(self.runs), after=before)

    def first_to_check(self, path: Path) -> tuple[str, ...]:
        """The functions that the edit since the last check concerns; without one, the function that comes next."""
        before, now = self.sources.get(path.name), _content(path)
        self.sources[path.name] = now
        names = [function.name for function in self.exercise.functions]
        changed = () if before is None else changed_functions(_text(before), _text(now), names)
        following = self.progress.next_function(self.exercise)
        return changed or ((following.name,) if following else ())

    def listener(self, run: int) -> Listener:
        """Everything that this run tells becomes an event."""
        return Listener(
            told=lambda check: self.events.put(Found(run, check)),
            announce=lambda _, seconds: self.events.put(Trains(run, seconds)),
            done=lambda result: self.events.put(Checked(run, result)),
        )

    def call_off(self) -> None:
        """End what is running, and forget the keys that wait for it."""
        if self.running is not None:
            self.running.call_off()
        # What it has told already is of no interest any more.
        self.runs += 1
        self.running, self.waiting = None, []

    def show_start(self) -> None:
        """What the current exercise is about, while its first check runs."""
        if self.running is None:
            return
        if not self.plain:
            self.status = "Starting ..."
            self.draw()
            return
        self.printer.line(f"{self.exercise.number} {self.exercise.title}", "bold")
        self.screen.introduce(self.progress, self.exercise, self.path(self.exercise))
        self.printer.line("Starting ...")

    def tell(self, status: str) -> None:
        """How far the check is."""
        self.told, self.status = True, status
        if self.plain:
            self.printer.line(status)
        else:
            self.draw()

    def show(self, result: ExerciseResult) -> None:
        """The verdict, and what is next."""
        self.seconds = time.perf_counter() - self.started
        if self.work is not None:
            result.notes += standing_raises(self.work, self.exercise)
        self.board.finish(result)
        self.progress.record(self.exercise, result)
        if result.passed and self.unfinished() is not None:
            self.exercise = self.following()
        if not self.plain:
            self.draw()
            return
        self.screen.ended(self.board, self.progress)
        self.foot()

    def draw(self) -> None:
        """Draw the screen again."""
        self.screen.draw(self.board, self.progress, self.foot)

    def foot(self) -> None:
        """What stands below the results: what has been done, what is next, the keys."""
        screen, path = self.screen, self.path(self.exercise)
        self.printer.line()
        if self.board.result is None:
            self.printer.line(self.status, "dim")
        else:
            screen.took(self.seconds)
        if self.board.result is not None and self.board.result.passed:
            self.celebrate()
        elif not self.progress.of(self.exercise).attempted:
            screen.introduce(self.progress, self.exercise, path)
        elif self.board.focus is None:
            screen.task(self.progress, self.exercise, path)
        else:
            screen.place(path, self.in_focus())
        screen.keys()

    def celebrate(self) -> None:
        """A short word, what one might look at, and the next exercise."""
        number = self.shown.number
        self.printer.line(f"{self.shown.title}: done. For comparison: convlings solution {number}", "bold green")
        # Late, here and below: matplotlib takes longer to import than a check takes.
        from autograder.pictures import has_picture

        if has_picture(self.shown):
            self.printer.line(f"What you made: p, or convlings look {number}")
        if self.unfinished() is None:
            self.printer.line("That was the last one. All of it has passed.", "bold")
            return
        self.printer.line(f"Next: {self.exercise.number} {self.exercise.title}", "bold")
        self.screen.introduce(self.progress, self.exercise, self.path(self.exercise))

    def turn_to_next_failure(self) -> None:
        """Explain another failure of the exercise that is shown."""
        if not self.board.next_failure():
            self.printer.line("There is no other failure." if self.board.focus else "There is no failure.")
        elif self.plain:
            assert self.board.focus is not None
            self.printer.check(self.board.focus, details_of(self.board.focus), named=True)
        else:
            self.draw()

    def in_focus(self) -> Function | None:
        """The function whose failure is explained, in the exercise that is shown; None elsewhere and without one."""
        focus = self.board.focus
        names = [function.name for function in self.exercise.functions] if self.exercise is self.shown else []
        return self.exercise.function(focus.function) if focus is not None and focus.function in names else None

    def draw_picture(self) -> None:
        """Draw what the exercise that was checked last does, also after the next one has followed."""
        from autograder.cli.look import show_picture

        show_picture(
            self.printer,
            read_work(self.path(self.shown), self.shown.name),
            self.sandboxes,
            backend=self.backend,
            opens=True,
        )

    def following(self) -> Exercise:
        """The next exercise that has not passed, in teaching order, from the current one round."""
        at = self.course.index(self.exercise)
        following = [*self.course[at + 1 :], *self.course[: at + 1]]
        return next((each for each in following if not self.progress.of(each).passed), following[0])

    def unfinished(self) -> Exercise | None:
        return next((exercise for exercise in self.course if not self.progress.of(exercise).passed), None)

    def path(self, exercise: Exercise) -> Path:
        return self.folder / f"{exercise.name}.py"

    def changed(self, path: Path) -> bool:
        """Whether the file's content is another than at its last check; a file that is gone is a change."""
        return not _appears(path) or _content(path) != self.sources.get(path.name)


def _empty_board(exercise: Exercise) -> Board:
    return Board(f"{exercise.number} {exercise.title}", len(checks_of(exercise)))


def _appears(path: Path) -> bool:
    deadline = time.monotonic() + _RENAME_SECONDS
    while not path.is_file():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")
