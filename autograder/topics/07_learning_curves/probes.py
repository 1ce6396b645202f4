"""Probes that have figures drawn, and read what is in them. They hold no expected values."""

from collections.abc import Callable
from typing import Any
from unittest import mock

import matplotlib.pyplot as plt
import numpy as np
from matplotlib import colors
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


def drawn(plot: Callable[..., Any], histories: list[dict[str, list[float]]]) -> tuple[list[Any], int]:
    """What `plot` gives for each of these histories, and how often something was to be shown on the screen."""
    with mock.patch.object(plt, "show") as show, mock.patch.object(Figure, "show") as show_figure:
        figures = [plot(history) for history in histories]
    return figures, show.call_count + show_figure.call_count


def lines(figure: Figure) -> list[tuple[int, np.ndarray, np.ndarray, list[str]]]:
    """Of each line: the number of its axes, x, y, and what legends call the lines that look so."""
    return [
        (number, *np.asarray(line.get_xydata(), float).T.copy(), _names(line, axes))
        for number, axes in enumerate(figure.axes)
        for line in axes.lines
    ]


def _names(line: Any, axes: Any) -> list[str]:
    """From the legends of these axes, of those in the same place (`twinx`), and of the figure."""
    place = axes.get_position().bounds
    legends = [each.get_legend() for each in axes.figure.axes if each.get_position().bounds == place]
    legends += axes.figure.legends
    pairs = [pair for each in legends if each for pair in zip(each.legend_handles, each.get_texts(), strict=False)]
    return [text.get_text() for handle, text in pairs if hasattr(handle, "get_marker") and _look(handle) == _look(line)]


def _look(line: Any) -> str:
    return f"{colors.to_hex(line.get_color())} {line.get_linestyle()} {line.get_marker()}"


def rendered(figure: Figure, width: int) -> np.ndarray:
    """The figure as pixels (height, width, 3), of about this width."""
    figure.set_dpi(width / max(figure.get_figwidth(), 1))
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()


def as_history(history: Any) -> dict[str, list[float]]:
    """A dict of any kind, with lists or arrays, as a plain one."""
    return {str(name): [float(value) for value in values] for name, values in dict(history).items()}
