"""Sandboxes as processes of their own, the way of macOS and Windows, here on Linux: the same protocol and words."""

import psutil
import pytest

from autograder.engine.canary import confirm
from autograder.engine.provider import Sandboxes, Setup, connect
from autograder.engine.sandbox import Limits, Sandbox

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def spawned():
    with Sandboxes(Setup(mode="spawn", memory_mb=1500)) as started:
        yield started


def outcomes(result):
    return [check.outcome for check in result.checks]


def test_a_right_submission_passes(spawned, grade, right):
    result = grade(right, spawned)
    assert outcomes(result) == ["passed"] * 3
    assert result.runtime["seconds"] > 0


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("def first(x):\n    while True: pass", "timeout"),
        ("import os\ndef first(x): os._exit(0)", "exited early"),
        ("import os\ndef first(x): os.abort()", "crashed"),
        ("def first(x): return input()", "error"),
        (
            "import time\nheld = []\ndef first(x):\n    while True: held.append(bytearray(2**27)); time.sleep(0.1)",
            "out of memory",
        ),
        ("def first(x):\n    for n in range(50): print('x' * 2**20)\n    raise ValueError", "error"),
        ("import os\ndef first(x): os.write(1, b'noise' * 100); return x", "failed"),
    ],
)
def test_bad_endings(spawned, grade, right, code, outcome):
    assert outcomes(grade(f"{right}\n{code}\n", spawned, call_seconds=10.0)) == [outcome, "passed", "passed"]


def test_whatever_it_started_is_ended_with_it(spawned, loaded):
    source = """
import os, subprocess, sys
def f():
    child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], start_new_session=True)
    return child.pid
"""
    with loaded(source, spawned) as (student, _, _):
        pid = student.f()
        assert psutil.pid_exists(pid)
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_the_tier_is_advisory_and_the_canary_is_not_believed(spawned):
    found = confirm(spawned)
    assert (found.tier, found.claimed, found.escapes) == ("C", "C", ())
    assert not found.reaches("B")


def test_without_a_jail_the_canary_gets_out(spawned, tmp_path):
    sandbox = Sandbox(spawned.start_child, Limits())
    try:
        found = sandbox.request("canary", str(tmp_path))
    finally:
        sandbox.close()
    assert found["read the checks"]
    assert found["start a process"]


def test_a_worker_process_has_its_own(spawned):
    with connect(spawned.living_address()) as line:
        sandbox = Sandbox(line.start_child, Limits())
        assert sandbox.request("length", [1, 2]) == 2
        sandbox.close()
