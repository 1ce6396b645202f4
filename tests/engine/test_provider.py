"""Where sandboxes come from, and what happens when that place is gone."""

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from autograder.course import content
from autograder.engine.canary import Guard, confirm
from autograder.engine.errors import GraderFault
from autograder.engine.provider import Sandboxes, Setup, connect
from autograder.engine.sandbox import Limits, Sandbox
from autograder.sandbox import environment
from autograder.sandbox.environment import Options
from autograder.wire.codec import decode, encode


def test_the_environment_holds_nothing_of_the_callers(monkeypatch, tmp_path):
    monkeypatch.setenv("KIT_TEST_SECRET", "known")
    monkeypatch.setenv("PYTHONSTARTUP", "x")
    monkeypatch.setenv("LD_PRELOAD", "x")
    found = environment.clean_environment(environment.Options(str(tmp_path)))
    assert not {"KIT_TEST_SECRET", "PYTHONSTARTUP", "LD_PRELOAD", "PYTHONPATH"} & set(found)
    assert found["HOME"] == str(tmp_path)
    assert "-P" in environment.python_command("x", environment.Options(str(tmp_path)))


def test_options_cross_as_an_argument():
    options = environment.Options("/a b", 700, 9, "B", "tensorflow")
    assert environment.Options.from_argument(options.to_argument()) == options


@pytest.mark.parametrize("which", ["sandboxes", "small_sandboxes"])
def test_the_canary_comes_back_empty_handed(request, which):
    started = request.getfixturevalue(which)
    found = confirm(started, train=which == "sandboxes")
    assert found.escapes == ()
    assert found.tier == found.claimed == started.tier
    assert found.reaches("C")


class Caught:
    """A sandbox's process as a canary meets it that is in no cage: it is able to do what `able` says."""

    folder = ""
    tier = "A"
    remark = ""

    def __init__(self, able):
        self.able = able
        self.frames = queue.SimpleQueue()

    def start_child(self):
        return self

    def send(self, frame):
        request = decode(frame)
        answer = self.able if request["op"] == "canary" else 0.5
        self.frames.put(encode({"id": request["id"], "ok": answer}))

    def receive(self, deadline):
        return self.frames.get()

    def close(self):
        pass


@pytest.mark.parametrize("able", [{"read the checks": True, "fork": False}, {"a": True}])
def test_any_escape_makes_it_tier_c(able):
    found = confirm(Caught(able))
    assert (found.tier, found.claimed) == ("C", "A")
    assert found.escapes == tuple(name for name, worked in able.items() if worked)
    assert not found.reaches("B")


