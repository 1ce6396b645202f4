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


def lines(figure: Figure) -> list[tuple[int, int, np.ndarray, np.ndarray, list[str]]]:
    """Of each line: the number of its axes, of the first axes in the same place, x, y, and its names in legends."""
    return [
        (
            number,
            figure.axes.index(_in_place(axes)[0]),
            *np.asarray(line.get_xydata(), float).T.copy(),
            _names(line, axes),
        )
        for number, axes in enumerate(figure.axes)
        for line in axes.lines
    ]


def _in_place(axes: Any) -> list[Any]:
    """These axes and those on top of them or below, as `twinx` makes them."""
    place = axes.get_position().bounds
    return [each for each in axes.figure.axes if each.get_position().bounds == place]


def _names(line: Any, axes: Any) -> list[str]:
    """What the legends of these axes, of those in the same place, and of the figure call the lines that look so."""
    legends = [*(each.get_legend() for each in _in_place(axes)), *axes.figure.legends]
    pairs = [pair for each in legends if each for pair in zip(each.legend_handles, each.get_texts(), strict=False)]
    alike = [(handle, text.get_text()) for handle, text in pairs if _looks_like(handle, line, _look)]
    # A legend that was made by hand need not have the width; where it has, it tells lines of one colour apart.
    exactly = [text for handle, text in alike if _looks_like(handle, line, _fine_look)]
    return exactly or [text for _, text in alike]


def _looks_like(handle: Any, line: Any, look: Callable[[Any], Any]) -> bool:
    return hasattr(handle, "get_marker") and look(handle) == look(line)


def _look(line: Any) -> Any:
    return colors.to_hex(line.get_color()), line.get_linestyle(), line.get_marker()


def _fine_look(line: Any) -> Any:
    return line.get_linewidth(), line.get_alpha(), line.get_markersize(), colors.to_hex(line.get_markerfacecolor())


def rendered(figure: Figure, width: int) -> np.ndarray:
    """The figure as pixels (height, width, 3), of about this width."""
    figure.set_dpi(width / max(figure.get_figwidth(), 1))
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()
