"""Two reports side by side: each mark that changed, in which direction, and why."""

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.gradebook.comparison import compare
from autograder.gradebook.report import Report
from autograder.gradebook.tables import BadFile
from autograder.grading.earlier import keep_table, settle_table
from autograder.grading.result import Decision

RUN = {
    "run": "abc",
    "checks": {"08_dropout": "one", "09_augmentation": "one"},
    "provenance": {
        "kit": "0.1",
        "kit_digest": "k",
        "python": "3.11.9",
        "libraries": {"keras": "3.8", "numpy": "2.0"},
        "tier": "A",
        "device": "cpu",
        "limits": {"call_seconds": 20},
        "memory_mb": 2048,
    },
}


def report(*results, **changes) -> Report:
    provenance = RUN["provenance"] | changes.pop("provenance", {})
    return Report({result.key: result for result in results}, RUN | changes | {"provenance": provenance})


def test_nothing_changed(made):
    found = compare(report(made("Ann"), made("Bob")), report(made("Ann"), made("Bob"), run="other"))
    assert (found.exercises, found.sums, found.gone, found.come) == ([], [], [], [])
    assert (found.up, found.down, found.same) == (0, 0, 2)


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        (
            {"checks": {"08_dropout": "two"}, "provenance": {"kit_digest": "l"}},
            ["check: the checks of 08 are not the same"],
        ),
        ({"provenance": {"kit_digest": "l"}}, ["kit: its code is not the same"]),
        ({"provenance": {"kit": "0.2", "kit_digest": "l"}}, ["kit: 0.1 then, 0.2 now"]),
        ({"provenance": {"libraries": {"keras": "3.9", "numpy": "2.0"}}}, ["library: keras 3.8 then, 3.9 now"]),
        ({"provenance": {"limits": {"call_seconds": 5}}}, ["limits: not the same as then"]),
        ({"run": "other"}, ["inputs: the runs have different keys, so the checks drew other inputs"]),
        ({}, ["no cause is known: submission, checks, kit, libraries, limits and inputs are the same"]),
    ],
)
def test_a_mark_that_went_down_is_named_with_its_check_and_why(made, changes, cause):
    old, new = made("Ann"), made("Ann", outcomes={"08.2": "failed"})
    found = compare(report(old), report(new, **changes))
    [change] = found.exercises
    assert (change.whole.old, change.whole.new, change.is_down) == (10, 8, True)
    [check] = change.checks
    assert (check.what, check.old, check.new, check.outcomes) == ("08.2", 2, 0, ("passed", "failed"))
    assert change.causes == cause
    assert (found.up, found.down, found.same) == (0, 1, 0)
    back = compare(report(new, **changes), report(old))
    assert (back.up, back.down) == (1, 0)


def test_a_check_that_went_down_counts_though_the_sum_did_not(made):
    old, new = made("Ann", outcomes={"08.2": "failed"}), made("Ann", outcomes={"08.5": "failed"})
    assert old.earned == new.earned
    found = compare(report(old), report(new))
    assert (found.up, found.down) == (0, 1)
    assert {check.what for check in found.exercises[0].checks} == {"08.2", "08.5"}


def test_another_submission_and_decisions_are_causes(made):
    old = made("Ann", outcomes={"08.2": "failed"})
    again = made("Ann", digest="other")
    [change] = compare(report(old), report(again)).exercises
    assert change.causes == ["submission: another one was handed in"]
    decided = made("Ann", outcomes={"08.2": "failed"})
    decided.exercises[0].decisions = [Decision(("test_survivors_are_scaled",), 2, "Unclear", "TA")]
    [change] = compare(report(old), report(decided, provenance={"kit": "0.2"})).exercises
    assert (change.whole.new, change.causes) == (10, ["override (TA): Unclear"])
    [change] = compare(report(decided), report(old)).exercises
    assert (change.is_down, change.causes) == (True, ["override: taken back (Unclear)"])


def test_points_for_several_checks_together_are_no_loss_of_each(made):
    decided = made("Ann", outcomes={"08.2": "failed"})
    decided.exercises[0].decisions = [
        Decision(tuple(check.name for check in decided.exercises[0].checks), 9, "Why", "TA")
    ]
    found = compare(report(made("Ann", outcomes={"08.2": "failed"})), report(decided))
    assert (found.up, found.down, found.exercises[0].checks) == (1, 0, [])


def test_a_mark_that_is_gone_is_down_and_one_that_came_is_up(made):
    found = compare(report(made("Ann")), report(made("Ann", outcomes={"08": "review"})))
    assert (found.exercises[0].whole.old, found.exercises[0].whole.new, found.down) == (10, None, 1)
    found = compare(report(made("Ann", outcomes={"08": "review"})), report(made("Ann")))
    assert found.up == 1


def test_who_left_and_who_came_and_a_sum_that_weights_changed(made):
    weighted = replace(made("Cem"), weights={"08_dropout": 2.0})
    found = compare(report(made("Ann"), made("Cem")), report(made("Bob"), weighted))
    assert (found.gone, found.come) == (["Ann"], ["Bob"])
    [(student, change)] = found.sums
    assert (student, change.old, change.new) == ("Cem", 10, 20)


def test_a_folder_without_a_report_is_named(tmp_path: Path):
    with pytest.raises(BadFile, match="holds no report"):
        Report.read(tmp_path)


def test_the_table_before_is_kept_once_and_only_if_the_new_one_differs(tmp_path: Path):
    (tmp_path / "results").mkdir()
    (tmp_path / "graded").mkdir()
    keep_table(tmp_path)  # no table yet
    assert settle_table(tmp_path) is None
    before = {"run.json": "run 1", "grades.csv": "one", "results/ann.json": "ann 1", "graded/ann.json": "x = 1"}
    for name, text in before.items():
        (tmp_path / name).write_text(text)
    keep_table(tmp_path)
    (tmp_path / "new").write_text("ann 2")
    (tmp_path / "new").replace(tmp_path / "results" / "ann.json")
    keep_table(tmp_path)  # of a run that was killed and goes on
    (tmp_path / "table").write_text("two")
    (tmp_path / "table").replace(tmp_path / "grades.csv")
    kept = settle_table(tmp_path)
    assert kept == tmp_path / "earlier" / "1"
    assert {name: (kept / name).read_text() for name in before} == before
    keep_table(tmp_path)
    assert settle_table(tmp_path) is None
    assert [path.name for path in (tmp_path / "earlier").iterdir()] == ["1"]
