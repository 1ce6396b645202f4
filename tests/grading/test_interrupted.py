"""A batch that something ends, or a part of it: nothing finished is lost, nobody pays for it, nothing stays behind."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from left_behind import processes, wait_for_silence

from autograder.course import content
from autograder.engine import temporary
from autograder.engine.provider import Sandboxes, Setup

CONVLINGS = str(Path(sys.executable).with_name("convlings"))
STUDENTS = ("anna", "bela", "cleo")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes and kills them")


class Batch:
    """`convlings grade` of three right submissions, each a second or more long, with a temporary folder of its own."""

    def __init__(self, folder: Path):
        self.folder, self.out, self.temporary = folder / "class", folder / "out", folder / "tmp"
        self.temporary.mkdir()
        source = (content.clone_root() / "solutions" / "00_welcome.py").read_text()
        for name in STUDENTS:
            (self.folder / name).mkdir(parents=True)
            (self.folder / name / "00_welcome.py").write_text(f"import time\ntime.sleep(1)\n{source}")
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> "subprocess.Popen[str]":
        command = [CONVLINGS, "grade", str(self.folder), "--out", str(self.out), "--exercise", "00", "--plain"]
        environment = {**os.environ, "TMPDIR": str(self.temporary)}
        self.process = subprocess.Popen(
            [*command, "--jobs", "1", "--key", "5" * 32],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            start_new_session=True,
        )
        return self.process

    def wait_for_results(self, count: int) -> None:
        for _ in range(1_200):
            if len(list(self.out.glob("staff/results/*.json"))) >= count:
                return
            assert self.process is not None
            assert self.process.poll() is None, self.process.communicate()
            time.sleep(0.05)
        raise AssertionError("no results")

    def end(self) -> tuple[int, str]:
        """Exit code and all that was written."""
        assert self.process is not None
        printed, said = self.process.communicate(timeout=120)
        return self.process.returncode, printed + said

    def verdicts(self) -> dict[str, Any]:
        found = {}
        for path in self.out.glob("staff/results/*.json"):
            data = json.loads(path.read_text())
            found[data["student"]] = [check["outcome"] for each in data["exercises"] for check in each["checks"]]
        return found

    def assert_all_are_right(self) -> None:
        assert set(self.verdicts()) == set(STUDENTS)
        assert {outcome for outcomes in self.verdicts().values() for outcome in outcomes} == {"passed"}


@pytest.fixture
def batch(tmp_path: Path) -> Iterator[Batch]:
    made = Batch(tmp_path)
    yield made
    for process in processes(made.temporary):
        process.kill()


def interrupt(batch: Batch) -> None:
    """As a terminal does: the signal goes to the whole group."""
    os.killpg(batch.process.pid, signal.SIGINT)


def interrupt_twice(batch: Batch) -> None:
    interrupt(batch)
    time.sleep(0.1)
    interrupt(batch)


def terminate(batch: Batch) -> None:
    batch.process.terminate()


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (interrupt_twice, 1),
        pytest.param(terminate, 128 + signal.SIGTERM, marks=pytest.mark.slow),
        pytest.param(interrupt, 1, marks=pytest.mark.slow),
    ],
)
def test_a_signal_ends_all_and_keeps_what_is_finished(batch: Batch, end: Callable[[Batch], None], code: int):
    batch.start()
    batch.wait_for_results(1)
    end(batch)
    found, said = batch.end()
    assert found == code
    assert "Traceback" not in said
    assert "Stopped. What is finished is kept" in said
    wait_for_silence(batch.temporary)
    assert list(batch.temporary.iterdir()) == []
    batch.start()
    assert batch.end()[0] == 0
    batch.assert_all_are_right()


def test_an_output_folder_that_cannot_be_written_is_said_in_a_sentence(batch: Batch):
    batch.start()
    batch.wait_for_results(1)
    results = batch.out / "staff" / "results"
    shutil.move(results, batch.out / "moved")
    results.write_text("no folder")
    code, said = batch.end()
    assert code == 1
    assert "Traceback" not in said
    # Which of the two depends on what was just going to be done there.
    assert re.search(r"(Not a directory|File exists)\. What was finished before is kept\.", said)
    wait_for_silence(batch.temporary)
    assert list(batch.temporary.iterdir()) == []


@pytest.mark.slow
def test_what_a_killed_batch_has_left_goes_with_the_next(batch: Batch, monkeypatch: pytest.MonkeyPatch):
    batch.start()
    batch.wait_for_results(1)
    os.killpg(batch.process.pid, signal.SIGKILL)
    batch.end()
    wait_for_silence(batch.temporary)
    left = list(batch.temporary.iterdir())
    assert left
    for folder in left:
        assert folder.name.startswith(temporary.PREFIX)
    monkeypatch.setattr(temporary, "_YOUNG_SECONDS", 0.0)
    monkeypatch.setattr(temporary.tempfile, "tempdir", str(batch.temporary))
    temporary.remove_abandoned()
    assert list(batch.temporary.iterdir()) == []


@pytest.mark.slow
def test_a_warm_parent_that_is_killed_costs_nobody_anything(batch: Batch):
    batch.start()
    batch.wait_for_results(1)
    servers = [each for each in processes(batch.temporary) if "autograder.sandbox.forkserver" in each.cmdline()]
    for server in servers:
        server.kill()
    assert servers
    code, said = batch.end()
    assert code == 0, said
    assert "Traceback" not in said
    batch.assert_all_are_right()


@pytest.mark.slow
def test_a_worker_that_is_killed_twice_in_one_task_costs_nobody_anything(batch: Batch):
    batch.start()
    batch.wait_for_results(1)
    killed: set[int] = set()
    for _ in range(1_000):
        workers = [each for each in processes(batch.temporary) if "autograder.grading.worker" in each.cmdline()]
        for worker in workers:
            if worker.pid not in killed:
                time.sleep(0.3)
                killed.add(worker.pid)
                worker.kill()
        if len(killed) == 2:
            break
        time.sleep(0.02)
    code, said = batch.end()
    assert code == 0, said
    assert "Traceback" not in said
    batch.assert_all_are_right()


def test_folders_are_held_until_their_process_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(temporary, "_YOUNG_SECONDS", 0.0)
    monkeypatch.setattr(temporary.tempfile, "tempdir", str(tmp_path))
    (tmp_path / "convlings-work").mkdir()
    (tmp_path / f"{temporary.PREFIX}link").symlink_to(tmp_path / "convlings-work")
    abandoned = tmp_path / f"{temporary.PREFIX}dead"
    (abandoned / "sub").mkdir(parents=True)
    with temporary.HeldFolder() as folder:
        temporary.remove_abandoned()
        assert folder.is_dir()
        assert not abandoned.exists()
        code = "import sys, tempfile; from autograder.engine import temporary; temporary._YOUNG_SECONDS = 0.0\n"
        code += "tempfile.tempdir = sys.argv[1]; temporary.remove_abandoned()"
        subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
        assert folder.is_dir()
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{temporary.PREFIX}link", "convlings-work"]


def test_folders_that_are_just_being_made_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(temporary.tempfile, "tempdir", str(tmp_path))
    (tmp_path / f"{temporary.PREFIX}new").mkdir()
    temporary.remove_abandoned()
    assert (tmp_path / f"{temporary.PREFIX}new").exists()


def test_nothing_starts_after_the_sandboxes_were_closed():
    sandboxes = Sandboxes(Setup(tier="B"))
    sandboxes.close()
    with pytest.raises(Exception, match="closed"):
        sandboxes.living_address()
