"""Histories to ask with, and what is seen of the figures that are drawn of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking import called, display, expect, expect_handle, expect_integer, expect_list

History = dict[str, list[float]]
NONE = "none of the curves of the history"
NAMES = ("loss", "accuracy", "val_loss", "val_accuracy")


def drawn(rng: np.random.Generator, epochs: int, names: Sequence[str] = NAMES, best: int | None = None) -> History:
    """A history in which all values differ: losses of 0.4 to 2.6, accuracies and others of 0.1 to 0.9.

    Args:
        best: The place of the best value of the first name, from 0.
    """
    history: History = {}
    for name in names:
        ends = (0.4, 2.6) if "loss" in name else (0.1, 0.9)
        values = rng.permutation(np.linspace(*ends, epochs) + rng.uniform(0, 0.01)).round(3)
        if best is not None and name == names[0]:
            now = int(values.argmin() if "loss" in name else values.argmax())
            values[[now, best]] = values[[best, now]]
        history[name] = values.tolist()
    return history


def turning(rng: np.random.Generator, val_loss: Sequence[float]) -> History:
    """A history with this validation loss. All the others get better with every epoch."""
    history = drawn(rng, len(val_loss))
    better = {name: sorted(values, reverse="loss" in name) for name, values in history.items()}
    return better | {"val_loss": list(map(float, val_loss))}


@dataclass(frozen=True)
class Line:
    """A line of a figure: the name of the curve of the history that it shows, if it shows one, and its plot."""

    name: str
    plot: int
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
        """Which curves are in one plot."""
        plots = {line.plot: sorted({each.name for each in self.lines if each.plot == line.plot}) for line in self.lines}
        return "; ".join(sorted(f"{' and '.join(names)} in one plot" for names in plots.values())) or NONE

    def epochs(self) -> str:
        """From where to where the x of each curve goes."""
        ends = [f"{line.name} with x from {line.x[0]:g} to {line.x[-1]:g}" for line in self.lines]
        return "; ".join(sorted(set(ends))) or NONE

    def legend(self) -> str:
        """What the legend says of each curve."""
        told = [f"{line.name}: {line.kind or line.names or 'no name'}" for line in self.lines]
        return "; ".join(sorted(set(told))) or NONE


def plotted(student: Any, probes: Any, histories: Sequence[History]) -> tuple[list[Plots], int]:
    """The student's figure of each history, one after the other, and how often something was to be shown."""
    called(f"plot_curves(history), history = {display.short(histories[0])}")
    figures, shown = expect_list(probes.own.drawn(student.plot_curves, list(histories)), 2)
    found = []
    for figure, history in zip(expect_list(figures, len(histories)), histories, strict=True):
        handle = expect_handle(figure, "matplotlib.figure.Figure", "a matplotlib Figure")
        found.append(Plots(handle, curves(probes, handle, history)))
    return found, expect_integer(shown)


def curves(probes: Any, figure: Any, history: History) -> list[Line]:
    """The curves of this history in a figure, whatever else is drawn there."""
    found = []
    for line in expect_list(probes.own.lines(figure)):
        plot, x, y, names = expect_list(line, 4)
        x, y = (expect(each, shape=(None,), dtype=float, finite=False) for each in (x, y))
        for name, values in history.items():
            if x.shape == y.shape == (len(values),) and np.allclose(y, values, rtol=0, atol=1e-6):
                found.append(Line(name, expect_integer(plot), x, ", ".join(map(str, expect_list(names)))))
    return found
