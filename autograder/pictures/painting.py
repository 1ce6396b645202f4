"""Panels on matplotlib axes: one function for each kind.

Colours are those of Okabe and Ito, which people with any common colour blindness tell apart; none of them is the only
sign: curves differ in dash and marker as well and carry their names, areas have hatches and names.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib import colors, ticker
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from autograder.pictures.panels import Absent, Curve, Curves, Heat, Images, Layers, Panel, Regions

INK, GREY, PALE = "#000000", "#595959", "#E6E6E6"
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#000000", "#CC79A7", "#E69F00", "#56B4E9", "#7F7F7F")
_DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 1)), (0, (8, 2)), "-")
_MARKERS = "osD^vPX*"
_HATCHES = ("", "///", "...", "\\\\\\", "xx", "++", "oo", "--")
_LEARNING = "#F0B74A"
_SMALL = 8.5
# More points than this need no markers.
_FEW = 40
_HALO = [withStroke(linewidth=3, foreground="white")]
_NOTE: dict[str, Any] = {"fontsize": _SMALL, "path_effects": _HALO}


def paint(axes: Axes, panel: Panel) -> None:
    """Draw the panel's content; its title and numbers are not drawn here."""
    _PAINTERS[type(panel)](axes, panel)


def _absent(axes: Axes, panel: Absent) -> None:
    axes.set(xticks=[], yticks=[], facecolor="#F7F7F7")
    for side in axes.spines.values():
        side.set(color=GREY, linestyle=(0, (4, 4)))


def _heat(axes: Axes, panel: Heat) -> None:
    rows, columns = panel.values.shape
    scale = colors.Normalize(panel.low, panel.high, clip=True)
    shown = np.ma.masked_equal(panel.values, 0)
    cells = axes.imshow(shown, cmap="cividis", norm=scale, aspect="auto", interpolation="nearest")
    y, x = np.nonzero(panel.values == 0)
    axes.plot(x, y, linestyle="", marker="x", color=GREY, markersize=4, markeredgewidth=0.8)
    axes.set(xlabel=panel.xlabel, ylabel=panel.ylabel, xticks=[0, columns - 1], yticks=[0, rows - 1])
    axes.set_xticklabels([panel.counts_from, columns - 1 + panel.counts_from])
    axes.set_yticklabels([1, rows])
    if panel.names:
        axes.set_xticks(range(columns), panel.names[:columns], rotation=45, ha="right", fontsize=_SMALL)
        axes.set_yticks(range(rows), panel.names[:rows], fontsize=_SMALL)
        for (row, column), value in np.ndenumerate(panel.values):
            if value:
                ink = "white" if scale(value) < 0.5 else INK
                axes.text(column, row, f"{value:g}", ha="center", va="center", color=ink, fontsize=_SMALL)
    if panel.has_scale:
        axes.figure.colorbar(cells, ax=axes, fraction=0.08, pad=0.04)


def _curves(axes: Axes, panel: Curves) -> None:
    axes.set(xlabel=panel.xlabel, ylabel=panel.ylabel, xlim=panel.xlim, ylim=panel.ylim)
    axes.grid(color=PALE, linewidth=0.7)
    axes.spines[["top", "right"]].set_visible(False)
    if panel.counts_x:
        axes.xaxis.set_major_locator(ticker.MaxNLocator(integer=True))
    for span in panel.spans:
        axes.axvspan(span.start, span.end, facecolor=PALE, hatch="//", edgecolor="white", linewidth=0, zorder=0)
        middle = (span.start + span.end) / 2
        place = panel.ylim[0] + 0.05 * (panel.ylim[1] - panel.ylim[0])
        axes.text(middle, place, span.text, ha="center", va="bottom", **_NOTE)
    for level in panel.levels:
        axes.axhline(level.y, color=GREY, linewidth=1, dashes=(3, 2))
        place = axes.get_yaxis_transform()
        axes.text(0.01, level.y, level.name, transform=place, va="bottom", color=GREY, **_NOTE)
    lines = [_curve(axes, curve, panel) for curve in panel.curves]
    _names_of_curves(axes, panel)
    dots = [line for line, curve in zip(lines, panel.curves, strict=True) if curve.is_dots]
    if dots:
        axes.legend(
            handles=dots, loc="lower right", bbox_to_anchor=(1, 1), ncols=4, frameon=False, fontsize=_SMALL, borderpad=0
        )
    for mark in panel.marks:
        place = (mark.x, float(_inside(mark.y, panel.ylim)))
        axes.plot(*place, marker="o", markersize=13, markerfacecolor="none", color=INK, clip_on=False)
        axes.annotate(
            mark.text,
            place,
            xytext=(0, -12),
            textcoords="offset points",
            ha="center",
            va="top",
            **_NOTE,
        )


def _curve(axes: Axes, curve: Curve, panel: Curves) -> Line2D:
    style = curve.style % len(COLOURS)
    few = len(curve.x) <= _FEW
    (line,) = axes.plot(
        curve.x,
        _inside(curve.y, panel.ylim),
        color=COLOURS[style],
        linestyle="" if curve.is_dots else _DASHES[style],
        marker=_MARKERS[style] if few or curve.is_dots else "",
        markersize=4.5 if not few or not curve.is_dots else 8,
        alpha=0.55 if curve.is_dots and not few else 1,
        label=curve.name or "_",
        clip_on=False,
    )
    return line


