"""A CSV file of a course system, in which single cells are filled and everything else stays as it is."""

import csv
import io
from pathlib import Path

from autograder.gradebook.tables import BadFile, read_text, separator_of
from autograder.grading.folder import write_whole

_BOM = b"\xef\xbb\xbf"


class Sheet:
    """The file's rows.

    Attributes:
        name: Of the file.
        rows: All of them, the header among them.

    Raises:
        BadFile: it cannot be read.
    """

    def __init__(self, path: Path):
        text = read_text(path)
        first = text.partition("\n")[0]
        self.name = path.name
        self._has_bom = path.read_bytes().startswith(_BOM)
        self._separator = separator_of(text)
        self._line_end = "\r\n" if first.endswith("\r") else "\n"
        try:
            self.rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=self._separator, strict=True))
        except csv.Error as error:
            raise BadFile(f"{self.name} is not a CSV file: {error}.") from None
        if not self.rows:
            raise BadFile(f"{self.name} is empty.")

    def column(self, *names: str) -> int | None:
        """Where the first of these headings stands."""
        header = [cell.strip().casefold() for cell in self.rows[0]]
        return next((header.index(name.casefold()) for name in names if name.casefold() in header), None)

    def cell(self, row: int, column: int | None) -> str:
        """A cell's text; empty where the row ends before it."""
        cells = self.rows[row]
        return cells[column].strip() if column is not None and column < len(cells) else ""

    def fill(self, row: int, column: int, text: str) -> None:
        """Write a cell."""
        cells = self.rows[row]
        cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = text

    def write(self, path: Path) -> None:
        """Write the file as it came, but for what was filled."""
        text = io.StringIO()
        csv.writer(text, delimiter=self._separator, lineterminator=self._line_end).writerows(self.rows)
        write_whole(path, (_BOM if self._has_bom else b"") + text.getvalue().encode())
