"""What callbacks and functions leave in their folders: files listed by the grader, opened in the sandbox, and what they
hold in words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from autograder.checking import Handle, StudentError, expect_dict, expect_handle, fail

from .courses import METRICS, NEAR, START, Training

MOST_FILES = 12


@dataclass(frozen=True)
class Saved:
    """A file that was left in a folder, and the model in it.

    Attributes:
        state: Log-odds of the model in it; None if it could not be opened.
        compiled: Whether the model can train on.
        problem: What came of opening it, if it could not be opened.
    """

    name: str
    state: float | None = None
    compiled: bool = False
    problem: str = ""


class Asker:
    """Puts a student's callbacks through trainings, a new one each time, in a new folder, and opens what they saved."""

    def __init__(self, student: Any, probes: Any, sandbox: Any, files: Any):
        self.student = student
        self.probes = probes
        self.sandbox = sandbox
        self.files = files
        self.callback: Handle | None = None
        self.folder = ""
        self.beside: set[str] = set()

    def make(self, function: str, **arguments: Any) -> Handle:
        """The callback of `keep_best` or `keep_every` for an empty folder."""
        self.callback = None
        self.new_folder()
        made = getattr(self.student, function)(self.folder, **arguments)
        self.callback = expect_handle(made, "keras.callbacks.Callback", "a callback, such as ModelCheckpoint")
        return self.callback

    def new_folder(self) -> str:
        """The path of an empty folder, in which files are looked for from now on."""
        self.folder, self.beside = self.files.folder(), self._beside()
        return self.folder

    def fit(self, training: Training) -> None:
        """A real training with the callback made last."""
        self.probes.own.train(
            self.callback, training.learning_rates, training.validation.pair, training.epochs, training.steps
        )

    def rehearse(self, training: Training) -> None:
        """The same by hand, which is quick."""
        self.probes.own.rehearse(self.callback, training.states, training.logs())

    def saved(self, weights: bool = False) -> list[Saved]:
        """What is in the folder now, opened as whole models or as weights."""
        sizes = {name: size for name, size in self.files.listing(self.folder).items() if not name.endswith("/")}
        return [self._opened(name, size, weights) for name, size in [*sizes.items()][:MOST_FILES]]

    def _opened(self, name: str, size: int, weights: bool) -> Saved:
        if size < 0:
            return Saved(name, problem="it is a link, not a file")
        reading = self.probes.own
        read = reading.read_weights if weights else reading.read_model
        try:
            found = expect_dict(read(f"{self.folder}/{name}"), keys=("log_odds", "compiled"))
        except StudentError as error:
            return Saved(name, problem=told(replace(error, line=0)))
        state = found["log_odds"]
        return Saved(name, state if isinstance(state, float) else None, found["compiled"] is True)

    def why_nothing(self) -> list[str]:
        """Every known slip for which a callback leaves its folder empty."""
        return self.misplaced() or [
            f"a misspelt name: Keras never called {name}; the method is on_epoch_end"
            for name, is_known in self.hooks().items()
            if is_known is not True
        ]

    def misplaced(self) -> list[str]:
        """The slip that has put a file beside the folder."""
        new = sorted(self._beside() - self.beside)
        if not new:
            return []
        if new[0].startswith(self.folder):
            return [f"a slash missing between folder and name: there is a file {new[0]} beside the folder"]
        return [f"folder not used: there is a file {new[0]} in the working folder"]

    def hooks(self) -> dict[str, Any]:
        """The methods beginning with on_ that the student wrote, and whether Keras ever calls each."""
        return expect_dict(self.probes.callbacks.own_hooks(self.callback))

    def _beside(self) -> set[str]:
        """The files in the working folder itself."""
        return {name for name in self.files.listing("") if "/" not in name}

    def settings(self) -> dict[str, Any]:
        """What a ModelCheckpoint says that it was made with; empty for other callbacks."""
        if self.callback is None or not self.sandbox.is_instance(self.callback, "keras.callbacks.ModelCheckpoint"):
            return {}
        names = ("monitor", "mode", "save_best_only", "save_freq")
        return {name: getattr(self.callback, name) for name in names if self.sandbox.has(self.callback, name)}


def described(training: Training, saved: Saved) -> str:
    """What a file holds, for a message."""
    if saved.state is None:
        return f"{saved.name}, which does not open as a whole model: {saved.problem}"
    if abs(saved.state - START) <= NEAR:
        return f"{saved.name} with the model as it was before training"
    place = training.place(saved.state)
    if place is None:
        return f"{saved.name} with a model that this training never was"
    epoch, step = place
    if step < training.steps:
        return f"{saved.name} with the model after batch {step} of epoch {epoch}"
    return f"{saved.name} with the model after epoch {epoch}{', the last' if epoch == training.epochs else ''}"


def several(training: Training, found: Sequence[Saved]) -> str:
    """What a folder holds, for a message."""
    if not found:
        return "nothing in the folder"
    if len(found) == 1:
        return described(training, found[0])
    epochs = [training.epoch(saved.state) for saved in found]
    after = f", saved after {in_words(sorted(epochs))}" if all(epochs) else ""
    return f"{len(found)} files, {', '.join(saved.name for saved in found[:3])}{', ...' if found[3:] else ''}{after}"


def in_words(epochs: Sequence[int | None]) -> str:
    """epoch 3; the epochs 1, 2 and 4."""
    texts = [str(epoch) for epoch in epochs]
    return f"epoch {texts[0]}" if len(texts) == 1 else f"the epochs {', '.join(texts[:-1])} and {texts[-1]}"


def told(error: StudentError) -> str:
    """An exception in one line."""
    first = " ".join(error.message.split())
    return f"{error.type}: {first[:300]}{error.place}"


OLD_ARGUMENT = re.compile(r"unexpected keyword argument '(period|save_format|save_weight_only|mod|monitors|metric)'")
NO_SUCH_FIELD = re.compile(r"Failed to format .*Reason: '(\w+)'", re.DOTALL)
NO_DIRECTION = re.compile(r"received monitor=([\w.]+), but Keras isn't able")


def known_error(error: StudentError) -> str | None:
    """The slip behind an exception of ModelCheckpoint, where its text proves one."""
    if found := OLD_ARGUMENT.search(error.message):
        return f"{found[1]}=, which ModelCheckpoint does not have (any more)"
    if found := NO_DIRECTION.search(error.message):
        return f'"{found[1]}" watched: in these logs there are {", ".join(METRICS)}'
    found = NO_SUCH_FIELD.search(error.message)
    if found and found[1] not in METRICS:
        return f"{{{found[1]}}} in the file name: in these logs there are {', '.join(METRICS)}"
    return None


def end_with(error: StudentError, expected: str, likely: str | None = None, try_it: Sequence[str] = ()) -> NoReturn:
    """End the check by an exception, with its slip named where it is known."""
    likely = likely or known_error(error)
    if likely is None or error.is_a("NotImplementedError"):
        raise error
    fail(got=told(error), expected=expected, looks_like=likely, try_it=try_it)
