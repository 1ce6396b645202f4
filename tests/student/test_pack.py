"""`convlings pack`, and what the grader reads out of it."""

import zipfile
from pathlib import Path

import pytest

from autograder import __version__
from autograder.course import changes
from autograder.course.changes import Change, older_kit_note
from autograder.course.exercise import find_exercise
from autograder.student.packing import Expected, own_files, write_pack
from autograder.submissions import files_beside, read_submissions, read_work

EXERCISE = "00_welcome"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack of one exercise, in a class of one."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / f"{EXERCISE}.py").write_text(find_exercise("00").source, encoding="utf-8")
    (tmp_path / "class").mkdir()
    path = tmp_path / "class" / "Ann_B.zip"
    write_pack(path, own_files(folder), [Expected(EXERCISE, 10, 10)])
    return path


def test_a_pack_is_read_as_a_submission_and_names_its_kit(pack: Path, tmp_path: Path):
    (submission,) = read_submissions(pack.parent, [EXERCISE], tmp_path / "unpacked")
    assert submission.kit == __version__
    assert submission.works[0].outcome == "found"
    assert submission.works[0].content == find_exercise("00").source.encode()
    assert older_kit_note(submission.kit) == ""


def test_packing_the_same_work_again_gives_the_same_bytes(pack: Path, tmp_path: Path):
    again = tmp_path / "again.zip"
    write_pack(again, own_files(tmp_path / "own"), [Expected(EXERCISE, 10, 10)])
    assert again.read_bytes() == pack.read_bytes()


@pytest.mark.parametrize("manifest", ["", "[]", '{"kit": 3}', '{"kit": "' + "9" * 100 + '"}', "[" * 100_000])
def test_a_broken_manifest_is_no_manifest(pack: Path, tmp_path: Path, manifest: str):
    with zipfile.ZipFile(pack, "w") as archive:
        archive.writestr("convlings.json", manifest)
        archive.writestr(f"{EXERCISE}.py", "x = 1")
    (submission,) = read_submissions(pack.parent, [EXERCISE], tmp_path / "unpacked")
    assert submission.kit == ""
    assert submission.works[0].content == b"x = 1"


def test_an_older_kit_is_named_with_what_changed_since(monkeypatch):
    monkeypatch.setattr(changes, "__version__", "0.10.0")
    monkeypatch.setattr(
        changes, "changes_since", lambda version, exercise=None: [Change("0.10.0", "all", "Dropout takes a generator.")]
    )
    note = older_kit_note("0.9.0")
    assert note == (
        "This was made with convlings 0.9.0; here it is 0.10.0. What changed since: 0.10.0: Dropout takes a generator."
    )
    assert "newer" in older_kit_note("0.11.0")
    assert older_kit_note("0.10.0") == older_kit_note("nonsense") == ""


def test_changes_are_compared_by_number():
    assert changes.changes_since("0.0.9")[0].version == "0.1.0"
    assert changes.changes_since("0.1.0") == []


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("import tools\nopen('table.csv')", {"00_welcome.py", "tools.py", "table.csv"}),
        ("import sys\nsys.path.append('..')\nimport above", {"exercises/00_welcome.py", "above.py"}),
        ("x = 1", {"00_welcome.py"}),
    ],
)
def test_what_an_exercise_imports_and_reads_is_in_the_pack(tmp_path: Path, code: str, names: set[str]):
    folder = tmp_path / "exercises"
    folder.mkdir()
    for name, content in (("00_welcome.py", code), ("tools.py", ""), ("table.csv", "1"), ("../above.py", "")):
        (folder / name).write_text(content)
    (tmp_path / "class").mkdir()
    path = tmp_path / "class" / "Ann_B.zip"
    write_pack(path, own_files(folder), [Expected(EXERCISE, 10, 10)])
    with zipfile.ZipFile(path) as pack:
        assert {*pack.namelist()} == {"convlings.json", *names}
    [work] = read_submissions(path.parent, [EXERCISE], tmp_path / "unpacked")[0].works
    here = read_work(folder / "00_welcome.py", EXERCISE)
    assert (work.content, files_beside(work)) == (here.content, files_beside(here))
