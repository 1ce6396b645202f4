"""A whole calibration of a check that guesses signs: values kept, threshold written, and noticed when it is stale."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from signs import NAME, PICKY, make_folder

from autograder.calibration import campaign as module
from autograder.calibration.campaign import Campaign, NotMeasured
from autograder.calibration.choice import Overlap
from autograder.course.exercise import find_exercise
from autograder.engine.provider import Sandboxes
from autograder.grading.catalogue import checks_of
from autograder.grading.recipe import outdated
from autograder.grading.thresholds import find_threshold, path, read_thresholds
from autograder.verify import rules


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_exercises: Callable[[Path], None]) -> Path:
    make_folder(tmp_path)
    own_exercises(tmp_path)
    monkeypatch.setitem(module.RUNS, "cpu", (6, 4))
    read_thresholds.cache_clear()
    return tmp_path


@pytest.fixture
def campaign(folder: Path, sandboxes: Sandboxes) -> Callable[[], Campaign]:
    def make() -> Campaign:
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
            path(NAME),
            picture=folder / "pictures" / "signs.png",
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