def _names_of_curves(axes: Axes, panel: Curves) -> None:
    """Each name at the right of its curve's last point, moved apart where they would touch."""
    low, high = panel.ylim
    apart = (high - low) * 0.075
    ends = []
    for curve in panel.curves:
        y = _inside(curve.y, panel.ylim)
        known = np.flatnonzero(np.isfinite(y))
        if known.size and not curve.is_dots:
            ends.append([float(y[known[-1]]), float(curve.x[known[-1]]), curve])
    ends.sort(key=lambda end: end[0])
    for below, above in pairwise(ends):
        above[0] = max(above[0], below[0] + apart)
    for y, x, curve in ends:
        axes.annotate(
            curve.name,
            (x, y),
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
            annotation_clip=False,
            color=COLOURS[curve.style % len(COLOURS)],
            **_NOTE,
        )


def _inside(y: Any, limits: tuple[float, float]) -> np.ndarray:
    """`y` with what is above or below the picture at its edge; NaN stays a gap."""
    return np.clip(np.asarray(y, dtype=float), *limits)


def _regions(axes: Axes, panel: Regions) -> None:
    left, right, bottom, top = panel.extent
    rows, columns = panel.areas.shape
    x, y = np.linspace(left, right, columns), np.linspace(bottom, top, rows)
    for index in range(len(panel.names)):
        area = panel.areas == index
        colour = COLOURS[index % len(COLOURS)]
        if area.any():
            # The outline of a 0/1 map at 0.5; what is inside gets colour and hatch.
            axes.contourf(
                x,
                y,
                area.astype(float),
                levels=[0.5, 1.5],
                colors=[(*colors.to_rgb(colour), 0.22)],
                hatches=[_HATCHES[index % len(_HATCHES)]],
            )
        mine = panel.kinds == index
        axes.plot(
            *panel.points[mine].T,
            linestyle="",
            marker=_MARKERS[index % len(_MARKERS)],
            color=colour,
            markersize=5,
            markeredgecolor="white",
            markeredgewidth=0.6,
        )
    for index, name in enumerate(panel.names):
        if place := _middle(panel.areas == index, x, y):
            axes.text(*place, name, ha="center", va="center", fontsize=9, fontweight="bold", path_effects=_HALO)
    axes.set(xlim=(left, right), ylim=(bottom, top), xlabel=panel.xlabel, ylabel=panel.ylabel)


def _middle(area: np.ndarray, x: np.ndarray, y: np.ndarray) -> tuple[float, float] | None:
    """A place inside the area for its name: the area's own place nearest to its centre; None if it is tiny."""
    rows, columns = np.nonzero(area)
    if rows.size < 0.01 * area.size:
        return None
    nearest = np.argmin((rows - rows.mean()) ** 2 + (columns - columns.mean()) ** 2)
    return float(x[columns[nearest]]), float(y[rows[nearest]])


def _images(axes: Axes, panel: Images) -> None:
    n, height, width, channels = panel.images.shape
    columns = min(panel.columns, n)
    rows = -(-n // columns)
    gap = 0 if n == 1 else max(2, width // 16)
    lines = max((word.count("\n") + 1 for word in panel.words), default=0)
    room = (height + gap + lines * height // 4, width + gap)
    canvas = np.ones((rows * room[0] - gap, columns * room[1] - gap, channels))
    for index, image in enumerate(panel.images):
        top, left = room[0] * (index // columns), room[1] * (index % columns)
        canvas[top : top + height, left : left + width] = np.clip(image, 0, 1)
        # A frame, so that an image that is all white is seen to be there.
        corner = (left - 0.5, top - 0.5)
        axes.add_patch(Rectangle(corner, width, height, fill=False, edgecolor=GREY, linewidth=0.6, clip_on=False))
        if panel.words:
            axes.text(left + width / 2, top + height, panel.words[index], ha="center", va="top", fontsize=_SMALL)
    for row, word in enumerate(panel.rows):
        axes.text(-gap, room[0] * row + height / 2, word, ha="right", va="center", fontsize=_SMALL)
    grey = channels == 1
    axes.imshow(canvas[:, :, 0] if grey else canvas, cmap="gray" if grey else None, vmin=0, vmax=1)
    axes.set(xlabel=panel.xlabel, ylabel=panel.ylabel)
    if not panel.axes:
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_visible(False)


def _layers(axes: Axes, panel: Layers) -> None:
    """Grey and hatched is what stays, orange what moves, from the left."""
    for row, layer in enumerate(panel.layers):
        place = {"height": 0.8, "edgecolor": INK, "linewidth": 0.8}
        if layer.moves is None:
            axes.barh(row, 1, color="white", **place)
        else:
            share = min(max(layer.moves, 0), 1)
            axes.barh(row, 1, color=PALE, hatch="///", **{**place, "edgecolor": "white"})
            axes.barh(row, share, color=_LEARNING, **place)
            axes.barh(row, 1, color="none", **place)
        axes.text(0.5, row, layer.words, ha="center", va="center", **_NOTE)
    axes.set(xlim=(-0.01, 1.01), ylim=(max(len(panel.layers), 1) - 0.5, -0.5))
    axes.set_axis_off()


_PAINTERS: dict[type[Panel], Callable[[Axes, Any], None]] = {
    Absent: _absent,
    Heat: _heat,
    Curves: _curves,
    Regions: _regions,
    Images: _images,
    Layers: _layers,
}
