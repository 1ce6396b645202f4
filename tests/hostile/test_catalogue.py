"""Bad submissions of every kind, graded by the command: each gets its outcome, and nobody else notices."""

import re
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from accidents import ACCIDENTS
from dishonest import DISHONEST
from grading_run import (
    KEY,
    ORDINARY,
    OTHERS,
    SECRET,
    TIERS,
    Run,
    folder_of,
    grade,
    ordinary_name,
    texts,
    user_namespaces,
    verdict,
)
from sample import Sample

from autograder.course import content
from autograder.engine.provider import Sandboxes
from autograder.grading.key import RunKey
from autograder.grading.task import Task
from autograder.jail import landlock, syscalls
from autograder.submissions import read_work
from autograder.submissions.keys import display_name

pytestmark = pytest.mark.skipif(not (landlock.version() and syscalls.supported()), reason="needs Landlock and seccomp")

SAMPLES = [*ACCIDENTS, *DISHONEST]
# Of the catalogue: accidents and attempts. A59, a reference that fails, is not a submission: see test_reference.py.
ROWS = {
    f"A{number}" for number in (*range(1, 19), 20, 23, 25, 28, 31, 34, 36, 37, 39, 40, 42, 43, 45, 46, *range(48, 54))
}
ROWS |= {"A55", "A56", "A57"}
ROWS |= {f"B{number}" for number in (1, 2, 3, 6, 8, 11, 16, 17, 19, 20, 22, 23, 24, 27, 29, 34, 37, 41, 43)}


def samples_of(tier: str, is_slow: bool) -> list[Sample]:
    """What is graded in a tier quickly, and what takes longer: there, all that another tier has shown already."""
    if tier == next(iter(TIERS)):
        return [sample for sample in SAMPLES if sample.is_slow == is_slow]
    return [sample for sample in SAMPLES if (sample.is_slow or not sample.is_of_jail) == is_slow]


