"""Histories to ask with, and what is seen of the figures that are drawn of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.checking import called, display, expect, expect_dict, expect_handle, expect_integer, expect_list
from autograder.checking.study import Fact

History = dict[str, list[float]]
NAMES = ("loss", "accuracy", "val_loss", "val_accuracy")


# --- The ranges ------------------------------------------------------------------------------------------------------


def drawn(rng: np.random.Generator, epochs: int, names: Sequence[str] = NAMES, best: Sequence[int] = ()) -> History:
    """A history in which all values differ: losses of 0.4 to 2.6, accuracies of 0.1 to 0.9.

    Args:
        best: The place of the best value of each name, from 0.
    """
    history: History = {}
    for number, name in enumerate(names):
        low, high = (0.4, 2.6) if "loss" in name else (0.1, 0.9)
        values = rng.permutation(np.linspace(low, high, epochs) + rng.uniform(0, 0.01)).round(3)
        if number < len(best):
            now = int(values.argmin() if "loss" in name else values.argmax())
            values[[now, best[number]]] = values[[best[number], now]]
        history[name] = values.tolist()
    return history


def turning(rng: np.random.Generator, val_loss: Sequence[float]) -> History:
    """A history with this validation loss, a training loss that falls, and accuracies that are best elsewhere."""
    history = drawn(rng, len(val_loss))
    return history | {"loss": sorted(history["loss"], reverse=True), "val_loss": list(map(float, val_loss))}


# --- Figures ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One of the curves of a history, as it was found in a figure.

    Attributes:
        plot: The number of its axes.
        names: What legends call lines that look like it.
    """

    name: str
    plot: int
    x: np.ndarray
    look: str
    names: list[str]


class Drawing:
    """What a student's `plot_curves` drew of some histories, one after the other.

    Attributes:
        shown: How often something was to be shown on the screen.
    """

    def __init__(self, student: Any, probes: Any, histories: Sequence[History]):
        self._probes, self.histories = probes, histories
        function = student.plot_curves
        self.tell(histories[0])
        figures, shown = expect_list(probes.own.drawn(function, list(histories)), 2)
        self.figures = [
            expect_handle(figure, "matplotlib.figure.Figure", "a matplotlib Figure")
            for figure in expect_list(figures, len(histories))
        ]
        self.shown = expect_integer(shown)

    def tell(self, history: History) -> None:
        called(f"plot_curves(history), history = {display.short(history)}")

    def found(self, figure: int, history: History) -> list[Line]:
        """The curves of this history in a figure, whatever else is drawn there."""
        return [line for line in self._lines(figure, history) if line.name]

    def _lines(self, figure: int, history: History) -> Iterator[Line]:
        for number, plot in enumerate(expect_list(self._probes.own.lines(self.figures[figure]))):
            for line in expect_list(plot):
                parts = expect_dict(line, ["x", "y", "look", "names"])
                x, y = (expect(parts[axis], shape=(None,), dtype=float, finite=False) for axis in "xy")
                names = [str(name)[:60] for name in expect_list(parts["names"])]
                yield Line(name_of(y, history), number, x, str(parts["look"]), names)

    def lengths(self, figure: int) -> list[int]:
        """Points of all lines in a figure."""
        return sorted(len(line.x) for line in self._lines(figure, self.histories[figure]))


def name_of(y: np.ndarray, history: History) -> str:
    """The name of the curve with these values, or none."""
    for name, values in history.items():
        if y.shape == (len(values),) and np.allclose(y, values, rtol=0, atol=1e-6):
            return name
    return ""


@dataclass
class Figure:
    """One figure of a drawing, with the history that it is to show."""

    drawing: Drawing
    number: int

    @property
    def history(self) -> History:
        return self.drawing.histories[self.number]

    @cached_property
    def lines(self) -> list[Line]:
        self.drawing.tell(self.history)
        return self.drawing.found(self.number, self.history)

    @cached_property
    def lengths(self) -> list[int]:
        return self.drawing.lengths(self.number)

    @property
    def plots(self) -> list[str]:
        """Which curves are in one plot, in words, for each plot that has any."""
        found = {line.plot: sorted({each.name for each in self.lines if each.plot == line.plot}) for line in self.lines}
        return sorted(" and ".join(names) for names in found.values())

    @property
    def epochs(self) -> list[list[Any]]:
        """The name of each curve, and from where to where its x goes; "uneven" where that is not in steps of 1."""
        return sorted(
            [line.name, *line.x[[0, -1]].tolist(), "" if np.allclose(np.diff(line.x), 1) else "uneven"]
            for line in self.lines
        )

    @property
    def called(self) -> list[list[str]]:
        """The name of each curve, and whether its names in the legend speak of training or of validation."""
        return sorted([line.name, _kind(line.names)] for line in self.lines)

    @property
    def looks_alike(self) -> list[str]:
        """Curves that look like another one in the same plot."""
        return sorted(
            {
                line.name
                for line in self.lines
                for other in self.lines
                if line.name != other.name and (line.plot, line.look) == (other.plot, other.look)
            }
        )


def _kind(names: list[str]) -> str:
    if not names:
        return "no name in a legend"
    said = {word for name in names for word in ("train", "val") if word in name.lower()}
    return " and ".join(sorted(said)) or f"another name, {names[0]}"


def first_difference(fact: Fact, seen: Sequence[Any], due: Sequence[Any]) -> tuple[Any, Any]:
    """The first item that is not as is due."""
    return next(((one, other) for one, other in zip(seen, due, strict=False) if not fact.holds(one, other)), ("", ""))
