"""`convlings watch`, in a process of its own: save, and the verdict comes."""

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.cli.watch import Watch
from autograder.course.exercise import find_exercise, load_course
from autograder.student.events import Checked, Events, Key, Saved

CONVLINGS = str(Path(sys.executable).with_name("convlings"))

ROOT = Path(__file__).parents[2]
WRONG = (ROOT / "tests" / "bank" / "08_dropout" / "wrong" / "no_scaling.py").read_text(encoding="utf-8")
PROMPT = "n next   h hint"


class Watched:
    """A running `watch` and the lines it prints."""

    def __init__(self, folder: Path):
        command = [CONVLINGS, "watch", "08", "--plain"]
        self.process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, env={**os.environ}
        )
        self.lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line)

    def verdict(self, seconds: float = 90.0) -> str:
        """What is printed up to the next prompt."""
        found = []
        while not found or PROMPT not in found[-1]:
            found.append(self.lines.get(timeout=seconds))
        return "".join(found)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "exercises").mkdir()
    for number in ("08", "17"):
        exercise = find_exercise(number)
        (tmp_path / "exercises" / f"{exercise.name}.py").write_text(exercise.stub, encoding="utf-8")
    return tmp_path


@pytest.fixture
def watched(folder: Path) -> Iterator[Watched]:
    found = Watched(folder)
    yield found
    found.process.kill()
    found.process.wait()


def test_each_way_of_saving_brings_a_verdict(folder: Path, watched: Watched):
    file = folder / "exercises" / "08_dropout.py"
    assert "0 of 10 points" in watched.verdict()
    file.write_text(WRONG, encoding="utf-8")
    assert "dropout without the scaling" in watched.verdict()
    file.write_text("def dropout(x, ra", encoding="utf-8")
    assert "unreadable" in watched.verdict()
    beside = file.with_suffix(".tmp")
    beside.write_text(find_exercise("08").source, encoding="utf-8")
    beside.replace(file)
    text = watched.verdict()
    assert "10 of 10 points" in text
    assert "Dropout: done." in text
    assert "What you made: p, or convlings look 08" in text
    following = next(exercise for exercise in load_course() if exercise.number > "08")
    assert f"Next: {following.number}" in text


@pytest.fixture
def watch(folder: Path, sandboxes) -> Iterator[Watch]:
    events = Events(folder / "exercises")
    yield Watch(folder / "exercises", sandboxes, events, plain=True)
    events.close()


def react_until(watch: Watch, kind: type) -> None:
    """Let it react to what comes, until something of this kind came."""
    deadline = time.monotonic() + 90
    came: list[object] = []
    real = watch.events.next

    def following(seconds: float | None = None) -> object:
        came.append(real(seconds))
        return came[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(watch.events, "next", following)
        while not (came and isinstance(came[-1], kind)):
            assert time.monotonic() < deadline
            assert watch.react()


def test_a_save_and_a_key_end_a_check_that_does_not_end(folder: Path, watch: Watch, capsys):
    watch.exercise = find_exercise("08")
    path = watch.path(watch.exercise)
    path.write_text("def dropout(x, rate, rng, training):\n    while True:\n        pass\n", encoding="utf-8")
    started = time.monotonic()
    watch.check()
    react_until(watch, type(None))
    assert "Checking 08 ...   r again   q quit" in capsys.readouterr().out
    endless = watch.running
    watch.events.put(Key("l"))
    react_until(watch, Key)
    path.write_text(WRONG, encoding="utf-8")
    react_until(watch, Saved)
    assert watch.running is not endless
    react_until(watch, Checked)
    shown = capsys.readouterr().out
    assert "dropout without the scaling" in shown
    assert "timeout" not in shown
    assert time.monotonic() - started < 50, "three calls of 20 s each were waited for"
    path.write_text(path.read_text(encoding="utf-8") + "\nwhile True: pass\n", encoding="utf-8")
    react_until(watch, type(None))
    watch.events.put(Key("q"))
    assert not watch.react()


def test_p_draws_what_was_checked_last(folder: Path, watch: Watch, capsys, monkeypatch):
    shown: list[str] = []
    monkeypatch.setattr("click.launch", lambda path: shown.append(path) or 0)
    watch.exercise = find_exercise("00")
    watch.path(watch.exercise).write_text(watch.exercise.source, encoding="utf-8")
    watch.check()
    react_until(watch, Checked)
    assert watch.exercise.number != "00", "the next one has followed"
    watch.press("p")
    picture = folder / "exercises" / "pictures" / "00_welcome.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert shown == [str(picture)]
    assert "In words: 00 Welcome" in capsys.readouterr().out
    following = watch.exercise
    watch.press("n")
    assert watch.exercise is following, "n goes to the one that was announced"
    watch.press("p")
    assert "There is no file" in capsys.readouterr().out
    assert len(shown) == 1


@pytest.mark.parametrize("poll", [False, True], ids=["notices", "polling"])
def test_events_name_what_was_written_renamed_and_removed(tmp_path: Path, poll: bool):
    events = Events(tmp_path, poll)
    try:
        (tmp_path / "warm.py").write_text("")
        names: set[str] = set()
        for step in range(200):
            if step == 20:
                (tmp_path / "a.py").write_text("1")
            if step == 60:
                (tmp_path / "a.py").rename(tmp_path / "b.py")
            if step == 100:
                (tmp_path / "b.py").unlink()
            found = events.next(0.02)
            if isinstance(found, Saved):
                names |= found.names
        assert {"a.py", "b.py"} <= names
    finally:
        events.close()


def test_control_c_and_control_d_end_it_as_q_does(tmp_path: Path, monkeypatch):
    keys = iter(["\x1b[A", "H", "\x04", KeyboardInterrupt(), OSError()])

    def readkey() -> str:
        key = next(keys)
        if isinstance(key, BaseException):
            raise key
        return key

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("readchar.readkey", readkey)
    events = Events(tmp_path)
    try:
        assert [events.next_key() for _ in range(4)] == ["\x1b[a", "h", "q", "q"]
    finally:
        events.close()
