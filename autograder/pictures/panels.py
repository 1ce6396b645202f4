"""What a picture is made of, as data: panels with a title, the numbers beside it, and what there is to draw.

Nothing here draws. Arrays are plain NumPy; texts may hold anything, for nobody reads markup in them.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Panel:
    """One plot: `title`, and the numbers that stand beside it."""

    title: str
    numbers: str


@dataclass(frozen=True)
class Heat(Panel):
    """A table of numbers as coloured cells; cells that are exactly 0 stay white, with a cross.

    Attributes:
        values: (rows, columns), finite.
        low, high: The values at the ends of the colour scale.
        has_scale: Whether the colour scale is drawn beside it.
        counts_from: Number of the first column; rows count from 1.
        names: Of the rows, and of as many columns; then each cell has its number in it.
    """

    values: np.ndarray
    low: float
    high: float
    xlabel: str = ""
    ylabel: str = ""
    has_scale: bool = False
    counts_from: int = 1
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Curve:
    """A line through points, with its name at its end; the names of dots stand above the panel.

    Attributes:
        style: Which colour, dash and marker: 0 to 7; curves with different numbers differ in all three.
        is_dots: Only the points, not joined.
    """

    name: str
    x: np.ndarray
    y: np.ndarray
    style: int
    is_dots: bool = False


@dataclass(frozen=True)
class Level:
    """A horizontal line across a panel, named at its left end."""

    name: str
    y: float


@dataclass(frozen=True)
class Mark:
    """A point that matters, with a word beside it."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Span:
    """A part of the x axis that is shaded, with a word in it."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Curves(Panel):
    """Curves over one x axis.

    Attributes:
        xlim, ylim: What is shown. What lies outside is drawn at the edge.
        counts_x: Whether only whole numbers make sense on the x axis.
    """

    xlabel: str
    ylabel: str
    curves: tuple[Curve, ...]
    xlim: tuple[float, float]
    ylim: tuple[float, float]
    levels: tuple[Level, ...] = ()
    marks: tuple[Mark, ...] = ()
    spans: tuple[Span, ...] = ()
    counts_x: bool = False


@dataclass(frozen=True)
class Regions(Panel):
    """Which answer each place of a plane gets, and some points with the answer that is known for them.

    Attributes:
        areas: (rows, columns), whole numbers below len(names): the answer at each place, row 0 at the bottom.
        names: Of the answers.
        points: (n, 2), in units of the axes.
        kinds: (n,), whole numbers below len(names).
        extent: left, right, bottom, top.
    """

    areas: np.ndarray
    names: tuple[str, ...]
    points: np.ndarray
    kinds: np.ndarray
    extent: tuple[float, float, float, float]
    xlabel: str
    ylabel: str


@dataclass(frozen=True)
class Images(Panel):
    """Pictures in a grid, each with a word under it.

    Attributes:
        images: (n, height, width, channels), channels 1 or 3, floats from 0 to 1; others are drawn at the ends.
        words: n of them, or none.
        columns: Images in a row.
        rows: A word for each row, at its left; or none.
        axes: Whether pixels are counted along the sides, for a single image.
    """

    images: np.ndarray
    words: tuple[str, ...] = ()
    columns: int = 1
    rows: tuple[str, ...] = ()
    axes: bool = False
    xlabel: str = ""
    ylabel: str = ""


@dataclass(frozen=True)
class Layer:
    """A box with words in it. `moves` is the share of it that training moves, 0 to 1; None where that is not said."""

    words: str
    moves: float | None


@dataclass(frozen=True)
class Layers(Panel):
    """Layers of a network as boxes, one under the other."""

    layers: tuple[Layer, ...]


@dataclass(frozen=True)
class Absent(Panel):
    """A panel that could not be measured: `numbers` is the sentence that says why."""
