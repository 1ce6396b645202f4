"""Probes that have a figure drawn, and read what is in it.

They run beside the student's code and hold no expected values.
"""

from collections.abc import Callable
from typing import Any
from unittest import mock

import matplotlib.pyplot as plt
import numpy as np
from matplotlib import colors
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.legend import Legend


def drawn(plot: Callable[..., Any], histories: list[dict[str, list[float]]]) -> tuple[list[Any], int]:
    """What `plot` gives for each of these histories, and how often something was to be shown on the screen."""
    with mock.patch.object(plt, "show") as show, mock.patch.object(Figure, "show") as show_figure:
        figures = [plot(history) for history in histories]
    return figures, show.call_count + show_figure.call_count


def lines(figure: Figure) -> list[list[dict[str, Any]]]:
    """The lines of each axes that has any: x, y, how they look, and what legends call those that look so."""
    shown = [axes for axes in figure.axes if axes.lines]
    return [
        [
            {
                "x": np.asarray(line.get_xdata(), float),
                "y": np.asarray(line.get_ydata(), float),
                "look": _look(line),
                "names": _names(line, [axes.get_legend(), *figure.legends]),
            }
            for line in axes.lines
        ]
        for axes in shown
    ]


def _names(line: Any, legends: list[Legend | None]) -> list[str]:
    return [
        text.get_text()
        for legend in legends
        if legend is not None
        for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=False)
        if _look(handle) == _look(line)
    ]


def _look(line: Any) -> str:
    """Colour, dashes and marker of a line or of its picture in a legend."""
    if not hasattr(line, "get_marker"):
        return ""
    return f"{colors.to_hex(line.get_color())} {line.get_linestyle()} {line.get_marker()}"


def rendered(figure: Figure, width: int) -> np.ndarray:
    """The figure as pixels (height, width, 3), of about this width."""
    figure.set_dpi(width / max(figure.get_figwidth(), 1))
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()


def as_dict(history: Any) -> dict[str, Any]:
    """A dict of any kind as a plain one, with plain lists."""
    return {name: list(values) for name, values in dict(history).items()}
