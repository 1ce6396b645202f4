"""A whole calibration of a check that guesses signs: values kept, threshold written, and noticed when it is stale."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from autograder.calibration import campaign as module
from autograder.calibration.campaign import Campaign, NotMeasured
from autograder.calibration.choice import Overlap
from autograder.calibration.runs import RIGHT, Subject, planned
from autograder.calibration.taking import take
from autograder.course.exercise import find_exercise
from autograder.engine.provider import Sandboxes
from autograder.grading.catalogue import checks_of
from autograder.grading.recipe import outdated
from autograder.grading.thresholds import find_threshold, path, read_thresholds
from autograder.verify import rules

NAME = "92_signs"
FILES = {
    f"solutions/{NAME}.py": '''
# %% [markdown]
# # 92 Signs

# %%
def sign(x):
    """Signs."""
    ### BEGIN SOLUTION
    return (x > 0).astype(int)
    ### END SOLUTION
''',
    f"topics/{NAME}/checks.py": '''
"""Checks of 92 Signs."""

import numpy as np

from autograder.checking import expect, points

SIZE = 100


@points(2, function="sign", tier="accuracy")
def test_accuracy(student, accuracy):
    """Most signs are right"""

    def attempt(rng):
        x = rng.normal(size=SIZE)
        return np.mean(expect(student.sign(x), shape=(SIZE,), dtype=int) == (x > 0))

    accuracy.measure(attempt)


def unused():
    return 1
''',
    f"bank/{NAME}/right/other.py": (
        "# right: in a loop\ndef sign(x): return [int(v > 0) for v in x] and (x > 0) * 1\n"
    ),
    f"bank/{NAME}/wrong/ones.py": (
        "# mistake: ones\n# fails: accuracy\n# points: 0\nimport numpy as np\n\n"
        "def sign(x): return np.ones(len(x), int)\n"
    ),
}
PICKY = "# mistake: rarely wrong\n# fails: accuracy\n# points: 0\ndef sign(x): return (x > -1e-9).astype(int)\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_exercises: Callable[[Path], None]) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text.lstrip())
    own_exercises(tmp_path)
    monkeypatch.setitem(module.RUNS, "cpu", (6, 4))
    read_thresholds.cache_clear()
    return tmp_path


@pytest.fixture
def campaign(folder: Path, sandboxes: Sandboxes) -> Callable[[], Campaign]:
    def make(**fields) -> Campaign:
        exercise = find_exercise("92")
        done: list[tuple[int, int]] = []
        made = Campaign(
            exercise,
            checks_of(exercise)[0],
            "cpu",
            sandboxes,
            2,
            folder / "values",
            lambda *n: done.append(n),
            **{"file": path(NAME), "picture": folder / "pictures" / "signs.png"} | fields,
        )
        made.done = done  # type: ignore[attr-defined]
        return made

    return make


def test_a_calibration_writes_threshold_values_and_picture(campaign, folder):
    found = campaign()
    choice = found.measure()
    assert 0.5 < choice.value < 1
    read_thresholds.cache_clear()
    threshold = find_threshold(NAME, "test_accuracy", "cpu")
    assert threshold is not None
    assert threshold.value == choice.value
    assert threshold.seconds >= 0
    record = threshold.record
    assert (record["right"]["runs"], record["right"]["passed"]) == (6, 6)
    assert record["right"]["values"] == [1.0] * 6
    assert [(each["name"], each["runs"], each["passed"]) for each in record["mistake"]] == [("ones", 4, 0)]
    assert set(record["versions"]) == {"tensorflow", "keras", "numpy"}
    assert outdated(threshold, found.exercise, found.check) == ""
    with Image.open(folder / "pictures" / "signs.png") as image:
        assert "Threshold" in image.info["Description"]
    assert found.smoke(threshold) == []


def test_what_was_run_before_is_not_run_again(campaign, folder):
    first = campaign()
    first.measure()
    lines = (folder / "values" / f"{NAME}-test_accuracy-cpu.jsonl").read_text().splitlines()
    # Four runs of the mistake missed, so each had a second attempt.
    assert len(lines) == 6 + 4 + 4
    assert {entry["value"] for entry in map(json.loads, lines) if entry["subject"] != "ones"} == {1.0}
    again = campaign()
    again.measure()
    assert len((folder / "values" / f"{NAME}-test_accuracy-cpu.jsonl").read_text().splitlines()) == len(lines)
    assert again.done[0] == (10, 10)


def test_a_threshold_is_stale_once_solution_or_check_changes(campaign, folder):
    found = campaign()
    found.measure()
    read_thresholds.cache_clear()
    threshold = find_threshold(NAME, "test_accuracy", "cpu")
    checks, solution = folder / f"topics/{NAME}/checks.py", folder / f"solutions/{NAME}.py"
    checks.write_text(checks.read_text().replace("return 1", "return 2").replace("Most signs", "All signs"))
    solution.write_text(solution.read_text().replace("Signs.", "The signs."))
    assert outdated(threshold, find_exercise("92"), found.check) == ""
    checks.write_text(checks.read_text().replace("SIZE = 100", "SIZE = 101"))
    assert "check has changed" in outdated(threshold, find_exercise("92"), found.check)
    solution.write_text(solution.read_text().replace("x > 0", "x >= 0"))
    assert "solution has changed" in outdated(threshold, find_exercise("92"), found.check)
    problems = [problem.what for problem in rules._check_accuracy(find_exercise("92"), found.check)]
    assert problems == ["the threshold of 92.1 does not hold: the solution has changed since it was measured"]


def test_other_libraries_make_a_threshold_stale(campaign, folder, monkeypatch):
    found = campaign()
    found.measure()
    text = path(NAME).read_text()
    path(NAME).write_text(text.replace('keras = "', 'keras = "0.'))
    read_thresholds.cache_clear()
    threshold = find_threshold(NAME, "test_accuracy", "cpu")
    assert "measured with keras 0." in outdated(threshold, found.exercise, found.check)


def test_an_edit_while_it_is_measured_stops_it(campaign, folder):
    found = campaign()
    checks = folder / f"topics/{NAME}/checks.py"
    checks.write_text(checks.read_text().replace("SIZE = 100", "SIZE = 101"))
    with pytest.raises(NotMeasured, match="edited meanwhile"):
        found.measure()
    assert not path(NAME).exists()


def test_right_and_wrong_that_overlap_are_refused(campaign, folder):
    (folder / f"bank/{NAME}/wrong/picky.py").write_text(PICKY)
    with pytest.raises(Overlap, match="picky"):
        campaign().measure()
    assert not path(NAME).exists()


def test_a_check_that_no_known_mistake_fails_is_not_measured(campaign, folder):
    (folder / f"bank/{NAME}/wrong/ones.py").unlink()
    with pytest.raises(NotMeasured, match="no file"):
        campaign()


def test_a_right_answer_that_gives_no_number_stops_it(campaign, folder):
    (folder / f"bank/{NAME}/right/other.py").write_text("# right: raises\ndef sign(x): raise ValueError\n")
    with pytest.raises(NotMeasured, match="run 1 of other gave no number: error"):
        campaign().measure()


def test_smoke_says_which_threshold_does_not_hold(campaign, folder):
    found = campaign()
    found.measure()
    read_thresholds.cache_clear()
    threshold = find_threshold(NAME, "test_accuracy", "cpu")
    path(NAME).write_text(path(NAME).read_text().replace(f"value = {threshold.value}", "value = 0.1"))
    read_thresholds.cache_clear()
    assert campaign().smoke(find_threshold(NAME, "test_accuracy", "cpu")) == ["ones: 5 passed, not 0"]


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
    campaign(file=elsewhere, picture=None).measure()
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
    campaign(file=elsewhere, picture=None).measure()
    elsewhere.write_text(elsewhere.read_text().replace(*change))
    told: list[str] = []
    assert not take(elsewhere, told.append)
    assert reason in told[0]
    assert not path(NAME).exists()
