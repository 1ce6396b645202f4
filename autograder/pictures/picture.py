"""A finished picture: what was measured, in words and as a drawing."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from autograder.pictures import drawing
from autograder.pictures.panels import Absent, Panel


@dataclass(frozen=True)
class Row:
    """Panels side by side.

    Attributes:
        height: In inches.
        panels: (share of the width, panel) from left to right.
    """

    height: float
    panels: tuple[tuple[float, Panel], ...]


@dataclass(frozen=True)
class Picture:
    """What a student's code does. A notebook that shows it draws it.

    Attributes:
        title: One line.
        alt: What is to be seen, in words, for those who cannot see it.
        rows: From top to bottom.
    """

    title: str
    alt: str
    rows: tuple[Row, ...]

    @property
    def panels(self) -> list[Panel]:
        """All panels, in reading order."""
        return [panel for row in self.rows for _, panel in row.panels]

    @property
    def numbers(self) -> list[tuple[str, str]]:
        """(title, numbers) of each panel that could be drawn."""
        return [(panel.title, panel.numbers) for panel in self.panels if not isinstance(panel, Absent)]

    @property
    def missing(self) -> list[str]:
        """A sentence for each panel that could not be drawn; each sentence once."""
        return list(dict.fromkeys(panel.numbers for panel in self.panels if isinstance(panel, Absent)))

    @cached_property
    def png(self) -> bytes:
        """The drawing, with `title` and `alt` in its metadata."""
        return drawing.to_png(self.title, self.alt, [(row.height, row.panels) for row in self.rows])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        """What Jupyter shows: the drawing, or its words where there are no drawings."""
        return {"image/png": self.png, "text/plain": self.alt}, {"image/png": {"alt": self.alt}}
