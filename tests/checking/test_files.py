"""Real files in the sandbox's folder: written there, listed and read from outside, whatever links lie about."""

import os

import pytest

from autograder.checking.sandbox_files import LINK, SandboxFiles
from autograder.engine import outside
from autograder.engine.errors import MalformedAnswer

SOURCE = """
import os, pathlib

def make(folder):
    folder = pathlib.Path(folder)
    (folder / "made.txt").write_text("made")
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "number").write_bytes(b"12345")
    return sorted(path.name for path in folder.iterdir())

def plant(folder, target):
    os.symlink(target, os.path.join(folder, "link"))

def second_name(folder):
    os.link(os.path.join(folder, "a.txt"), os.path.join(folder, "b.txt"))

def pipe(folder):
    os.mkfifo(os.path.join(folder, "pipe"))

def replace(folder, target):
    os.rename(folder, folder + ".old")
    os.symlink(target, folder)

def many(folder):
    for index in range(12_000):
        open(os.path.join(folder, str(index)), "w").close()
"""


@pytest.fixture
def opened(loaded):
    with loaded(SOURCE) as (student, _, sandbox):
        yield student, SandboxFiles(sandbox)


def test_written_files_are_there_for_the_student_and_in_the_listing(opened):
    student, tree = opened
    folder = tree.write({"train/dress/a.jpg": b"abc", "train/hat/": b"", "b.txt": b""})
    assert tree.listing(folder) == {"b.txt": 0, "train/dress/a.jpg": 3, "train/hat/": 0}
    assert student.make(folder) == ["b.txt", "deep", "made.txt", "train"]
    found = tree.listing(folder)
    assert found["made.txt"] == 4
    assert found["deep/er/"] == 0
    assert tree.listing(f"{folder}/deep") == {"er/": 0, "number": 5}
    assert tree.read(f"{folder}/deep/number") == b"12345"


def test_each_folder_is_a_fresh_one(opened):
    _, tree = opened
    assert tree.folder() != tree.folder()
    assert tree.listing(tree.folder()) == {}
    assert tree.listing("not there") == {}


def test_links_are_listed_and_never_followed(opened, tmp_path):
    student, tree = opened
    folder = tree.folder()
    (tmp_path / "secret").write_text("secret")
    student.plant(folder, str(tmp_path))
    assert tree.listing(folder) == {"link": LINK}
    assert tree.listing(f"{folder}/link") == {}
    with pytest.raises(MalformedAnswer, match="cannot be read"):
        tree.read(f"{folder}/link/secret")
    with pytest.raises(MalformedAnswer, match="cannot be read"):
        tree.read(f"{folder}/link")
    student.replace(folder, str(tmp_path))
    assert tree.listing(folder) == {}
    with pytest.raises(MalformedAnswer):
        tree.read(f"{folder}/secret")


def test_a_file_with_two_names_is_a_link(opened):
    student, tree = opened
    folder = tree.write({"a.txt": b"one", "c.txt": b"alone"})
    student.second_name(folder)
    assert tree.listing(folder) == {"a.txt": LINK, "b.txt": LINK, "c.txt": 5}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_a_pipe_is_no_file_and_holds_nobody_up(opened):
    student, tree = opened
    folder = tree.folder()
    student.pipe(folder)
    assert tree.listing(folder) == {"pipe": 0}
    with pytest.raises(MalformedAnswer, match="not a regular file"):
        tree.read(f"{folder}/pipe")


def test_what_is_too_much_is_no_answer(opened):
    student, tree = opened
    folder = tree.write({"large": b"x" * 100})
    with pytest.raises(MalformedAnswer, match="more than 99 bytes"):
        tree.read(f"{folder}/large", limit=99)
    student.many(folder)
    with pytest.raises(MalformedAnswer, match="more in it than can be listed"):
        tree.listing(folder)


@pytest.mark.parametrize("path", ["../work", "a/../../b", "/etc"])
def test_paths_lead_nowhere_else(tmp_path, path):
    with pytest.raises(MalformedAnswer, match="leads out"):
        outside.listing(tmp_path, path)
    with pytest.raises(MalformedAnswer, match="leads out"):
        outside.read_file(tmp_path, path, 10)


def test_names_that_are_no_text_are_shown_all_the_same(tmp_path):
    try:
        (tmp_path / os.fsdecode(b"\xff.h5")).write_bytes(b"1")
    except OSError:
        pytest.skip("this file system takes text alone")
    assert outside.listing(tmp_path, "") == {"\\xff.h5": 1}


def test_systems_without_descriptors_of_folders_list_the_same(tmp_path, monkeypatch):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "c").write_bytes(b"12")
    monkeypatch.setattr(outside, "_HAS_DIR_FD", False)
    assert outside.listing(tmp_path, "") == {"a/b/": 0, "a/c": 2}
    assert outside.read_file(tmp_path, "a/c", 2) == b"12"
