"""Checks of 07 Learning curves."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from autograder.checking import (
    StudentError,
    display,
    expect_dict,
    expect_handle,
    expect_integer,
    expect_list,
    expect_number,
    malformed,
    points,
)
from autograder.checking.contract import Contract
from autograder.checking.study import Fact
from autograder.laboratories.calls import Case, judge_each
from autograder.laboratories.figures import EPOCHS, HISTORY, LEGEND, NONE, TOGETHER, Plots, curves, plotted

from .laboratory import NAMES, History, drawn, turning

# A number that is rounded to three digits is right as well; n - 1 for n changes it by more.
ROUNDED = 6e-4

# --- best_epoch ------------------------------------------------------------------------------------------------------


def epoch_of(why: str, due: int, history: History, name: str, tries: Sequence[str] = ()) -> Fact:
    def in_words(epoch: int | None) -> str:
        values = history[name]
        is_there = epoch is not None and 1 <= epoch <= len(values)
        return f"epoch {epoch}, with a {name} of {values[epoch - 1]:g}" if is_there else f"epoch {epoch}"

    call = f"print(best_epoch({{{name!r}: {history[name]}}}, {name!r}))   # {due}"
    return Fact(lambda epoch: epoch, in_words, why=why, tries=tries or call)


@points(1, function="best_epoch")
def test_highest_accuracy_or_lowest_loss(student, study, rng):
    """best_epoch finds the lowest loss or the highest accuracy, and counts from 1"""
    cases: list[Case] = []
    for name, epochs, best in (
        *(("val_loss", 4, 1), ("val_accuracy", 4, 2), ("loss", 5, 4), ("accuracy", 5, 0), ("val_loss", 12, 7)),
        *(("val_accuracy", 11, 9), ("accuracy", 1, 0), ("loss", 1, 0), ("loss_1", 6, 3), ("val_auc", 7, 5)),
        *(("precision", 6, 2), ("top_loss_of_two", 5, 1)),
    ):
        names = (name,) if epochs == 4 else (name, *(other for other in NAMES if other != name))
        cases.append(((drawn(rng, epochs, names, best=best), name), best + 1))
    # Values below 0 and far above 1, for those who begin their search with a number of their own; then close ones.
    cases += [(({"val_r2_score": [-0.9, -0.2, -0.5]}, "val_r2_score"), 2), (({"loss": [4e6, 3e6]}, "loss"), 2)]
    cases.append((({"val_loss": [0.5013, 0.5009, 0.52]}, "val_loss"), 2))
    why = 'If "loss" is in the name, the lowest value is best, otherwise the highest. People count epochs from 1.'
    judge_each(study, student.best_epoch, cases, expect_integer, lambda *given: epoch_of(why, *given))


@points(0.5, function="best_epoch")
def test_first_of_equals(student, study):
    """best_epoch gives the first of several that are equally good"""
    cases: list[Case] = [
        (({"val_accuracy": [0.4, 0.7, 0.6, 0.7]}, "val_accuracy"), 2),
        (({"val_loss": [1.9, 1.4, 1.2, 1.2, 1.2]}, "val_loss"), 3),
        (({"loss": [0.3, 0.2, 0.2, 0.5], "accuracy": [0.1, 0.3, 0.8, 0.8]}, "loss"), 2),
        (({"loss": [0.3, 0.2, 0.2, 0.5], "accuracy": [0.1, 0.3, 0.8, 0.8]}, "accuracy"), 3),
        (({"accuracy": [0.0, 0.0, 0.0]}, "accuracy"), 1),
        (({"loss": [0.0, 0.0]}, "loss"), 1),
    ]
    why = "As good, and earlier: the epochs after it brought nothing."
    judge_each(study, student.best_epoch, cases, expect_integer, lambda *given: epoch_of(why, *given))


# --- last_epochs -----------------------------------------------------------------------------------------------------


def number_of(why: str) -> Callable[..., Fact]:
    def fact(due: float, history: History, name: str, n: int, how: str) -> Fact:
        call = f"last_epochs({{{name!r}: {history[name]}}}, {name!r}, {n}, {how!r})"
        return Fact(
            float, "{:.4g}", why=why, tries=f"print(round(float({call}), 3))   # {round(due, 3)}", within=ROUNDED
        )

    return fact


def summaries(rng: np.random.Generator, hows: dict[str, Callable[..., Any]], sizes: Sequence[Any]) -> list[Case]:
    """Calls with histories of uneven values, of which one is far away."""
    cases: list[Case] = []
    for name, epochs, n in sizes:
        history = drawn(rng, epochs, (name,) if epochs < 6 else NAMES)
        values = history[name]
        values[-1] = round(values[-1] * 3, 3)
        # The one in the middle of the last n is not their median.
        middle, least = epochs - n + n // 2, min(range(epochs - n, epochs), key=values.__getitem__)
        values[middle], values[least] = values[least], values[middle]
        cases += [((history, name, n, how), float(summary(history[name][-n:]))) for how, summary in hows.items()]
    return cases


@points(1, function="last_epochs")
def test_mean_and_median_of_the_last(student, study, rng):
    """last_epochs gives the median and the mean of the last n epochs, and of no others"""
    sizes = (("val_accuracy", 5, 3), ("loss", 5, 2), ("accuracy", 9, 4), ("val_loss", 6, 6), ("val_loss", 8, 1))
    cases = summaries(rng, {"median": np.median, "mean": np.mean}, sizes)
    why = "The last n epochs count, and no others. The number is not rounded."
    judge_each(study, student.last_epochs, cases, expect_number, number_of(why), within=ROUNDED)


@points(0.5, function="last_epochs")
def test_standard_deviation_of_the_last(student, study, rng):
    """last_epochs gives the standard deviation, divided by n"""
    sizes = (("val_accuracy", 5, 3), ("loss", 9, 4), ("accuracy", 6, 6), ("val_loss", 7, 2), ("loss", 4, 1))
    why = "The mean squared distance from the mean is divided by n, as np.std does it, and then the root is taken."
    cases = summaries(rng, {"std": np.std}, sizes)
    judge_each(study, student.last_epochs, cases, expect_number, number_of(why), within=ROUNDED)


# --- overfits_after --------------------------------------------------------------------------------------------------

TRY_TURN = (
    'history = {"loss": [6, 5, 4, 3, 2, 1], "val_accuracy": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]}',
    'history["val_loss"] = [1.0, 1.2, 1.3, 0.9, 0.9, 1.1]',
    "print([overfits_after(history, patience) for patience in (1, 2, 3)])   # [4, 4, None]",
)
# (validation loss, patience, what is due). The second: a longer time without a lower loss than the patience, and then a
# lower one all the same. The fourth: lowest in the first epoch. The last two: equally low twice, and hardly lower.
TURNED = (
    ((0.9, 0.5, 0.6, 0.7), 2, 2),
    ((2.0, 2.1, 2.2, 1.6, 1.7, 1.8), 2, 4),
    ((2.3, 1.9, 1.5, 1.2, 1.1, 1.4, 1.3, 1.6, 1.8, 2.2), 3, 5),
    ((0.7, 0.8, 0.9), 2, 1),
    ((1.4, 1.1, 1.2, 1.1, 1.3), 3, 2),
    ((0.3004, 0.3, 0.32), 1, 2),
)
STILL_FALLING = (
    ((0.9, 0.7, 0.6, 0.5), 2),
    ((0.9, 0.5, 0.6, 0.7), 3),
    ((2.0, 2.1, 2.2, 1.6, 1.7), 2),
    ((1.8,), 1),
    ((1.5, 1.2, 1.3), 5),
)
# These tell mistakes apart: the training loss turns after epoch 3, the validation accuracy after 2; one short rise.
OTHER_TURNS = (
    ({"loss": [3, 2, 1.5, 1.7, 1.8], "val_loss": [5.0, 4, 3, 2, 1], "val_accuracy": [0.1, 0.5, 0.2, 0.3, 0.4]}, 2),
    ({"loss": [3, 2, 1, 0.9, 0.8, 0.7], "val_loss": [1.0, 1.1, 0.9, 0.8, 0.9, 1.0]}, 2),
)


def read_epoch(value: Any) -> int | None:
    return None if value is None else expect_integer(value)


@points(1, function="overfits_after")
def test_turn_is_found(student, study, rng):
    """overfits_after gives the epoch of the lowest validation loss, if enough epochs came after it"""
    why = "The lowest validation loss of all is where the turn was; at least patience epochs came after it."
    cases: list[Case] = [((turning(rng, losses), patience), epoch) for losses, patience, epoch in TURNED]
    cases[0] = (({"val_loss": list(TURNED[0][0])}, 2), 2)

    def turn(due: int, history: History, patience: int) -> Fact:
        return epoch_of(why, due, history, "val_loss", TRY_TURN)

    judge_each(study, student.overfits_after, cases, read_epoch, turn, OTHER_TURNS)


@points(1, function="overfits_after")
def test_no_turn_is_none(student, study, rng):
    """overfits_after gives None as long as it is too early to say, and only then"""
    words = {True: "None", False: "an epoch"}
    why = "A loss that rises for a few epochs may fall again: wait until patience epochs have brought nothing lower."
    cases: list[Case] = [((turning(rng, losses), patience), True) for losses, patience in STILL_FALLING]
    cases.insert(0, ((turning(rng, (0.9, 0.5, 0.6, 0.7, 0.8)), 2), False))

    def none(*given: Any) -> Fact:
        return Fact(lambda epoch: epoch is None, words, why=why, tries=TRY_TURN)

    judge_each(study, student.overfits_after, cases, read_epoch, none, OTHER_TURNS)


# --- join ------------------------------------------------------------------------------------------------------------

JOINED = Fact(
    lambda history: history,
    display.short,
    why="The second training went on where the first one ended: for every name, its values come after the others.",
    tries=(
        'joined = join({"loss": [3.0, 2.0], "mae": [5.0, 4.0]}, {"mae": [3.0], "loss": [1.0]})',
        'print({name: joined[name] for name in sorted(joined)})   # {"loss": [3, 2, 1], "mae": [5, 4, 3]}',
    ),
)
SHARED = Fact(
    lambda names: names,
    lambda names: f"the caller's own list for {', '.join(names)}" if names else "new lists",
    why="Whoever adds to the joined history later changes the other one as well.",
    tries=(
        'one, none = {"loss": [0.9]}, {"loss": []}',
        'print([any(join(*both)["loss"] is each["loss"] for each in both) for both in ((none, one), (one, none))])'
        "   # [False, False]",
    ),
)


@points(1, function="join")
def test_second_comes_after_the_first(student, study, probes, rng):
    """join puts the values of the second training after those of the first, for every name"""

    def read(value: Any) -> History:
        try:
            return expect_dict(value if isinstance(value, list | tuple) else probes.own.as_history(value))
        except StudentError:
            malformed(got=display.short(value), expected="a dict with a list of numbers for each name")

    cases: list[Case] = []
    for names, one, other in (
        *((("loss",), 2, 1), (("loss", "mae"), 2, 3), (NAMES, 3, 3), (("mae",), 0, 2)),
        *((("val_loss", "loss", "learning_rate", "top_5"), 1, 4), (NAMES, 5, 2)),
    ):
        first, second = drawn(rng, one, names), drawn(rng, other, names[::-1])
        cases.append(((first, second), {name: first[name] + second[name] for name in sorted(names)}))
    judge_each(study, student.join, cases, read, lambda *given: JOINED)
    for one, other in (([], [0.9]), ([0.9], [])):
        shared = expect_list(probes.own.shared_lists(student.join, {"loss": one}, {"loss": other}))
        study.judge(shared, {SHARED: []}, called=f'join({{"loss": {one}}}, {{"loss": {other}}})')


# --- plot_curves -----------------------------------------------------------------------------------------------------


def figures(student: Any, probes: Any, rng: np.random.Generator) -> Iterator[tuple[Plots, History]]:
    """Of histories with validation and without, and of a training of one epoch; each drawn on its own."""
    for history in (drawn(rng, 3), drawn(rng, 5, NAMES[:2]), drawn(rng, 1), drawn(rng, 8)):
        yield plotted(student, probes, [history])[0][0], history


@points(1, function="plot_curves")
def test_losses_and_accuracies_have_a_plot_each(student, study, probes, rng):
    """plot_curves draws the losses in one plot and the accuracies in another"""
    for plots, history in figures(student, probes, rng):
        groups = ("accuracy and val_accuracy", "loss and val_loss") if len(history) == 4 else ("accuracy", "loss")
        study.judge(plots, {TOGETHER: "; ".join(f"{names} in one plot" for names in groups)}, beside=[EPOCHS, LEGEND])


@points(1, function="plot_curves")
def test_epochs_count_from_1(student, study, probes, rng):
    """plot_curves has the epochs on x, from 1"""
    for plots, history in figures(student, probes, rng):
        due = "; ".join(f"{name} with x from 1 to {len(history['loss'])}" for name in plots.names)
        study.judge(plots, {EPOCHS: due or "curves with x from 1"}, beside=[TOGETHER])


@points(0.5, function="plot_curves")
def test_a_legend_tells_the_lines_apart(student, study, probes, rng):
    """plot_curves has a legend that tells training from validation"""
    for plots, _ in figures(student, probes, rng):
        due = "; ".join(f"{name}: {'val' if name.startswith('val') else 'train'}" for name in plots.names)
        study.judge(plots, {LEGEND: due or "curves with names"}, beside=[TOGETHER])


@points(0.5, function="plot_curves")
def test_each_call_makes_a_figure(student, study, sandbox, probes, rng):
    """plot_curves makes a new figure in each call, and does not show it"""
    histories = [drawn(rng, 4), drawn(rng, 6)]
    (first, second), shown = plotted(student, probes, histories)
    due = "two new figures, each with its own curves, and nothing shown"

    def seen(_: Any) -> str:
        if shown:
            return "a figure that was shown on the screen"
        if sandbox.same_object(first.figure, second.figure):
            others = curves(probes, second.figure, histories[0])
            return f"the same figure in both calls, with {len(others)} curves of the first"
        if not (first.lines and second.lines):
            return NONE
        others = curves(probes, second.figure, histories[0])
        return f"{len(others)} curves of the first call in the figure of the second" if others else due

    tries = (
        "import matplotlib.pyplot as plt; plt.show = plt.Figure.show = lambda *args, **kwargs: print('shown')",
        HISTORY,
        "one, other = plot_curves(history), plot_curves(history)",
        "print(one is other, [len(axes.lines) for axes in other.axes])",
    )
    why = "A figure belongs to whoever asked for it, and the caller decides whether to show or to save it."
    study.judge(second, {Fact(seen, "{}", why=why, tries=tries): due}, called="plot_curves, called twice")


# --- What the stubs promise ------------------------------------------------------------------------------------------


@points(1, function="join")
def test_keeps_to_its_contract(contract, probes):
    """The examples hold, and histories stay as they are"""

    def plots(value: Any) -> int:
        return len(probes.figures.lines(expect_handle(value, "matplotlib.figure.Figure", "a matplotlib Figure")))

    contract.holds(
        Contract("best_epoch", sample=lambda rng: {"history": drawn(rng, 6), "monitor": "val_loss"}),
        Contract(
            "last_epochs",
            sample=lambda rng: {"history": {"loss": [9.0, 2.5, 0.4, 0.2]}, "name": "loss", "n": 3, "how": "median"},
        ),
        Contract("overfits_after", sample=lambda rng: {"history": drawn(rng, 6), "patience": 2}),
        Contract("join", sample=lambda rng: {"first": drawn(rng, 3), "second": drawn(rng, 2)}, view=str, example=False),
        Contract("plot_curves", sample=lambda rng: {"history": drawn(rng, 3)}, view=plots, example=False),
    )
