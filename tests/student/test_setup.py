"""`convlings init`, the first time and after an upgrade."""

import json
from pathlib import Path

from click.testing import CliRunner

from autograder.cli import cli
from autograder.course import content
from autograder.course.exercise import load_course
from autograder.student.setup import set_up

NAMES = [f"{exercise.name}.py" for exercise in load_course()]


def upgrade(folder: Path, name: str) -> str:
    """Make it look as if an older kit had handed out another stub of this name; its text."""
    import hashlib

    old = "# an older stub\n"
    (folder / "exercises" / name).write_text(old)
    record = folder / "exercises" / ".convlings" / "handed_out.json"
    data = json.loads(record.read_text())
    data[name] = hashlib.sha256(old.rstrip("\n").encode()).hexdigest()
    record.write_text(json.dumps(data))
    return old


def test_the_first_run_brings_every_exercise_and_no_solution(tmp_path):
    folder = tmp_path / "my course"
    assert set_up(folder).added == NAMES
    for exercise in load_course():
        assert (folder / "exercises" / f"{exercise.name}.py").read_text(encoding="utf-8") == exercise.stub
    assert not list(folder.rglob("*solution*"))


def test_a_second_run_changes_nothing(tmp_path):
    set_up(tmp_path)
    (tmp_path / "exercises" / NAMES[0]).write_text("mine")
    assert set_up(tmp_path).none
    assert (tmp_path / "exercises" / NAMES[0]).read_text() == "mine"


def test_an_upgrade_replaces_what_was_not_edited(tmp_path):
    set_up(tmp_path)
    upgrade(tmp_path, NAMES[0])
    changes = set_up(tmp_path)
    assert (changes.added, changes.updated, changes.kept) == ([], [NAMES[0]], [])
    assert set_up(tmp_path).none


def test_an_upgrade_leaves_an_edited_file_alone_and_says_so(tmp_path):
    set_up(tmp_path)
    text = upgrade(tmp_path, NAMES[0]) + "mine = 1\n"
    (tmp_path / "exercises" / NAMES[0]).write_text(text)
    changes = set_up(tmp_path)
    assert (changes.added, changes.updated, changes.kept) == ([], [], [NAMES[0]])
    assert (tmp_path / "exercises" / NAMES[0]).read_text() == text


def test_line_ends_are_no_edit(tmp_path):
    set_up(tmp_path)
    path = tmp_path / "exercises" / NAMES[0]
    path.write_bytes(upgrade(tmp_path, NAMES[0]).encode().replace(b"\n", b"\r\n"))
    assert set_up(tmp_path).updated == [NAMES[0]]


def test_notebooks_come_in_place_of_scripts_and_edited_ones_stay(tmp_path):
    notebooks = [f"notebooks/{exercise.name}.ipynb" for exercise in load_course()]
    assert set_up(tmp_path, notebooks=True).added == notebooks
    assert not list((tmp_path / "exercises").glob("*.py"))
    name = notebooks[0]
    path = tmp_path / "exercises" / name
    assert path.read_text(encoding="utf-8") == (content.KIT.notebooks / path.name).read_text(encoding="utf-8")
    path.write_text(upgrade(tmp_path, name) + "mine")
    changes = set_up(tmp_path, notebooks=True)
    assert (changes.added, changes.updated, changes.kept) == ([], [], [name])


def test_both_kinds_are_kept_up_to_date(tmp_path):
    set_up(tmp_path, notebooks=True)
    assert set_up(tmp_path).added == NAMES
    name = f"notebooks/{load_course()[0].name}.ipynb"
    upgrade(tmp_path, name)
    assert set_up(tmp_path).updated == [name]


def test_reset_brings_back_the_notebook_of_a_folder_with_notebooks(tmp_path, monkeypatch):
    assert CliRunner().invoke(cli, ["init", "--notebooks", str(tmp_path)]).exit_code == 0
    path = tmp_path / "exercises" / "notebooks" / "00_welcome.ipynb"
    path.write_text("mine")
    monkeypatch.chdir(tmp_path)
    finished = CliRunner().invoke(cli, ["reset", "00", "--yes"])
    assert "00_welcome.ipynb is as it was handed out." in finished.output
    assert path.read_text(encoding="utf-8") == (content.KIT.notebooks / path.name).read_text(encoding="utf-8")
    [backup] = (tmp_path / "exercises" / ".convlings" / "backups").iterdir()
    assert (backup.suffix, backup.read_text()) == (".ipynb", "mine")


def test_the_command_says_what_it_did_and_what_is_next(tmp_path):
    folder = tmp_path / "my course"
    finished = CliRunner().invoke(cli, ["init", str(folder)])
    assert finished.exit_code == 0
    assert f"added    {folder / 'exercises' / NAMES[0]}" in finished.output
    assert f'Next: cd "{folder}", then: convlings' in finished.output
    assert "up to date" in CliRunner().invoke(cli, ["init", str(folder)]).output


def test_without_a_folder_it_brings_the_one_up_to_date_that_one_stands_in(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "Next: cd convlings" in CliRunner().invoke(cli, ["init"]).output
    own = tmp_path / "convlings"
    set_up(own, notebooks=True)
    for folder in (own, own / "exercises", own / "exercises" / "notebooks"):
        before = sorted(own.rglob("*"))
        monkeypatch.chdir(folder)
        finished = CliRunner().invoke(cli, ["init"])
        assert "up to date" in finished.output
        assert sorted(own.rglob("*")) == before


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    finished = CliRunner().invoke(cli, ["init", str(tmp_path / "file" / "below")])
    assert finished.exit_code == 1
    assert "cannot be written" in finished.output
