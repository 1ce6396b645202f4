"""One picture of a calibration: every value as a dot, and the threshold between right answers and mistakes."""

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from autograder.course.exercise import Exercise
from autograder.engine.backends import TENSORFLOW
from autograder.grading.catalogue import CheckInfo

_TITLE_WIDTH = 80
# Told apart by every kind of colour vision, and by their marks.
_RIGHT, _WRONG, _LINE = "#0072B2", "#D55E00", "#222222"


def place(exercise: Exercise, tier: str, backend: str) -> Path:
    """Where the picture of this exercise's entry lies."""
    of_backend = "" if backend == TENSORFLOW else f"-{backend}"
    return exercise.collection.root / "data" / "pictures" / "thresholds" / f"{exercise.name}-{tier}{of_backend}.png"


def draw(path: Path, check: CheckInfo, entry: Mapping[str, Any]) -> None:
    """Write the PNG of this entry of `thresholds.toml`."""
    backend = "" if entry["backend"] == TENSORFLOW else f", {entry['backend']}"
    title = f"{check.id} {check.title} ({entry['tier']}{backend})"
    rows = [("right answers", entry["right"]["values"], _RIGHT, "o")]
    rows += [(mistake["name"], mistake["values"], _WRONG, "x") for mistake in entry["mistake"]]
    figure = Figure(figsize=(8, 1.4 + 0.6 * len(rows)), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    spread = np.random.default_rng(0)
    for row, (_, values, colour, marker) in enumerate(rows):
        height = -row + spread.uniform(-0.25, 0.25, len(values))
        axes.scatter(values, height, s=14, c=colour, marker=marker, linewidths=1, alpha=0.7)
    axes.axvline(entry["value"], color=_LINE, linewidth=1.5)
    axes.annotate(
        f"threshold {entry['value']:.3f}",
        (entry["value"], 1),
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
    figure.savefig(path, dpi=110, metadata={"Description": alt_text(title, entry)})


def alt_text(title: str, entry: Mapping[str, Any]) -> str:
    """The picture in words."""
    samples = [
        ("Right answers", entry["right"]),
        *((each["name"].replace("_", " "), each) for each in entry["mistake"]),
    ]
    parts = [f"{name}: {each['runs']} runs, {each['least']:.3f} to {each['greatest']:.3f}." for name, each in samples]
    return " ".join([f"{title}.", *parts, f"Threshold {entry['value']:.3f}."])
