"""A run that is given again: nothing starts and nothing is written for what is finished."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from made_class import DUE, flat, the_class
from without_sandboxes import no_sandboxes

from autograder.cli import cli
from autograder.engine import fleet
from autograder.engine.fleet import Fleet
from autograder.engine.provider import Setup
from autograder.reports import pages


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """Of twelve students, finished; what lies there is as old as a week-end."""
    flat(tmp_path, the_class(12))
    with no_sandboxes():
        grade(tmp_path)
    for path in (tmp_path / "out").rglob("*"):
        os.utime(path, (DUE.timestamp(), DUE.timestamp()))
    return tmp_path / "out"


@pytest.fixture
def nothing_starts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(fleet, "Sandboxes", lambda _: pytest.fail("a warm parent was started"))
    return


def grade(folder: Path, *arguments: str) -> str:
    command = ["grade", str(folder / "class"), "--out", str(folder / "out"), "--plain", "--seed", "1", *arguments]
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == (0 if "--only" in arguments else 3), done.output
    return done.output


def written(report: Path) -> set[str]:
    """What was written since it was finished, but for the lock."""
    files = {path.relative_to(report).as_posix(): path for path in report.rglob("*") if path.is_file()}
    return {name for name, path in files.items() if path.stat().st_mtime != DUE.timestamp()} - {"staff/.lock"}


@pytest.mark.usefixtures("nothing_starts")
def test_nothing_starts_and_nothing_is_written_where_all_is_finished(report: Path):
    before = sorted(report.rglob("*"))
    said = grade(report.parent)
    assert "12 of 12 submissions were graded before" in said
    assert "Sandbox: tier A" in said
    assert written(report) == set()
    assert sorted(report.rglob("*")) == before
    grade(report.parent, "--only", the_class(1)[0].login)
    assert written(report) == set()


def test_only_what_changed_is_written(report: Path):
    one = the_class(1)[0]
    (path,) = (report.parent / "class").glob(f"{one.login}_08_dropout.py")
    path.write_bytes(path.read_bytes().replace(b"made: ", b"made: both # "))
    with no_sandboxes():
        grade(report.parent)
    staff = ("grades.csv", "insights.html", "run.json", f"results/{one.login}.json", f"graded/{one.login}.json")
    own = {*(f"staff/{name}" for name in staff), f"feedback/{one.login}.html"}
    assert {name for name in written(report) if not name.startswith("staff/earlier/")} == own
    # What the table was made from is kept, for `compare`.
    assert (report / "staff" / "earlier" / "1" / "results" / f"{one.login}.json").exists()


@pytest.mark.usefixtures("nothing_starts")
def test_a_page_that_is_gone_or_of_another_result_is_made_again(report: Path, monkeypatch: pytest.MonkeyPatch):
    first, second = (report / "feedback" / f"{student.login}.html" for student in the_class(2))
    page = first.read_text()
    first.unlink()
    second.write_text(page)
    grade(report.parent)
    assert written(report) == {f"feedback/{path.name}" for path in (first, second)}
    assert first.read_text() == page
    assert second.read_text() != page
    # As after an update of the kit.
    monkeypatch.setattr(pages, "_code", lambda: b"other code")
    grade(report.parent)
    assert written(report) == {f"feedback/{path.name}" for path in report.glob("feedback/*")} | {"staff/insights.html"}


@pytest.mark.usefixtures("nothing_starts")
def test_a_stronger_sandbox_than_the_run_had_is_looked_for(report: Path):
    path = report / "staff" / "run.json"
    path.write_text(path.read_text().replace('"tier": "A"', '"tier": "B"'))
    with pytest.raises(pytest.fail.Exception, match="a warm parent was started"):
        CliRunner().invoke(
            cli,
            ["grade", str(report.parent / "class"), "--out", str(report), "--seed", "1", "--require-tier", "A"],
            catch_exceptions=False,
        )


@pytest.mark.usefixtures("nothing_starts")
def test_a_fleet_starts_at_once_unless_it_is_told_to_wait():
    with Fleet(Setup(), at_once=False):
        pass
    with pytest.raises(pytest.fail.Exception):
        Fleet(Setup())
