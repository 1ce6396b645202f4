"""How course systems read what comes back, by the rules that their sources have."""

import csv
import io
import re
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path


def canvas_reads(text: str, column: str) -> dict[str, str | float]:
    """ID -> what Canvas takes from a column, by the rules of its importer."""
    text = text.removeprefix("\ufeff")
    lines = text.splitlines()[:3]
    separator = max(",;", key=lambda sign: min(line.count(sign) for line in lines))
    header, *rows = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    assert len(header) > 3
    assert "Student" in header[0]
    assert "ID" in header[1]
    at = 2
    for name in ("SIS User ID", "SIS Login ID", "Integration ID", "Root Account"):
        at += header[at] == name
    assert "Section" in header[at], "Invalid header row"
    taken: dict[str, str | float] = {}
    for row in rows:
        assert len(row) == len(header)
        if "Points Possible" in row[0] or not row[1]:
            continue
        cell = row[header.index(column)].strip()
        if cell.upper() in ("EX", "EXCUSED"):
            taken[row[1]] = "EX"
        elif cell and cell != "-":
            whole, sign, decimals = cell.replace(",", ".").rpartition(".")
            taken[row[1]] = float(whole.replace(".", "") + sign + decimals if sign else decimals)
    return taken


def moodle_reads(text: str) -> dict[int, float]:
    """Participant -> the grade that Moodle writes, by the rules of its importer."""
    header, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(header)
    found = {}
    for row in rows:
        assert len(row) == len(header)
        of = dict(zip(header, row, strict=True))
        if (
            of["Grade"]
            and of["Grade can be changed"] == "Yes"
            and 0 <= float(of["Grade"]) <= float(of["Maximum grade"])
        ):
            found[int(of["Identifier"][12:])] = float(of["Grade"])
    return found


def canvas_takes(path: Path, attachments: Mapping[str, Collection[str]]) -> dict[str, tuple[str, bytes]]:
    """User -> attachment and content, by the rules of Canvas' importer; what it ignores is not in it.

    Args:
        attachments: User -> the attachments of the latest attempt, as Canvas has them.
    """
    taken: dict[str, tuple[str, bytes]] = {}
    with zipfile.ZipFile(path) as archive:
        for entry in archive.namelist():
            name = entry.rpartition("/")[2]
            parts = [part for part in name.split("_") if part != "LATE"]
            if name.startswith("._") or parts[-1].startswith("link"):
                continue
            user, attachment = [part for part in parts if re.fullmatch("[0-9]+", part)][:2]
            if attachment in attachments.get(user, ()):
                assert user not in taken
                taken[user] = (attachment, archive.read(entry))
    return taken


def moodle_takes(path: Path) -> dict[int, tuple[str, bytes]]:
    """Number of a student in the assignment -> name of the file and content, by the rules of Moodle's importer."""
    taken: dict[int, tuple[str, bytes]] = {}
    with zipfile.ZipFile(path) as archive:
        for entry in archive.namelist():
            parts = entry.split("/")
            at = next(index for index, part in enumerate(parts) if len(part.split("_", 4)) >= 4)
            _, number, kind, plugin, *rest = parts[at].split("_", 4)
            assert (kind, plugin) == ("assignfeedback", "file")
            name = "/".join([*filter(None, rest), *parts[at + 1 :]])
            assert not name.startswith((".", "~"))
            assert int(number) not in taken
            taken[int(number)] = (name, archive.read(entry))
    return taken
