"""One picture of a calibration: every value as a dot, and the threshold between right answers and mistakes."""

import textwrap
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from autograder.calibration.choice import Choice

_TITLE_WIDTH = 80
# Told apart by every kind of colour vision, and by their marks.
_RIGHT, _WRONG, _LINE = "#0072B2", "#D55E00", "#222222"


def draw(path: Path, title: str, choice: Choice) -> None:
    """Write the PNG."""
    rows = [("right answers", choice.right.values, _RIGHT, "o")]
    rows += [(mistake.name, mistake.values, _WRONG, "x") for mistake in choice.mistakes]
    figure = Figure(figsize=(8, 1.4 + 0.6 * len(rows)), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    spread = np.random.default_rng(0)
    for row, (_, values, colour, marker) in enumerate(rows):
        height = -row + spread.uniform(-0.25, 0.25, len(values))
        axes.scatter(values, height, s=14, c=colour, marker=marker, linewidths=1, alpha=0.7)
    axes.axvline(choice.value, color=_LINE, linewidth=1.5)
    axes.annotate(
        f"threshold {choice.value:.3f}",
        (choice.value, 1),
        xycoords=("data", "axes fraction"),
        xytext=(4, -12),
        textcoords="offset points",
        color=_LINE,
    )
    labels = [f"{name.replace('_', ' ')}\n{len(values)} runs" for name, values, _, _ in rows]
    axes.set_yticks([-row for row in range(len(rows))], labels)
    axes.set_ylim(-len(rows) + 0.5, 0.8)
    axes.set_xlabel("measured value of one attempt")
    axes.set_title(textwrap.fill(title, _TITLE_WIDTH), loc="left", fontsize="medium")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110, metadata={"Description": alt_text(title, choice)})


def alt_text(title: str, choice: Choice) -> str:
    """The picture in words."""
    right = choice.right.values
    parts = [f"{title}. Right answers: {len(right)} runs, {min(right):.3f} to {max(right):.3f}."]
    parts += [
        f"{mistake.name.replace('_', ' ')}: {len(mistake.values)} runs, "
        f"{min(mistake.values):.3f} to {max(mistake.values):.3f}."
        for mistake in choice.mistakes
    ]
    return " ".join([*parts, f"Threshold {choice.value:.3f}."])
