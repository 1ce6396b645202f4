"""Rows of panels as one PNG, with the picture's words inside the file."""

import io
import textwrap
import warnings
from collections.abc import Sequence

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from autograder.pictures.painting import GREY, paint
from autograder.pictures.panels import Absent, Panel

_DPI = 110
_WIDTH = 10.0  # inches
_NUMBERS_SIZE, _TITLE_SIZE, _LINE, _GAP = 9.0, 10.5, 12.0, 5.0  # points
_MOST_LINES = 6
# Nothing that someone else wrote is read as TeX, and no settings of the student's own matplotlib count.
_SETTINGS = {"text.parse_math": False, "text.usetex": False, "font.size": 9.0, "axes.unicode_minus": False}


def to_png(title: str, alt: str, rows: Sequence[tuple[float, Sequence[tuple[float, Panel]]]]) -> bytes:
    """The picture as the bytes of a PNG file.

    Args:
        title: Stands above the picture, and in the file as "Title".
        alt: What is to be seen, in words: in the file as "Description".
        rows: (height in inches, [(share of the width, panel), ...]) from top to bottom.
    """
    with matplotlib.rc_context(), warnings.catch_warnings():
        # The one thing matplotlib has to say here is that a letter is not in its font; it draws a box then.
        warnings.simplefilter("ignore")
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        heights = [height for height, _ in rows]
        figure = Figure(figsize=(_WIDTH, sum(heights) + 0.4), dpi=_DPI, layout="constrained")
        figure.suptitle(title, x=0.01, ha="left", fontsize=14, fontweight="bold")
        bands = figure.subfigures(len(rows), 1, height_ratios=heights, squeeze=False)[:, 0]
        for band, (_, panels) in zip(bands, rows, strict=True):
            shares = [share for share, _ in panels]
            places = band.subplots(1, len(panels), width_ratios=shares, squeeze=False)[0]
            widths = [_WIDTH * share / sum(shares) for share in shares]
            heads = [_Head(panel, width) for (_, panel), width in zip(panels, widths, strict=True)]
            most = max(len(head.numbers) for head in heads)
            for place, (_, panel), head in zip(places, panels, heads, strict=True):
                paint(place, panel)
                head.draw(place, most)
        file = io.BytesIO()
        words = {"Title": title, "Description": alt, "Software": "convlings"}
        FigureCanvasAgg(figure).print_png(file, metadata=words)
    return file.getvalue()


class _Head:
    """Title and numbers above a panel of this width; the sentence of an absent panel in its middle."""

    def __init__(self, panel: Panel, inches: float):
        numbers = _wrapped(panel.numbers, inches, _NUMBERS_SIZE)
        is_absent = isinstance(panel, Absent)
        self.title = _wrapped(panel.title, inches, 1.1 * _TITLE_SIZE)  # bold letters are wider
        self.numbers, self.sentence = ([], numbers) if is_absent else (numbers, [])

    def draw(self, axes: Axes, most: int) -> None:
        """The numbers take `most` lines, so that the titles of a row stand level."""
        axes.text(0.5, 0.5, "\n".join(self.sentence), transform=axes.transAxes, ha="center", va="center", color=GREY)
        place = {"xy": (0, 1), "xycoords": "axes fraction", "textcoords": "offset points", "ha": "left", "va": "bottom"}
        numbers = "\n".join([*self.numbers, *[" "] * (most - len(self.numbers))])
        axes.annotate(numbers, xytext=(0, _GAP), fontsize=_NUMBERS_SIZE, **place)
        above = (0, _GAP + _LINE * most)
        axes.annotate("\n".join(self.title), xytext=above, fontsize=_TITLE_SIZE, fontweight="bold", **place)


def _wrapped(text: str, inches: float, size: float) -> list[str]:
    """Lines that fit over a panel of this width; a letter is a little more than half as wide as it is high."""
    letters = max(int(0.85 * inches * 72 / (size * 0.56)), 12)
    lines = [line for part in text.splitlines() for line in textwrap.wrap(part, letters)]
    return lines[:_MOST_LINES]
