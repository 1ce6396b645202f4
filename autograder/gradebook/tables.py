"""CSV files that people write: any spreadsheet's, read with messages that name file, line and column."""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


class BadFile(ValueError):
    """A file of the instructor's that cannot be used as it is. The message is for people: file, line, what to do."""


@dataclass(frozen=True)
class Row:
    """One line of a table, by the names of its columns; what is not there is empty."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def bad(self, column: str, what: str) -> BadFile:
        """The error to raise for a cell."""
        return BadFile(f"{self.file}, line {self.line}, {column}: {what}")


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, with or without a byte order mark.

    Raises:
        BadFile: there is no such file, or it is something else.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile(f'{path.name} is not UTF-8. Save it as "CSV UTF-8".') from None
    except OSError as error:
        raise BadFile(f"{path} cannot be read ({error.strerror}).") from None


def separator_of(text: str) -> str:
    """What separates the cells of a CSV file: spreadsheets of some countries write semicolons."""
    first = text.partition("\n")[0]
    return ";" if first.count(";") > first.count(",") else ","


def number_of(text: str) -> float | None:
    """A number as a person or a spreadsheet writes it, with a decimal point or comma; None if it is not one."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def read_table(path: Path, needed: Collection[str], known: Collection[str] = ()) -> list[Row]:
    """The rows of a CSV file with a header; commas or semicolons, empty lines left out.

    Args:
        needed: Columns that have to be there.
        known: Columns that may be there. Others are left alone, unless they look like a misspelt one of these.

    Raises:
        BadFile: see there.
    """
    text = read_text(path)
    reader = csv.reader(io.StringIO(text), delimiter=separator_of(text), strict=True)
    rows: list[Row] = []
    header: list[str] = []
    try:
        for cells in reader:
            cells = [cell.strip() for cell in cells]
            if not any(cells):
                continue
            if not header:
                header = _header(path, reader.line_num, cells, needed, known)
                continue
            if len(cells) > len(header) and any(cells[len(header) :]):
                raise BadFile(
                    f"{path.name}, line {reader.line_num}: {len(cells)} cells, and the header has {len(header)}. "
                    "A cell with a comma in it needs quotation marks around it."
                )
            rows.append(Row(path.name, reader.line_num, dict(zip(header, cells, strict=False))))
    except csv.Error as error:
        raise BadFile(f"{path.name}, line {reader.line_num}: {error}.") from None
    if not header:
        raise BadFile(f"{path.name} is empty. Its first line has to be: {','.join(needed)}")
    return rows


def _header(path: Path, line: int, cells: list[str], needed: Collection[str], known: Collection[str]) -> list[str]:
    header = [_plain(cell) for cell in cells]
    for name in {name for name in header if name and header.count(name) > 1}:
        raise BadFile(f"{path.name}, line {line}: there are two columns {name}.")
    everything = [*needed, *known]
    for name in header:
        if name not in everything and (near := get_close_matches(name, everything, n=1, cutoff=0.8)):
            raise BadFile(f"{path.name}, line {line}: there is no column {name}. Did you mean {near[0]}?")
    if missing := [name for name in needed if name not in header]:
        raise BadFile(
            f"{path.name}, line {line}: the column {missing[0]} is missing. The columns are: {', '.join(everything)}."
        )
    return header


def _plain(name: str) -> str:
    """`E-mail` and `email` are one name."""
    return name.casefold().replace("-", "").replace(" ", "_")
