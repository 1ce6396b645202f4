"""`convlings watch`: check on every save."""

import hashlib
import time
from pathlib import Path

import click
from rich.text import Text

from autograder.cli.errors import plain_errors
from autograder.cli.hint import show_hint
from autograder.cli.overview import line_of, show_course
from autograder.cli.reset import reset_file
from autograder.course.exercise import Exercise, find_exercise, load_course
from autograder.engine.provider import Sandboxes
from autograder.grading.key import RunKey
from autograder.grading.result import ExerciseResult
from autograder.grading.task import Task
from autograder.reports.terminal import Printer, make_console
from autograder.student.background import Background
from autograder.student.events import Checked, Events, Key, Saved
from autograder.student.progress import Progress
from autograder.student.workplace import own_folder
from autograder.submissions import read_work

_KEYS = "n next   h hint   p picture   l list   r run again   o open   x reset   q quit"
# A file that is gone may be about to be renamed into place.
_RENAME_SECONDS = 0.3
# A check that takes longer is announced.
_PATIENCE = 1.0
_END_SECONDS = 3.0


@click.command("watch")
@click.argument("exercise", required=False)
@click.option("--plain", is_flag=True, help="Text alone: no colour, nothing redrawn.")
@click.option("--poll", is_flag=True, help="Look for changes now and then, where saving is not noticed.")
def command(exercise: str | None, plain: bool, poll: bool) -> None:
    """Check an exercise each time you save it; when it passes, the next one follows."""
    with plain_errors(), Sandboxes() as sandboxes:
        folder = own_folder()
        first = find_exercise(exercise) if exercise else None
        events = Events(folder, poll)
        try:
            Watch(folder, sandboxes, events, plain).run(first)
        finally:
            events.close()


class Watch:
    """The loop: events in, verdicts out.

    While a check runs, q ends the program, and r or another save starts the check anew; other keys wait for it.
    """

    def __init__(self, folder: Path, sandboxes: Sandboxes, events: Events, plain: bool):
        self.folder = folder
        self.sandboxes = sandboxes
        self.events = events
        self.plain = plain
        self.printer = Printer(make_console(plain))
        self.progress = Progress(folder)
        self.course = load_course()
        self.exercise = self.course[0]
        self.shown = self.exercise
        self.seen: dict[str, str] = {}
        self.running: Background | None = None
        self.started = 0.0
        self.told = False
        self.waiting: list[str] = []

    def run(self, first: Exercise | None) -> None:
        """Until q, or the end of the keyboard."""
        self.exercise = first or self.unfinished() or self.course[0]
        self.printer.line("Starting ...", "dim")
        try:
            self.check()
            while self.react():
                pass
        except KeyboardInterrupt:
            pass
        finally:
            running = self.running
            self.call_off()
            if running is not None:
                running.join(_END_SECONDS)

    def react(self) -> bool:
        """Wait for the next event and do what it asks for; False if that is to end."""
        quiet = self.running is None or self.told
        match self.events.next(None if quiet else _PATIENCE):
            case None:
                self.printer.line(f"Checking {self.exercise.number} ...   r again   q quit", "dim")
                self.told = True
            case Checked() as checked:
                if self.running is not None and self.running.result is checked.result:
                    self.running = None
                    self.show(checked.result)
                    self.press_waiting()
            case Key(letter="q"):
                return False
            case Key() as key:
                if self.running is None or key.letter == "r":
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
            case "n":
                # After a pass the next one has followed already.
                if self.exercise is self.shown:
                    self.move_on()
                self.check()
            case "h":
                show_hint(self.printer, self.progress, self.exercise)
            case "p":
                self.draw()
            case "l":
                show_course(self.printer, self.progress, self.course)
            case "r":
                self.check()
            case "o":
                path = str(self.path(self.exercise))
                if click.launch(path) != 0:
                    self.printer.line(f"Nothing here opens {path}: open it in your editor.")
            case "x":
                self.printer.line(f"Reset {self.path(self.exercise).name}? y or n")
                if self.events.next_key() == "y":
                    reset_file(self.path(self.exercise), self.exercise)
                    self.progress = Progress(self.folder)
            case _ if letter.isalnum():
                self.printer.line(_KEYS, "dim")

    def check(self) -> None:
        """Begin to check the current exercise; what was running is called off."""
        before = self.running
        self.call_off()
        self.shown = self.exercise
        path = self.path(self.exercise)
        if not _appears(path):
            self.printer.line(f"{path.name} is not there. Waiting for it to be saved; x brings the empty one back.")
            return
        self.seen[path.name] = _digest(path)
        self.started = time.perf_counter()
        self.told = False
        task = Task(read_work(path, self.exercise.name), RunKey.new())
        self.running = Background(
            task,
            self.sandboxes.start_child,
            announce=self.printer.training_follows,
            done=lambda result: self.events.put(Checked(result)),
            after=before,
        )

    def call_off(self) -> None:
        """End what is running, and forget the keys that wait for it."""
        if self.running is not None:
            self.running.call_off()
        self.running, self.waiting = None, []

    def show(self, result: ExerciseResult) -> None:
        """The verdict, and what is next."""
        self.progress.record(self.exercise, result)
        if not self.plain:
            self.printer.console.clear()
        self.printer.exercise(result, one_message=not self.plain)
        self.printer.line()
        self.printer.line(f"{time.strftime('%H:%M:%S')}, {time.perf_counter() - self.started:.1f} s", "dim")
        if result.passed:
            self.celebrate()
        else:
            self.show_path()
        self.printer.line(_KEYS, "dim")

    def celebrate(self) -> None:
        """A short word, what one might look at, and the next exercise."""
        number = self.exercise.number
        self.printer.line(f"{self.exercise.title}: done. For comparison: convlings solution {number}", "bold green")
        # Late, here and below: matplotlib takes longer to import than a check takes.
        from autograder.pictures import has_picture

        if has_picture(self.exercise):
            self.printer.line(f"What you made: p, or convlings look {number}")
        if self.unfinished() is None:
            self.printer.line("That was the last one. All of it has passed.", "bold")
            return
        self.move_on()

    def draw(self) -> None:
        """Draw what the exercise that was checked last does, also after the next one has followed."""
        from autograder.cli.look import show_picture

        show_picture(self.printer, read_work(self.path(self.shown), self.shown.name), self.sandboxes, opens=True)

    def move_on(self) -> None:
        """To the next exercise that has not passed, in teaching order, from the current one round."""
        at = self.course.index(self.exercise)
        following = [*self.course[at + 1 :], *self.course[: at + 1]]
        self.exercise = next((each for each in following if not self.progress.of(each).passed), following[0])
        self.printer.line(f"Next: {self.exercise.number} {self.exercise.title}", "bold")
        self.show_path()

    def show_path(self) -> None:
        """Where to write next, as a link where the terminal has those."""
        path = self.path(self.exercise)
        function = self.progress.next_function(self.exercise)
        place = f"{path}:{line_of(path, function)}" if function else str(path)
        self.printer.console.print(Text(place, style="" if self.plain else f"link {path.resolve().as_uri()}"))

    def unfinished(self) -> Exercise | None:
        return next((exercise for exercise in self.course if not self.progress.of(exercise).passed), None)

    def path(self, exercise: Exercise) -> Path:
        return self.folder / f"{exercise.name}.py"

    def changed(self, path: Path) -> bool:
        """Whether the file's content is another than at its last check; a file that is gone is a change."""
        return not _appears(path) or _digest(path) != self.seen.get(path.name)


def _appears(path: Path) -> bool:
    deadline = time.monotonic() + _RENAME_SECONDS
    while not path.is_file():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
