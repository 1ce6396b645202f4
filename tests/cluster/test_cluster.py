"""`convlings grade --scheduler` on a cluster of processes on this machine, which workers join and leave."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from left_behind import processes, wait_for_silence

from autograder.course import content

Client = pytest.importorskip("distributed", reason="Dask is not installed").Client
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="a cluster needs sandboxes with walls"),
]

# Not by the script: a process that Dask starts imports the main module again, and may not find it guarded.
CONVLINGS = (sys.executable, "-c", "import sys; from autograder.cli import main; sys.exit(main())")
BANK = content.KIT.bank / "00_welcome"
# Long enough for something to happen meanwhile.
SLOW = "import time\ntime.sleep(1)\n"


def grade(folder: Path, out: Path, *arguments: object, **more: Any) -> "subprocess.Popen[str]":
    command = [*CONVLINGS, "grade", str(folder), "--out", str(out), "--exercise", "00", "--key", "5" * 32, "--plain"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([*command, *map(str, arguments)], **pipes | more)


def ended(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """Exit code and all that was written, on one line."""
    printed, said = process.communicate(timeout=500)
    return process.returncode, " ".join((printed + said).split())


def results(out: Path) -> dict[str, dict[str, Any]]:
    """Every result by student, without the blocks that may differ between runs."""
    found = {}
    for path in (out / "staff" / "results").glob("*.json"):
        data = json.loads(path.read_text())
        for block in (data, *data["exercises"]):
            del block["runtime"]
        found[data["student"]] = data
    return found


def wait_for(what: Callable[[], Any], process: "subprocess.Popen[str]", seconds: float = 300) -> Any:
    """What it gives once it gives something, while the process lives."""
    ends = time.monotonic() + seconds
    while not (found := what()):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < ends
        time.sleep(0.05)
    return found


class Dask:
    """A scheduler, and workers that each have one thread."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._started: list[subprocess.Popen[bytes]] = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"tcp://127.0.0.1:{probe.getsockname()[1]}"
        port = self.address.rpartition(":")[2]
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")

    def _start(self, kind: str, *arguments: str, **variables: str) -> "subprocess.Popen[bytes]":
        log = self.folder / f"{kind}{len(self._started)}.log"
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments],
            stderr=log.open("w"),
            env={**os.environ, "TMPDIR": str(self.folder), **variables},
        )
        self._started.append(process)
        ends = time.monotonic() + 60
        while ("Registered to:" if kind == "worker" else "Scheduler at:") not in log.read_text():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < ends
            time.sleep(0.05)
        return process

    def worker(self, keeper: bool = False, **variables: str) -> "subprocess.Popen[bytes]":
        """A worker; with a keeper, it is started again when it dies."""
        how = ["--nanny" if keeper else "--no-nanny", "--no-dashboard", "--nthreads", "1"]
        return self._start("worker", self.address, *how, **variables)

    def close(self) -> None:
        for process in reversed(self._started):
            process.terminate()
        for process in self._started:
            process.wait(90)
        wait_for_silence(self.folder, 60)


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Dask]:
    folder = tmp_path / "dask"
    folder.mkdir()
    started = Dask(folder)
    try:
        yield started
        started.close()
    finally:
        for process in processes(folder):
            with suppress(psutil.Error):
                process.kill()


@pytest.fixture
def small_class(tmp_path: Path) -> Path:
    """Six submissions of a second or more, some of them wrong."""
    folder = tmp_path / "class"
    chosen = ("right/keras_ops", "wrong/axes", "right/interpolated", "wrong/inverted", "wrong/percent")
    sources = [*((BANK / f"{name}.py").read_text() for name in chosen), "def image_size(:\n"]
    for name, source in zip(("anna", "bela", "cleo", "dina", "elif", "finn"), sources, strict=True):
        (folder / name).mkdir(parents=True)
        (folder / name / "00_welcome.py").write_text(source if name == "finn" else SLOW + source)
    return folder


