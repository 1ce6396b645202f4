"""Counting and removing folders that a hostile process has left."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.jail.scratch import disk_use, remove, removing

MB = 2**20


@pytest.fixture
def root() -> Iterator[Path]:
    """In memory where there is such a place: a disk takes a millisecond for each folder."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def folder(root: Path) -> Path:
    made = root / "scratch"
    made.mkdir()
    return made


def nest(folder: Path, depth: int) -> None:
    """Folders inside one another, deeper than any path may be long."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        for _ in range(depth):
            Path("d").mkdir()
            os.chdir("d")
        Path("deepest").write_bytes(b"x")
    finally:
        os.chdir(before)


def test_files_count_by_their_blocks(folder):
    empty = disk_use(folder)
    (folder / "sub").mkdir()
    (folder / "sub" / "file").write_bytes(os.urandom(MB))
    assert MB <= disk_use(folder) - empty < 1.2 * MB


def test_holes_cost_nothing_and_empty_files_cost_something(folder):
    with (folder / "sparse").open("wb") as file:
        file.truncate(10**9)
    assert disk_use(folder) < MB
    for number in range(1_000):
        (folder / str(number)).touch()
    assert disk_use(folder) > 1_000 * 4_096


def test_links_are_not_followed(folder):
    (folder / "all").symlink_to("/")
    (folder / "round").symlink_to(folder)
    (folder / "broken").symlink_to("nowhere")
    assert disk_use(folder) < MB


def test_a_folder_beyond_the_reach_of_any_path_counts_as_too_much(folder):
    nest(folder, 2_100)
    assert disk_use(folder) > 2**50
    remove(folder)


@pytest.mark.skipif(os.getuid() == 0, reason="root may look into every folder")
def test_a_folder_that_cannot_be_listed_counts_as_too_much(folder):
    (folder / "hidden").mkdir(mode=0o300)
    assert disk_use(folder) > 2**50


def test_a_folder_that_is_gone_is_empty(folder):
    assert disk_use(folder / "gone") == 0


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_files_that_a_process_holds_without_a_name_count(folder):
    with (folder / "file").open("wb") as file:
        file.write(os.urandom(MB))
        file.flush()
        (folder / "file").unlink()
        assert disk_use(folder) < 10_000
        assert disk_use(folder, os.getpid()) >= MB
    assert disk_use(folder, os.getpid()) < 10_000
    assert disk_use(folder, 2**30) < 10_000


def test_removing_leaves_nothing_and_touches_nothing_outside(folder, root):
    keep = root / "keep"
    keep.mkdir()
    (keep / "file").write_text("text")
    (folder / "to_folder").symlink_to(keep)
    (folder / "to_file").symlink_to(keep / "file")
    (folder / "sub" / "sub").mkdir(parents=True)
    (folder / "sub" / "hard").hardlink_to(keep / "file")
    (folder / "sub" / "sub" / "file").write_text("text")
    (folder / "sub" / "closed").mkdir(mode=0)
    os.mkfifo(folder / "sub" / "pipe")
    (folder / "scratch.1").mkdir()
    remove(folder)
    assert [path.name for path in root.iterdir()] == ["keep"]
    assert (keep / "file").read_text() == "text"


@pytest.mark.parametrize("depth", [1, 1_500, 2_500])
def test_removing_any_depth(folder, root, depth):
    """shutil.rmtree gives up at the recursion limit, and took the warm parent with it."""
    nest(folder, depth)
    remove(folder)
    assert list(root.iterdir()) == []


def test_removing_what_is_not_there(root):
    remove(root / "gone")
    assert list(root.iterdir()) == []


@pytest.mark.skipif(os.getuid() != 0, reason="needs another user's folder")
def test_what_may_not_be_removed_is_left_without_an_error(folder):
    """As an unprivileged user, in a folder that holds one of root's."""
    (folder / "own").mkdir()
    (folder / "foreign").mkdir()
    (folder / "foreign" / "file").touch()
    for path in (folder, folder / "own"):
        os.chown(path, 65_534, 65_534)
    code = (
        "import os, sys; from pathlib import Path; from autograder.jail.scratch import remove\n"
        "os.setresgid(65534, 65534, 65534); os.setresuid(65534, 65534, 65534)\n"
        "remove(Path(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", code, str(folder)], check=True)
    assert (folder / "foreign" / "file").exists()


def test_removing_goes_in_small_steps(folder, root):
    for number in range(100):
        (folder / str(number)).mkdir()
        (folder / str(number) / "file").touch()
    steps = removing(folder)
    next(steps)
    assert folder.exists()
    assert sum(1 for _ in steps) >= 300
    assert list(root.iterdir()) == []
