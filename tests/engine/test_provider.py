"""Where sandboxes come from, and what happens when that place is gone."""

import queue
import threading
import time

import pytest

from autograder.course import content
from autograder.engine.canary import confirm
from autograder.engine.errors import GraderFault
from autograder.engine.provider import Sandboxes, Setup, connect
from autograder.engine.sandbox import Limits, Sandbox
from autograder.sandbox import environment
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


def test_a_process_without_a_jail_lets_the_canary_out(tmp_path):
    """The same attempts, made by this process, which nothing confines."""
    import subprocess
    import sys

    code = (
        "import json, os, pathlib; from autograder.sandbox.canary import attempts\n"
        f"print(json.dumps(attempts({str(content.PACKAGE / 'checks')!r})))\n"
        "pathlib.Path('/tmp', f'canary-{os.getpid()}').unlink(missing_ok=True)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    import json

    worked = {name for name, able in json.loads(done.stdout).items() if able}
    assert {"read the checks", "start a process", "open a local socket", "write outside its folder"} <= worked


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


def test_a_second_process_has_a_line_of_its_own(sandboxes, loaded):
    with connect(sandboxes.living_address()) as line:
        sandbox = Sandbox(line.start_child, Limits())
        assert sandbox.request("length", [1, 2, 3]) == 3
        assert line.alive
    assert sandbox.child.close() is None or not sandbox.child.close().reason


def test_no_sandbox_outlives_its_grader(sandboxes):
    with connect(sandboxes.living_address()) as line:
        sandbox = Sandbox(line.start_child, Limits())
    deadline = time.monotonic() + 10
    while sandbox.child._exit is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert sandbox.child._exit is not None


class TestParentGone:
    """The warm parent dies in the middle of a check: that is nobody's zero."""

    @pytest.fixture
    def own(self):
        with Sandboxes(Setup(tier="B")) as started:
            yield started

    def test_it_is_a_grader_fault_and_a_new_parent_is_started(self, own, loaded):
        process = own._server._process
        with loaded("import time\ndef f(): time.sleep(30)", own) as (student, _, _):
            threading.Timer(0.3, process.kill).start()
            with pytest.raises(GraderFault):
                student.f()
        with pytest.raises(GraderFault):
            own.start_child()
        with connect(own.living_address()) as line:
            assert Sandbox(line.start_child, Limits()).request("length", [1]) == 1
