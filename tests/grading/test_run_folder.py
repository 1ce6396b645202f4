"""The folder of a run: one process at a time, nothing half written, nobody who left, and the way to repeat it."""

import csv
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import click
import pytest
from guessing import NAME, RIGHT, make_folder

from autograder.cli import cli
from autograder.course import content
from autograder.engine.sandbox import Limits
from autograder.grading.batch import Options, OtherRun, Run
from autograder.grading.folder import LOCK, lock, write_whole
from autograder.grading.key import RunKey
from autograder.grading.part import Part

CONVLINGS = str(Path(sys.executable).with_name("convlings"))
BANK = Path(__file__).parents[1] / "bank" / "00_welcome"
OPTIONS = Options("class", ("00_welcome",), None, Limits(), 2048)


def grade(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [CONVLINGS, "grade", *map(str, arguments), "--plain"]
    return subprocess.run(command, capture_output=True, text=True, timeout=300)


def rows(report: Path) -> dict[str, dict[str, str]]:
    with (report / "staff" / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def class_of_three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("class")
    solution = content.clone_root() / "solutions" / "00_welcome.py"
    wrong = sorted((BANK / "wrong").glob("*.py"))[0]
    for student, file in (("ann", solution), ("bob", wrong), ("cem", solution)):
        (folder / student).mkdir()
        shutil.copy(file, folder / student / "00_welcome.py")
    return folder


@pytest.mark.parametrize("key", [[], ["--key", "ab" * 16]], ids=["own key", "key given"])
def test_a_second_run_into_one_folder_is_refused_in_a_sentence(class_of_three: Path, tmp_path: Path, key: list[str]):
    with Run(tmp_path / "out", OPTIONS, RunKey.new):
        finished = grade(class_of_three, "--out", tmp_path / "out", "--exercise", "00", *key)
    assert finished.returncode == 2
    last = finished.stderr.strip().replace("\n", " ")
    assert "Another `convlings grade` is writing into" in last
    assert "Traceback" not in finished.stderr


def test_the_folder_is_free_again_once_the_run_has_ended(tmp_path: Path):
    folder = tmp_path / "out"
    with Run(folder, OPTIONS, RunKey.new):
        with pytest.raises(OtherRun, match="Another"):
            Run(folder, OPTIONS, RunKey.new)
        write_whole(folder / "staff" / "run.json", json.dumps({"key": RunKey.new().hex, "options": {}}).encode())
    with pytest.raises(OtherRun, match="other options"):  # which is said under the lock, and lets it go
        Run(folder, OPTIONS, RunKey.new)
    lock(folder).release()


def test_a_folder_in_which_nothing_came_of_it_goes_again(tmp_path: Path):
    with Run(tmp_path / "out", OPTIONS, RunKey.new):
        assert (tmp_path / "out" / "staff" / LOCK).exists()
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_the_lock_dies_with_its_process_and_what_it_half_wrote_is_cleared(tmp_path: Path):
    code = f"""
import time
from pathlib import Path
from autograder.grading.folder import lock
held = lock(Path({str(tmp_path)!r}))
Path({str(tmp_path)!r}, "results").mkdir()
Path({str(tmp_path)!r}, "results", "ann.json.1.partial").write_text("half")
print("locked", flush=True)
time.sleep(60)
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "locked\n"
    with pytest.raises(RuntimeError):
        lock(tmp_path)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    lock(tmp_path).release()
    assert list((tmp_path / "results").iterdir()) == []


def test_what_is_being_written_bears_the_process_in_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    seen: list[str] = []
    monkeypatch.setattr("os.fsync", lambda _: seen.extend(path.name for path in tmp_path.iterdir()))
    write_whole(tmp_path / "a.json", b"x")
    assert seen == [f"a.json.{os.getpid()}.partial"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.parametrize("inside", ["notes.txt", "staff/timetable.txt", "feedback/ann.html"])
def test_a_folder_of_somebody_elses_is_left_as_it_is(tmp_path: Path, inside: str):
    (tmp_path / inside).parent.mkdir(exist_ok=True)
    (tmp_path / inside).write_text("mine")
    with pytest.raises(OtherRun, match="is not empty and holds no run"):
        Run(tmp_path, OPTIONS, RunKey.new)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / inside]


def test_a_run_of_an_older_kit_is_refused_in_a_sentence_and_left_as_it_is(class_of_three: Path, tmp_path: Path):
    write_whole(tmp_path / "run.json", json.dumps({"key": RunKey.new().hex, "options": {}}).encode())
    finished = grade(class_of_three, "--out", tmp_path, "--exercise", "00")
    assert finished.returncode == 2
    assert "holds a run of an older convlings" in finished.stderr
    assert "Traceback" not in finished.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]


def test_half_written_pages_are_cleared_by_the_next_run(tmp_path: Path):
    with Run(tmp_path / "out", OPTIONS, RunKey.new) as run:
        write_whole(run.staff / "run.json", json.dumps({"key": RunKey.new().hex, "options": {}}).encode())
    write_whole(tmp_path / "out" / "feedback" / "ann.html.1.partial", b"half")
    with pytest.raises(OtherRun, match="other options"):
        Run(tmp_path / "out", OPTIONS, RunKey.new)
    assert list((tmp_path / "out" / "feedback").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OtherRun, match="is not a folder"):
        Run(tmp_path / "file", OPTIONS, RunKey.new)
    with pytest.raises(OtherRun, match="cannot be written"):
        Run(tmp_path / "file" / "out", OPTIONS, RunKey.new)


def test_who_left_leaves_the_report_and_comes_back_with_the_folder(class_of_three: Path, tmp_path: Path):
    here, out, away = tmp_path / "class", tmp_path / "out", tmp_path / "away"
    shutil.copytree(class_of_three, here)
    options = [here, "--out", out, "--exercise", "00", "--seed", 3]
    assert grade(*options).returncode == 0
    assert set(rows(out)) == {"ann", "bob", "cem"}
    shutil.move(here / "bob", away)
    finished = grade(*options)
    assert "2 of 2 submissions were graded before" in finished.stderr
    assert "No longer in the submissions" in finished.stderr
    assert "bob" in finished.stderr.partition("No longer")[2]
    assert "bob" not in finished.stdout
    assert set(rows(out)) == {"ann", "cem"}
    assert rows(out)["ann"]["identical to"] == "cem"
    assert sorted(path.name for path in (out / "feedback").iterdir()) == ["ann.html", "cem.html"]
    assert grade(*options, "--only", "cem").returncode == 0
    assert set(rows(out)) == {"ann", "cem"}
    shutil.move(away, here / "bob")
    finished = grade(*options)
    assert "3 of 3 submissions were graded before" in finished.stderr
    assert set(rows(out)) == {"ann", "bob", "cem"}
    assert (out / "feedback" / "bob.html").exists()


def test_the_reproduce_line_repeats_a_verdict_as_it_is_printed(tmp_path: Path):
    """With an exercise of the instructor's own, and every option that fixes a verdict away from its default."""
    own = tmp_path / "my own"
    own.mkdir()
    make_folder(own)
    here = tmp_path / "the class"
    for student, code in (("ann", RIGHT), ("bob", "def sign(x): return None")):
        (here / student).mkdir(parents=True)
        (here / student / f"{NAME}.py").write_text(code)
    chosen = ["--exercises", own, "--exercise", NAME[:2], "--no-accuracy"]
    chosen += ["--timeout", 15.5, "--memory", 1800, "--tier", "cpu"]
    first = grade(here, "--out", tmp_path / "one", *chosen)
    assert first.returncode == 0, first.stderr
    run = json.loads((tmp_path / "one" / "staff" / "run.json").read_text())
    line = run["reproduce"].replace("NEW_FOLDER", shlex.quote(str(tmp_path / "two"))).replace("STUDENT", "bob")
    command = [CONVLINGS, *shlex.split(line)[1:]]
    again = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    repeated = json.loads((tmp_path / "two" / "staff" / "run.json").read_text())
    assert (repeated["key"], repeated["options"]) == (run["key"], run["options"])
    verdicts = [json.loads((tmp_path / run / "staff" / "results" / "bob.json").read_text()) for run in ("one", "two")]
    for verdict in verdicts:
        for exercise in verdict["exercises"]:
            del exercise["runtime"]
    assert verdicts[0]["exercises"] == verdicts[1]["exercises"]
    assert verdicts[0]["earned"] < verdicts[0]["points"]


# What says where, whom and how fast, but fixes no verdict.
FIX_NOTHING = {"--out", "--jobs", "--only", "--key", "--require-tier", "--scheduler", "--plain"}
FIX_NOTHING |= {"--course", "--assignment", "--overrides", "--pictures"}
NO_ACCURACY = Part(left_out="accuracy checks were left out of this run")


@pytest.mark.parametrize(
    "options",
    [
        Options("c", ("00_welcome", "08_dropout"), 5, Limits(call_seconds=7.25), 700),
        Options("c", ("08_dropout",), None, Limits(), 2048, NO_ACCURACY),
        Options("c", ("08_dropout",), None, Limits(), 16384, Part(device="gpu", left_out="no GPU was found here")),
    ],
)
def test_the_arguments_of_a_run_give_its_options(options: Options):
    given = _command().make_context("grade", ["c", "--out", "o", *options.arguments()]).params
    assert given["chosen"] == options.exercises
    assert (given["seed"], given["timeout"]) == (options.seed, options.limits.call_seconds)
    assert (given["memory"], given["device"]) == (options.memory_mb, options.part.device)
    assert given["no_accuracy"] == (options.part == NO_ACCURACY)
    assert Options.from_json(json.loads(json.dumps(asdict(options)))) == options


def test_every_option_that_fixes_a_verdict_is_among_the_arguments():
    """An option that is added to the command and forgotten here would make a reproduce line that does not."""
    everything = Options("c", ("08_dropout",), 5, Limits(), 700, NO_ACCURACY, ("/a b/c",), pseudonyms=True).arguments()
    options = {name for each in _command().params if isinstance(each, click.Option) for name in each.opts}
    assert options - FIX_NOTHING == {text for text in everything if text.startswith("--")}


def _command() -> click.Command:
    found = cli.get_command(click.Context(cli), "grade")
    assert found is not None
    return found


def test_seed_and_key_together_are_refused(class_of_three: Path, tmp_path: Path):
    finished = grade(class_of_three, "--out", tmp_path / "out", "--seed", 1, "--key", "ab" * 16)
    assert finished.returncode == 2
    assert "not both" in finished.stderr