def test_a_process_without_a_jail_lets_the_canary_out():
    """The same attempts, made by this process, which nothing confines."""
    code = (
        "import json; from autograder.sandbox.attempts import attempts\n"
        f"print(json.dumps(attempts({str(content.PACKAGE / 'topics')!r})))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    worked = {name for name, able in json.loads(done.stdout).items() if able}
    assert {"read the checks", "start a process", "open a local socket", "write outside its folder"} <= worked


class TestGuard:
    """The canary goes again: now and then, after a crash of the warm parent, after anything odd."""

    @pytest.fixture
    def caught(self):
        made = Caught({})
        made.parents = 1
        made.living_address = lambda: ""
        return made

    def test_now_and_then(self, caught):
        guard = Guard(caught, confirm(caught), between=10)
        for _ in range(35):
            guard.before_work()
        assert guard.trials == 3

    @pytest.mark.parametrize("oddity", ["a new parent", "a doubt"])
    def test_after_anything_odd_and_then_no_more(self, caught, oddity):
        guard = Guard(caught, confirm(caught), between=10)
        guard.before_work()
        if oddity == "a doubt":
            guard.doubt()
        else:
            caught.parents += 1
        guard.before_work()
        guard.before_work()
        assert guard.trials == 1

    def test_what_it_is_able_to_do_later_ends_the_batch(self, caught):
        guard = Guard(caught, confirm(caught), between=2)
        guard.before_work()
        caught.able = {"read the checks": True}
        with pytest.raises(GraderFault, match="was tier A and is C now: a trial was able to read the checks"):
            guard.before_work()

    def test_a_weaker_parent_ends_the_batch(self, caught):
        guard = Guard(caught, confirm(caught))
        caught.tier, caught.parents = "B", 2
        with pytest.raises(GraderFault, match="was tier A and is B now"):
            guard.before_work()


def test_two_sandboxes_at_a_time_do_not_mix_their_answers(loaded, sandboxes):
    source = "import time\ndef double(x):\n    time.sleep(0.01)\n    return 2 * x"
    results = {}

    def work(number):
        with loaded(source) as (student, _, _):
            results[number] = [student.double(number + step) for step in range(5)]

    threads = [threading.Thread(target=work, args=(100 * number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {start: [2 * (start + step) for step in range(5)] for start in (0, 100, 200)}


def test_a_second_process_has_a_line_of_its_own(sandboxes):
    with connect(sandboxes.living_address()) as line:
        sandbox = Sandbox(line.start_child, Limits())
        assert sandbox.request("length", [1, 2, 3]) == 3
        assert line.alive


LOOP = "import threading\ndef spin():\n    while True: pass\nthreading.Thread(target=spin).start()\n"


def test_no_sandbox_outlives_the_grader_process_it_belongs_to(sandboxes):
    """A worker hangs up while a submission is in an endless loop."""
    with connect(sandboxes.living_address()) as line:
        sandbox = Sandbox(line.start_child, Limits())
        payload = {"functions": [], "cells": [], "helpers": [], "definitions_only": False}
        sandbox.request("load", name="x.py", source=LOOP.encode(), **payload)
        folder = Path(sandbox.child.folder)
        assert folder.exists()
    assert _within(10, lambda: not folder.exists())


@pytest.mark.slow
def test_a_warm_parent_that_dies_is_a_fault_of_the_grader_and_takes_its_sandboxes_along(loaded):
    with Sandboxes(Setup(tier="B")) as own:
        process = own._server._process
        with loaded(f"import os\n{LOOP}\ndef f():\n    while True: pass\ndef pid(): return os.getpid()", own) as opened:
            student = opened[0]
            pid = student.pid()
            threading.Timer(0.3, process.kill).start()
            with pytest.raises(GraderFault):
                student.f()
        assert _within(10, lambda: not Path(f"/proc/{pid}").exists())
        with pytest.raises(GraderFault):
            own.start_child()
        # Whoever asks for the address next gets a new one.
        with connect(own.living_address()) as line:
            assert Sandbox(line.start_child, Limits()).request("length", [1]) == 1


def _within(seconds, condition):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def test_folders_left_by_thousands_do_not_hold_up_others(loaded):
    """What an ended sandbox left is removed bit by bit: meanwhile others start at once."""
    source = "import os\ndef f():\n    for n in range(600): os.mkdir(str(n))"
    with loaded(source) as (student, _, sandbox):
        student.f()
        folder = Path(sandbox.child.folder)
    started = time.monotonic()
    with loaded("def f(): return 1") as (student, _, _):
        assert student.f() == 1
    assert time.monotonic() - started < 5
    assert _within(60, lambda: not list(folder.parent.glob(f"{folder.name}*")))


# One where the system binds nothing to processors.
PROCESSORS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
BUSY = """
import os, threading, time
import numpy as np
def spin(seconds):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends: np.ones(10**6).sum()
def busy(seconds):
    threads = [threading.Thread(target=spin, args=(seconds,)) for _ in range(8)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
def cores():
    return sorted(os.sched_getaffinity(0))
def escape():
    os.sched_setaffinity(0, range(os.cpu_count()))
    return cores()
"""


@pytest.mark.skipif(PROCESSORS < 2, reason="needs two processors")
def test_a_sandbox_gets_one_processor_however_many_threads_it_starts(loaded):
    with loaded(BUSY) as (student, _, sandbox):
        assert len(student.cores()) >= 2
        started = time.monotonic()
        student.busy(4)
        elapsed = time.monotonic() - started
        student.escape()
    # Until it was noticed it may have had all there are.
    assert sandbox.child.close().cpu_seconds < 1.1 * elapsed + 1.0


@pytest.mark.skipif(PROCESSORS < 2, reason="needs two processors")
def test_each_greedy_child_is_bound_to_another_processor():
    """To one that the fewest others are bound to."""
    from autograder.sandbox.forkserver import Child as SandboxChild
    from autograder.sandbox.forkserver import ForkServer

    parent = ForkServer(Options("/nowhere"), None, [])
    processes = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
    try:
        for number, process in enumerate(processes):
            parent.children[number] = SandboxChild(process.pid, -1, None, Path("/nowhere"), number)
            parent.children[number].looked, parent.children[number].used = time.monotonic(), -1_000.0
            parent.hold_to_one_core(parent.children[number])
        bound = [os.sched_getaffinity(process.pid) for process in processes]
        assert [len(cores) for cores in bound] == [1, 1]
        assert bound[0] != bound[1]
    finally:
        for process in processes:
            process.kill()
            process.wait()


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs unshare")
@pytest.mark.parametrize("tier", ["A", "B"])
def test_root_of_a_namespace_without_other_users_stays_root_without_capabilities(tmp_path, tier):
    """Containers without sub-uids: there is no user to become."""
    code = (
        "import sys; from autograder.sandbox import forkserver; from autograder.sandbox.environment import Options\n"
        "forkserver._reachable_by_others = lambda path: True\n"
        "options, remark = forkserver._settle(Options(sys.argv[1], tier=sys.argv[2]))\n"
        "print(options.tier, remark, flush=True)"
    )
    command = ["unshare", "-Ur", sys.executable, "-c", code, str(tmp_path), tier]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    if "unshare failed" in done.stderr:
        pytest.skip("no user namespaces here")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("running as root without capabilities")
    assert done.stdout[0] in "AB"
    assert tmp_path.stat().st_uid == os.getuid()


@pytest.mark.parametrize(
    ("broken", "tier", "has_root"),
    [
        ("pass", "A", True),
        ("os.chroot = refuse", "A", False),
        ("seccomp.install = refuse", "C", False),
        ("landlock.restrict = refuse", "C", False),
    ],
)
def test_where_a_part_of_the_jail_cannot_be_put_up_a_weaker_one_is_taken(tmp_path, broken, tier, has_root):
    code = f"""
import os, sys
from pathlib import Path
from autograder.jail import landlock, seccomp
from autograder.sandbox import forkserver
from autograder.sandbox.environment import Options
def refuse(*args): raise OSError(1, "refused")
{broken}
options, _ = forkserver._settle(Options(sys.argv[1]))
if options.tier != "A": sys.exit(77)
readable = forkserver.readable_paths()
options = forkserver._proven(forkserver._with_own_root(options, readable), readable)
print(options.tier, bool(options.root), sorted(os.listdir(sys.argv[1])), flush=True)
"""
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, timeout=60)
    if done.returncode == 77:
        pytest.skip("no user namespaces here")
    assert done.stdout == f"{tier} {has_root} ['root']\n", done.stderr
