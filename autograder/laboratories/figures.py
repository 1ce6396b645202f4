"""What is seen of figures with curves that students draw."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking import called, display, expect, expect_handle, expect_integer, expect_list
from autograder.checking.study import Fact

History = dict[str, list[float]]
NONE = "none of the curves of the history"


@dataclass(frozen=True)
class Line:
    """A line of a figure: the name of the curve of the history that it shows, if it shows one, its plot, and
    the place of that in the figure."""

    name: str
    plot: int
    place: int
    x: np.ndarray
    names: str

    @property
    def kind(self) -> str:
        """What its names in legends speak of."""
        return " and ".join(word for word in ("train", "val") if word in self.names.lower())


@dataclass(frozen=True)
class Plots:
    """A figure of the student's, and the curves of a history that are found in it."""

    figure: Any
    lines: list[Line]

    @property
    def names(self) -> list[str]:
        """Of the curves that are found."""
        return sorted({line.name for line in self.lines})

    def together(self) -> str:
        """Which curves are in one plot, and whether plots lie on each other."""
        plots = {line.plot: sorted({each.name for each in self.lines if each.plot == line.plot}) for line in self.lines}
        told = "; ".join(sorted(f"{' and '.join(names)} in one plot" for names in plots.values())) or NONE
        return told + (", on top of each other" if len({line.place for line in self.lines}) < len(plots) else "")

    def epochs(self) -> str:
        """From where to where the x of each curve goes."""
        ends = [f"{line.name} with x from {line.x[0]:g} to {line.x[-1]:g}" for line in self.lines]
        return "; ".join(sorted(set(ends))) or NONE

    def legend(self) -> str:
        """What the legend says of each curve."""
        told = [f"{line.name}: {line.kind or line.names or 'no name'}" for line in self.lines]
        return "; ".join(sorted(set(told))) or NONE


HISTORY = 'history = {"loss": [3.0, 2.0], "accuracy": [0.1, 0.2], "val_loss": [3.5, 2.5], "val_accuracy": [0.1, 0.3]}'
LINES = "for axes in figure.axes: print([list(map(float, line.get_{}data())) for line in axes.lines])"


def in_figure(see: Callable[[Plots], str], why: str, *tries: str) -> Fact:
    return Fact(see, "{}", why=why, tries=(HISTORY, "figure = plot_curves(history)", *tries))


TOGETHER = in_figure(
    Plots.together,
    "Loss and accuracy have different scales, so each has a plot of its own, not on top of the other. Training and "
    "validation belong into one plot, so that the gap shows.",
    LINES.format("y") + "   # the two losses in one, the two accuracies in the other",
)
EPOCHS = in_figure(
    Plots.epochs,
    "On x are the epochs as people count them, from 1. Without an x, matplotlib counts from 0.",
    LINES.format("x") + "   # 1 and 2 in each",
)
LEGEND = in_figure(
    Plots.legend,
    "A legend has to say which line is which, with the words train and val, and the two have to look different.",
    "for axes in figure.axes: print([(line.get_color(), line.get_ls(), line.get_label()) for line in axes.lines])",
    "boxes = [box for box in (*[axes.get_legend() for axes in figure.axes], *figure.legends) if box]",
    "print([[text.get_text() for text in box.get_texts()] for box in boxes])   # train and val for each plot",
)


def plotted(student: Any, probes: Any, histories: Sequence[History]) -> tuple[list[Plots], int]:
    """The student's figure of each history, one after the other, and how often something was to be shown."""
    called(f"plot_curves(history), history = {display.short(histories[0])}")
    figures, shown = expect_list(probes.figures.drawn(student.plot_curves, list(histories)), 2)
    found = []
    for figure, history in zip(expect_list(figures, len(histories)), histories, strict=True):
        handle = expect_handle(figure, "matplotlib.figure.Figure", "a matplotlib Figure")
        found.append(Plots(handle, curves(probes, handle, history)))
    return found, expect_integer(shown)


def curves(probes: Any, figure: Any, history: History) -> list[Line]:
    """The curves of this history in a figure, whatever else is drawn there."""
    found = []
    for line in expect_list(probes.figures.lines(figure)):
        plot, place, x, y, names = expect_list(line, 5)
        x, y = (expect(each, shape=(None,), dtype=float, finite=False) for each in (x, y))
        for name, values in history.items():
            if x.shape == y.shape == (len(values),) and np.allclose(y, values, rtol=0, atol=1e-6):
                told = ", ".join(map(str, expect_list(names)))
                found.append(Line(name, expect_integer(plot), expect_integer(place), x, told))
    return found
