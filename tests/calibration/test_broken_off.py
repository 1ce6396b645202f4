"""A calibration that is broken off, or has too little time, goes on where it was; and one from elsewhere is taken."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from signs import NAME, make_folder

from autograder.calibration import campaign as module
from autograder.calibration.campaign import Campaign, NotMeasured
from autograder.calibration.runs import RIGHT, Run, Subject, planned
from autograder.calibration.taking import take
from autograder.checking.failure import Message
from autograder.course.exercise import find_exercise
from autograder.grading.catalogue import checks_of
from autograder.grading.result import ExerciseResult
from autograder.grading.task import Task
from autograder.grading.thresholds import find_threshold, path, read_thresholds


class FakePool:
    """Stands where worker processes would: every right answer reaches 1, what returns ones about a half."""

    def __init__(self, *_: object):
        pass

    def run(self, tasks: list[tuple[Run, Task]], until: float | None = None) -> Iterator[tuple[Run, ExerciseResult]]:
        for run, task in tasks:
            check = checks_of(find_exercise(NAME))[0].result("passed")
            if b"raise" in task.work.content:
                check.outcome, check.message = "error", Message(got="ValueError: out of luck")
            else:
                check.measured = [0.5 + 0.01 * (run.number % 3) if run.subject.name == "ones" else 1.0]
            yield run, ExerciseResult(NAME, "Signs", task.work.name, [check])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_exercises: Callable[[Path], None]) -> Path:
    make_folder(tmp_path)
    own_exercises(tmp_path)
    monkeypatch.setitem(module.RUNS, "cpu", (6, 4))
    monkeypatch.setattr(module, "Pool", {Run: FakePool})
    read_thresholds.cache_clear()
    return tmp_path


@pytest.fixture
def campaign(folder: Path) -> Callable[..., Campaign]:
    def make(**fields: Any) -> Campaign:
        exercise = find_exercise("92")
        done: list[tuple[int, int]] = []
        fields = {
            "file": path(NAME),
            "progress": lambda *count: done.append(count),
            "folder": folder / "values",
        } | fields
        made = Campaign(exercise, checks_of(exercise)[0], "cpu", sandboxes=None, jobs=2, **fields)
        made.done = done  # type: ignore[attr-defined]
        return made

    return make


def values(folder) -> Path:
    return folder / "values" / f"{NAME}-test_accuracy-cpu.jsonl"


def test_what_was_broken_off_goes_on_where_it_was(campaign, folder):
    campaign().measure()
    kept = values(folder).read_text().splitlines()
    values(folder).write_text("\n".join([*kept[:5], kept[5][:20]]))
    path(NAME).unlink()
    again = campaign()
    choice = again.measure()
    assert again.done[0] == (5, 10)
    assert len(choice.right.values) == 6
    lines = values(folder).read_text().splitlines()
    assert lines[5] == kept[5][:20]
    # Nothing that came after the broken line is lost with it.
    assert campaign().is_complete
    assert len(lines) == len(kept) + 1


def test_a_run_without_a_number_is_tried_again(campaign, folder):
    good = (folder / f"bank/{NAME}/right/other.py").read_text()
    (folder / f"bank/{NAME}/right/other.py").write_text(
        "# right: raises\ndef sign(x): raise ValueError('out of luck')\n"
    )
    with pytest.raises(NotMeasured, match=r"no number: error: .*out of luck"):
        campaign().measure()
    for line in values(folder).read_text().splitlines():
        assert json.loads(line)["value"] is not None or json.loads(line)["outcome"] == "error"
    with pytest.raises(NotMeasured, match="no number"):
        campaign().measure()
    (folder / f"bank/{NAME}/right/other.py").write_text(good)
    assert campaign().measure()


def test_when_time_is_over_nothing_more_is_run(campaign, folder):
    found = campaign()
    with pytest.raises(NotMeasured, match="0 of 6 runs of right, 0 of 4 runs of ones; give the command again"):
        found.measure(until=time.monotonic())
    assert not values(folder).exists()
    assert not path(NAME).exists()
    assert not found.is_complete


def test_half_of_the_runs_are_enough_where_time_is_limited(campaign, folder, monkeypatch):
    campaign().measure()
    kept = [json.loads(line) for line in values(folder).read_text().splitlines()]
    first = [each for each in kept if each["attempt"] == 1]
    monkeypatch.setattr(module, "LEAST", 3)
    values(folder).write_text("".join(json.dumps(each) + "\n" for each in first if each["number"] < 3))
    found = campaign()
    found.measure(until=time.monotonic(), again=False)
    read_thresholds.cache_clear()
    record = find_threshold(NAME, "test_accuracy", "cpu").record
    assert record["right"]["runs"] == record["right"]["procedures"] == 3
    assert not found.is_complete
    # No second attempt was made, so no mistake has come to its end.
    assert [(each["runs"], each["procedures"], each["passed"]) for each in record["mistake"]] == [(3, 0, 0)]


def test_runs_are_mixed_evenly():
    known = [Subject("solution", True, b""), Subject("other", True, b""), Subject("ones", False, b"")]
    runs = planned(known, 20, 10)
    assert len(set(runs)) == 30
    for end in (3, 9, 15, 21):
        groups = [run.subject.group for run in runs[:end]]
        assert abs(groups.count(RIGHT) - 2 * groups.count("ones")) <= 2
    assert sorted(run.number for run in runs if run.subject.group == RIGHT) == list(range(20))


def test_thresholds_from_another_machine_are_taken(campaign, folder, monkeypatch):
    elsewhere = folder / "elsewhere" / "thresholds.toml"
    elsewhere.parent.mkdir()
    drawn: list[Path] = []
    monkeypatch.setattr("autograder.calibration.picture.draw", lambda file, *_: drawn.append(file))
    monkeypatch.setattr("autograder.calibration.taking.LEAST", 4)
    campaign(file=elsewhere).measure()
    assert not path(NAME).exists()
    assert not drawn
    told: list[str] = []
    assert take(elsewhere, told.append)
    assert path(NAME).read_text() == elsewhere.read_text()
    assert [file.name for file in drawn] == [f"{NAME}-cpu.png"]
    assert "one core" in told[0]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("runs = 4", "runs = 3"), "3 runs are too few"),
        (('check = "test_accuracy"', 'check = "test_gone"'), "no such check"),
        ((f'exercise = "{NAME}"', 'exercise = "93_gone"'), "no such exercise"),
        (('check_digest = "', 'check_digest = "0'), "the check has changed"),
    ],
)
def test_a_threshold_that_does_not_fit_is_left_where_it_is(campaign, folder, monkeypatch, change, reason):
    monkeypatch.setattr("autograder.calibration.taking.LEAST", 4)
    elsewhere = folder / "thresholds.toml"
    campaign(file=elsewhere).measure()
    elsewhere.write_text(elsewhere.read_text().replace(*change))
    told: list[str] = []
    assert not take(elsewhere, told.append)
    assert reason in told[0]
    assert not path(NAME).exists()


def test_a_sample_for_comparison_is_written_and_told(campaign, folder):
    campaign().measure()
    found = campaign(backend="torch")
    (told,) = found.compare()
    # There are too few runs on TensorFlow to say so.
    assert told == "TensorFlow and PyTorch are not alike (right: p = 1.000, ones: p = 1.000)"
    read_thresholds.cache_clear()
    assert find_threshold(NAME, "test_accuracy", "cpu", "torch") is None
    campaign(plan=(20, 20)).measure()
    (told,) = found.compare()
    assert told.startswith("TensorFlow and PyTorch are alike")
    read_thresholds.cache_clear()
    assert find_threshold(NAME, "test_accuracy", "cpu", "torch").backend == "tensorflow"
    assert "sample" in path(NAME).read_text()


@pytest.mark.parametrize(
    ("source", "can_run"),
    [
        ("import tensorflow as tf", False),
        ("def f():\n    from tensorflow.keras import layers", False),
        ("# import tensorflow\nimport keras", True),
        ("import keras, tensorflow_datasets", True),
    ],
)
def test_what_imports_tensorflow_is_left_out_where_there_is_none(monkeypatch, source, can_run):
    subject = Subject("one", True, source.encode())
    assert subject.can_run
    monkeypatch.setattr("autograder.calibration.runs.version", lambda library: "")
    assert subject.can_run == can_run


def test_a_threshold_says_which_known_submissions_it_rests_without(campaign, folder, monkeypatch):
    reference = folder / f"solutions/{NAME}.py"
    reference.write_text(reference.read_text().replace("# %%\ndef", "# %%\nimport tensorflow\n\n\ndef"))
    monkeypatch.setattr("autograder.calibration.runs.version", lambda library: "")
    campaign().measure()
    read_thresholds.cache_clear()
    assert find_threshold(NAME, "test_accuracy", "cpu").record["left_out"] == ["solution"]
    wrong = folder / f"bank/{NAME}/wrong/ones.py"
    wrong.write_text(wrong.read_text().replace("import numpy", "import tensorflow\nimport numpy"))
    with pytest.raises(NotMeasured, match="2 of 3 known submissions import TensorFlow, which is not installed here"):
        campaign()