def test_results_are_those_of_one_machine_although_a_worker_is_killed(dask: Dask, small_class: Path, tmp_path: Path):
    dask.worker()
    second = dask.worker()
    out, alone = tmp_path / "out", tmp_path / "alone"
    run = grade(small_class, out, "--scheduler", dask.address)
    wait_for(lambda: len(results(out)) >= 2, run)
    second.kill()
    code, said = ended(run)
    assert code == 0, said
    assert "Cluster: 2 workers with Python" in said
    assert "2 submissions at a time" in said
    assert "Traceback" not in said
    assert ended(grade(small_class, alone))[0] == 0
    assert len(results(alone)) == 6
    assert results(out) == results(alone)
    # The worker lives, and what it had started for the run does not.
    ends = time.monotonic() + 20
    while [each for each in processes(dask.folder) if "autograder." in " ".join(each.cmdline())]:
        assert time.monotonic() < ends
        time.sleep(0.1)
    # What one machine has graded another need not, and the other way round.
    code, said = ended(grade(small_class, alone, "--scheduler", dask.address))
    assert code == 0
    assert "6 of 6 submissions were graded before" in said


def test_a_client_that_is_killed_loses_nothing_that_was_finished(dask: Dask, small_class: Path, tmp_path: Path):
    dask.worker()
    out = tmp_path / "out"
    run = grade(small_class, out, "--scheduler", dask.address, start_new_session=True)
    wait_for(lambda: len(results(out)) >= 2, run)
    os.killpg(run.pid, signal.SIGKILL)
    run.communicate()
    before = {path: path.stat().st_mtime_ns for path in out.glob("results/*.json")}
    assert 2 <= len(before) < 6
    code, said = ended(grade(small_class, out, "--scheduler", dask.address))
    assert code == 0, said
    assert f"{len(before)} of 6 submissions were graded before" in said
    assert len(results(out)) == 6


def test_a_submission_that_ends_three_workers_is_a_fault_and_costs_nobody_else_anything(
    dask: Dask, small_class: Path, tmp_path: Path
):
    for _ in range(2):
        dask.worker(keeper=True)
    source = (small_class / "anna" / "00_welcome.py").read_text()
    (small_class / "anna" / "00_welcome.py").write_text(source.replace("sleep(1)", "sleep(15)"))
    out = tmp_path / "out"
    run = grade(small_class, out, "--scheduler", dask.address)
    killed: set[str] = set()
    with Client(dask.address, set_as_default=False) as client:

        def at_it() -> list[str]:
            busy = client.processing().items()
            return [who for who, keys in busy if who not in killed and any("grade_at" in str(key) for key in keys)]

        wait_for(lambda: len(results(out)) == 5, run)
        for _ in range(3):
            (unlucky,) = wait_for(at_it, run)
            os.kill(client.run(os.getpid, workers=[unlucky])[unlucky], signal.SIGKILL)
            killed.add(unlucky)
    code, said = ended(run)
    assert code == 1, said
    assert "Traceback" not in said
    outcomes = {name: {each["outcome"] for each in data["exercises"]} for name, data in results(out).items()}
    assert outcomes.pop("anna") == {"grader fault"}
    assert "ended 3 times" in json.dumps(results(out)["anna"])
    assert len(outcomes) == 5
    assert "grader fault" not in set().union(*outcomes.values())


def test_a_scheduler_that_goes_is_said_in_a_sentence(dask: Dask, small_class: Path, tmp_path: Path):
    dask.worker()
    out = tmp_path / "out"
    run = grade(small_class, out, "--scheduler", dask.address)
    wait_for(lambda: results(out), run)
    dask.scheduler.kill()
    code, said = ended(run)
    assert code == 1
    assert "does not answer any more. What is finished is kept" in said
    assert "Traceback" not in said
    assert "grader fault" not in json.dumps(results(out))


def test_workers_that_do_not_fit_are_left_out_with_a_sentence(dask: Dask, small_class: Path, tmp_path: Path):
    out = tmp_path / "out"

    def refused(*arguments: object) -> str:
        code, said = ended(grade(small_class, out, "--scheduler", dask.address, *arguments))
        assert code == 2
        assert not out.exists()
        assert "Traceback" not in said
        return said

    assert f"has no worker. Start one, on each machine that is to grade: dask worker {dask.address}" in refused()
    dask.worker(
        PYTHONPATH=_changed(
            tmp_path / "older",
            "import importlib.metadata as found\nold = found.version\n"
            "found.version = lambda name: '3.8.0' if name == 'keras' else old(name)\n",
        )
    )
    dask.worker(PYTHONPATH=_changed(tmp_path / "bare", "import sys\nsys.modules['autograder'] = None\n"))
    said = refused()
    assert "is left out: Keras is 3.8.0 there and " in said
    assert "is left out: this kit is not installed there" in said
    assert f"No worker of the cluster at {dask.address} can grade this run." in said


