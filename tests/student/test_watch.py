"""`convlings watch`, in a process of its own: save, and the verdict comes."""

import io
import os
import queue
import re
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from autograder.cli.watch import Watch
from autograder.course.exercise import find_exercise, load_course
from autograder.engine.child import Child
from autograder.engine.provider import Sandboxes, Setup
from autograder.grading.catalogue import checks_of
from autograder.reports.terminal import Printer
from autograder.student.background import Starter
from autograder.student.events import Checked, Events, Found, Key, Saved

CONVLINGS = [sys.executable, "-m", "autograder"]

ROOT = Path(__file__).parents[2]
WRONG = (ROOT / "tests" / "bank" / "08_dropout" / "wrong" / "no_scaling.py").read_text(encoding="utf-8")
PROMPT = "x reset   q quit"
IDS = [info.id for info in checks_of(find_exercise("08"))]
SPREAD = next(info.id for info in checks_of(find_exercise("08")) if info.marks.function == "spread")


class Watched:
    """A running `watch` and the lines it prints."""

    def __init__(self, folder: Path):
        command = [*CONVLINGS, "watch", "08", "--plain"]
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
    text = watched.verdict()
    assert text.startswith("08 Dropout\nWelcome!")
    assert "Your task: dropout(x, rate, rng, training)" in text
    assert text.index("Starting ...") < text.index("0 of 10 points")
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
    assert f"Your task: {following.functions[0].name}(" in text
    assert f"passed        {' '.join(IDS)}" in text
    assert re.search(r"\[#+\.+\]  3 of \d+ functions", text), "the bar of the whole course"


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


def save(watch: Watch, path: Path, text: str) -> None:
    """Write it, and let it react until it checks that."""
    before = watch.runs
    path.write_text(text, encoding="utf-8")
    while watch.runs == before:
        react_until(watch, Saved)


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


def test_what_was_edited_is_checked_first_and_told_at_once(folder: Path, watch: Watch, capsys):
    """The answer of interest does not wait for the other checks."""
    watch.exercise = find_exercise("08")
    path = watch.path(watch.exercise)
    path.write_text(watch.exercise.source, encoding="utf-8")
    watch.check()
    react_until(watch, Checked)
    capsys.readouterr()
    save(watch, path, _spread_of_nothing(find_exercise("08").source))
    react_until(watch, Found)
    shown = capsys.readouterr().out
    assert watch.running is not None
    assert f"failed        {SPREAD}  spread" in shown
    assert "08.1" not in shown
    react_until(watch, Checked)
    rest = capsys.readouterr().out
    assert f"{SPREAD}  spread" not in rest, "said already"
    passed = next(line for line in rest.splitlines() if line.startswith("passed"))
    assert set(passed.split()[1:]) >= {"08.1", "08.2", "08.3"}


def test_what_a_run_told_before_it_was_called_off_is_not_shown(folder: Path, watch: Watch, capsys):
    watch.exercise = find_exercise("08")
    path = watch.path(watch.exercise)
    path.write_text(WRONG, encoding="utf-8")
    watch.check()
    running = watch.running
    assert running is not None
    running.join()
    path.unlink()
    watch.check()
    assert watch.running is None
    watch.events.put(Key("q"))
    while watch.react():
        pass
    assert "08.2" not in capsys.readouterr().out


def test_into_a_file_it_writes_as_plain_text(folder: Path, sandboxes, monkeypatch):
    for options, plain in (({"TERM": "xterm", "FORCE_COLOR": "1"}, False), ({"TERM": "xterm"}, True)):
        with monkeypatch.context() as patch:
            patch.delenv("FORCE_COLOR", raising=False)
            for name, value in options.items():
                patch.setenv(name, value)
            assert Watch(folder / "exercises", sandboxes, Events(folder), plain=False).plain is plain


def test_f_explains_the_next_failure_and_h_hints_at_its_function(folder: Path, watch: Watch, capsys):
    watch.exercise = find_exercise("08")
    source = _spread_of_nothing(WRONG)
    watch.path(watch.exercise).write_text(source, encoding="utf-8")
    watch.check()
    react_until(watch, Checked)
    capsys.readouterr()
    watch.press("h")
    assert "08 dropout, hint 1" in capsys.readouterr().out
    watch.press("f")
    shown = capsys.readouterr().out
    assert f"{SPREAD}  spread" in shown
    assert "called" in shown
    watch.press("h")
    assert "08 spread, hint 1" in capsys.readouterr().out
    shown = ""
    for _ in range(3):  # round to the first failure again
        watch.press("f")
        shown += capsys.readouterr().out
    assert "dropout without the scaling" in shown
    save(watch, watch.path(watch.exercise), WRONG)
    react_until(watch, Checked)
    capsys.readouterr()
    watch.press("f")
    assert capsys.readouterr().out == "There is no other failure.\n"


def _spread_of_nothing(source: str) -> str:
    before, _, _ = source.partition("def spread(")
    return before + "def spread(model, x, training, calls=20):\n    return -1.0\n"


@pytest.mark.parametrize("height", [16, 24, 60])
def test_title_bar_and_keys_stay_in_view_on_a_low_screen(folder: Path, watch: Watch, height: int):
    file = io.StringIO()
    console = Console(file=file, width=80, height=height, force_terminal=True, highlight=False)
    watch.plain = watch.screen.plain = False
    watch.printer = watch.screen.printer = Printer(console)
    watch.exercise = find_exercise("08")
    watch.path(watch.exercise).write_text(_spread_of_nothing(WRONG), encoding="utf-8")
    watch.check()
    react_until(watch, Checked)
    last = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;.*?\x1b\\", "", file.getvalue().rpartition("\x1b[H")[2])
    rows = [row for line in last.splitlines() for row in (textwrap.wrap(line, 80) or [""])]
    assert len(rows) < height
    assert "08 Dropout" in rows[0]
    assert rows[1].startswith("[")
    assert "q quit" in rows[-1]
    assert rows[3].startswith("failed        08.2  dropout: ")
    assert ("looks like" in last) == (height > 20)


def test_where_each_sandbox_imports_keras_the_first_answer_takes_one_import(folder: Path):
    """The way of macOS and Windows; also for a student who saves while it is still starting."""
    events = Events(folder / "exercises")
    counted: list[float] = []
    with Sandboxes(Setup(mode="spawn")) as sandboxes:
        watch = Watch(folder / "exercises", sandboxes, events, plain=True)
        start = sandboxes.start_child

        def counting(_: str) -> Child:
            counted.append(time.monotonic())
            return start()

        watch.starter = Starter(counting)
        watch.exercise = find_exercise("08")
        watch.check()
        save(watch, watch.path(watch.exercise), WRONG)
        react_until(watch, Found)
        assert len(counted) == 1
        react_until(watch, Checked)
        assert len(counted) == 1
        watch.starter.close()
    events.close()


def test_p_draws_what_was_checked_last(folder: Path, watch: Watch, capsys, monkeypatch):
    shown: list[str] = []
    monkeypatch.setattr("autograder.cli.look.open_file", lambda path: shown.append(path) or True)
    watch.exercise = find_exercise("00")
    watch.path(watch.exercise).write_text(watch.exercise.source, encoding="utf-8")
    watch.check()
    react_until(watch, Checked)
    assert watch.exercise.number != "00", "the next one has followed"
    watch.press("p")
    picture = folder / "exercises" / "pictures" / "00_welcome.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert shown == [picture]
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