Runs = Callable[[str, bool], Run]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """The run of a tier, over the quick samples or over the slow ones."""
    made: dict[tuple[str, bool], Run] = {}

    def run(tier: str, is_slow: bool) -> Run:
        if tier == "ordinary user" and not user_namespaces():
            pytest.skip("this is an ordinary user already, or there is no way to become one here")
        if (tier, is_slow) not in made:
            made[tier, is_slow] = grade(samples_of(tier, is_slow), tier, tmp_path_factory.mktemp("hostile"))
        return made[tier, is_slow]

    return run


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The ordinary submissions with nobody beside them."""
    return grade([], "strongest", tmp_path_factory.mktemp("alone"))


def rows() -> list[object]:
    return [
        pytest.param(tier, is_slow, number, id=f"{tier}, {sample.name}", marks=[pytest.mark.slow] if is_slow else [])
        for tier in TIERS
        for is_slow in (False, True)
        for number, sample in enumerate(samples_of(tier, is_slow))
    ]


both_parts = pytest.mark.parametrize("is_slow", [False, pytest.param(True, marks=pytest.mark.slow)])
every_tier = pytest.mark.parametrize("tier", TIERS)


@pytest.mark.parametrize("tier", TIERS)
def test_every_row_is_tried_in_every_tier(tier: str):
    """Those that are not about the jail are tried in the first tier in each run, and in the others with `-m slow`."""
    tried = {sample.row for is_slow in (False, True) for sample in samples_of(tier, is_slow)}
    assert ROWS - tried == set()
    assert ROWS - {sample.row for sample in samples_of("strongest", False)} == set()


@pytest.mark.parametrize(("tier", "is_slow", "number"), rows())
def test_a_row_gets_its_outcome(tier: str, is_slow: bool, number: int, runs: Runs):
    sample = samples_of(tier, is_slow)[number]
    run = runs(tier, is_slow)
    result = run.results[display_name(folder_of(number, sample))]
    [exercise] = result["exercises"]
    found = [check["outcome"] for check in exercise["checks"]]
    text = "\n".join(texts(result))
    assert exercise["outcome"] in sample.whole.split("|"), text
    wrong = [pair for pair in zip(found, sample.outcomes, strict=True) if pair[0] not in pair[1].split("|")]
    assert wrong == [], text
    for words in sample.words:
        assert words in text
    for words in sample.never:
        assert words not in run.pages[result["student"]]
    assert len(text) < 60_000


@both_parts
@every_tier
def test_everyone_has_one_result_and_the_batch_ends_by_itself(tier: str, is_slow: bool, runs: Runs):
    run = runs(tier, is_slow)
    samples = samples_of(tier, is_slow)
    people = [folder_of(number, sample) for number, sample in enumerate(samples)]
    people += [ordinary_name(number) for number in range(max(len(samples) + 1, len(ORDINARY)))]
    assert run.code in (0, 3), run.said[-4_000:]  # 3: some samples wait for a person
    assert "Traceback" not in run.said
    assert sorted(run.results) == sorted(map(display_name, people))
    assert len(run.rows) == len(people)
    (sandbox,) = {result["run"]["sandbox"] for result in run.results.values()}
    assert sandbox.startswith("tier B") or tier != "tier B"
    assert "root" not in sandbox or tier != "ordinary user"


@both_parts
@every_tier
def test_neighbours_get_what_they_get_alone(tier: str, is_slow: bool, runs: Runs, alone: Run):
    run = runs(tier, is_slow)
    assert len(alone.results) == len(ORDINARY)
    assert [result["earned"] for _, result in sorted(alone.results.items())] == [10, 7, 5, 5, 10]
    for number in range(len(samples_of(tier, is_slow)) + 1):
        found = verdict(run.results[ordinary_name(number)])
        assert found == verdict(alone.results[ordinary_name(number % len(ORDINARY))]), number


@both_parts
@every_tier
def test_nothing_survives(tier: str, is_slow: bool, runs: Runs):
    assert runs(tier, is_slow).left == []


@both_parts
@every_tier
def test_nothing_of_the_grader_or_of_others_is_in_what_students_read(tier: str, is_slow: bool, runs: Runs):
    run = runs(tier, is_slow)
    folders = [
        sys.prefix,
        sys.base_prefix,
        Path(np.__file__).parents[1],
        content.PACKAGE,
        content.clone_root(),
        "/convlings-run-",
    ]
    # What no submission can know: the key, what the grader's environment holds, the text of checks and solutions.
    secrets = [KEY, SECRET, OTHERS, "HEIGHT_AND_WIDTH", "### BEGIN SOLUTION", *map(str, folders)]
    for student, result in run.results.items():
        for text in (*texts(result), run.pages[student]):
            found = [secret for secret in secrets if secret in text and secret not in ("/usr", "/usr/local")]
            assert found == [], (student, text[:1_000])


def test_a_submission_sees_the_same_when_a_student_checks_it(runs: Runs, sandboxes: Sandboxes, tmp_path: Path):
    """Row B37."""
    (sample,) = [sample for sample in SAMPLES if sample.row == "B37"]
    folder = folder_of(samples_of("strongest", False).index(sample), sample)
    [exercise] = runs("strongest", False).results[folder]["exercises"]
    (tmp_path / "00_welcome.py").write_text(str(sample.files["00_welcome.py"]))
    checked = Task(read_work(tmp_path / "00_welcome.py", "00_welcome"), RunKey.new()).run(sandboxes.start_child)
    assert "autograder" in checked.checks[2].printed
    assert [check.printed for check in checked.checks] == [check["printed"] for check in exercise["checks"]]


class _Elements(HTMLParser):
    """Whether an element that a submission planted is there."""

    planted = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.planted |= ("id", "planted") in attrs or tag == "script"


@both_parts
@every_tier
def test_what_students_write_acts_nowhere(tier: str, is_slow: bool, runs: Runs):
    run = runs(tier, is_slow)
    for page in run.pages.values():
        elements = _Elements()
        elements.feed(page)
        assert not elements.planted
    for row in run.rows:
        assert not [cell for cell in row.values() if re.match(r"[=+\-@\t\r]", cell) and not cell[1:].isdigit()]
    assert "\x1b" not in run.said