def _changed(folder: Path, code: str) -> str:
    """A folder whose path in PYTHONPATH has this run at the start of Python."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(code)
    return str(folder)


def test_a_weak_sandbox_is_left_out(dask: Dask, small_class: Path, tmp_path: Path):
    dask.worker(PYTHONPATH=_changed(tmp_path / "weak", _WEAK))
    code, said = ended(grade(small_class, tmp_path / "out", "--scheduler", dask.address))
    assert code == 2
    assert "is left out: its sandbox is tier C, and this run needs B" in said


# Sandboxes without walls, as on a system that has none.
_WEAK = """
import importlib.abc, sys

class Change(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "autograder.grading.station":
            from autograder.engine import provider
            provider.Setup.forks = property(lambda setup: False)
        return None

sys.meta_path.insert(0, Change())
"""


@pytest.mark.parametrize("kind", ["nobody", "silent", "wrong"])
def test_an_address_that_does_not_answer_is_said_within_seconds(kind: str, small_class: Path, tmp_path: Path):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        if kind == "silent":
            silent.listen()
        address = "http:host:1" if kind == "wrong" else f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        code, said = ended(grade(small_class, tmp_path / "out", "--scheduler", address))
    assert code == 2
    assert said.startswith(f"Error: No Dask scheduler answers at {address}.")
    assert not (tmp_path / "out").exists()


def test_what_a_cluster_cannot_do_is_said_before_anything_starts(small_class: Path, tmp_path: Path):
    own = tmp_path / "own"
    (own / "solutions").mkdir(parents=True)
    shutil.copy(content.KIT.solutions / "00_welcome.py", own / "solutions" / "30_welcome.py")
    for arguments, sentence in (
        (("--tier", "gpu"), "Error: With --tier gpu, this machine grades alone: leave out --scheduler."),
        (("--jobs", "2"), "Error: Leave out --jobs: a worker of the cluster grades as many submissions"),
        (("--exercises", own), f"Error: The exercises in {own.resolve()} are on this machine alone"),
    ):
        code, said = ended(grade(small_class, tmp_path / "out", "--scheduler", "tcp://127.0.0.1:1", *arguments))
        assert code == 2
        assert said.startswith(sentence)


def test_without_dask_a_sentence_says_how_to_install_it(small_class: Path, tmp_path: Path):
    changed = _changed(tmp_path / "without", "import sys\nsys.modules['distributed'] = None\n")
    run = grade(small_class, tmp_path / "out", "--scheduler", "local", env={**os.environ, "PYTHONPATH": changed})
    assert ended(run) == (2, "Error: To grade on a cluster you need Dask. Run: pip install 'convlings[dask]'")


def test_a_cluster_of_ones_own_for_a_trial(small_class: Path, tmp_path: Path):
    out, temporary = tmp_path / "out", tmp_path / "tmp"
    temporary.mkdir()
    environment = {**os.environ, "TMPDIR": str(temporary)}
    code, said = ended(grade(small_class, out, "--scheduler", "local", "--jobs", "2", env=environment))
    assert code == 0, said
    assert "Cluster: 2 workers" in said
    assert len(results(out)) == 6
    wait_for_silence(temporary, 60)
    assert list(temporary.iterdir()) == []


def test_ctrl_c_ends_a_cluster_of_ones_own(small_class: Path, tmp_path: Path):
    out, temporary = tmp_path / "out", tmp_path / "tmp"
    temporary.mkdir()
    environment = {**os.environ, "TMPDIR": str(temporary)}
    run = grade(small_class, out, "--scheduler", "local", "--jobs", "1", env=environment, start_new_session=True)
    wait_for(lambda: results(out), run)
    os.killpg(run.pid, signal.SIGINT)
    code, said = ended(run)
    assert code == 1, said
    assert "Stopped. What is finished is kept" in said
    assert "Traceback" not in said
    wait_for_silence(temporary, 60)
