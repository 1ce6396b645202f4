"""Several checks in a limited time: each gets its share, what is done is written down, and what is missing is named."""

import time
from dataclasses import dataclass, field

import pytest

from autograder.calibration import sitting
from autograder.calibration.campaign import NotMeasured
from autograder.calibration.choice import Overlap, choose

CHOICE = choose([0.9, 0.95, 0.92], {"constant": [0.5, 0.5, 0.5]})


@dataclass
class FakeCampaign:
    """Stands where a campaign would; `trouble` is raised as often as it says."""

    takes: float = 0.0
    trouble: list[Exception] = field(default_factory=list)
    is_complete: bool = True
    asked: list[tuple[float | None, bool]] = field(default_factory=list)

    def measure(self, until: float | None, again: bool):
        self.asked.append((until, again))
        time.sleep(self.takes)
        if self.trouble:
            raise self.trouble.pop()
        return CHOICE


def measured(seconds: float | None, **campaigns: FakeCampaign) -> tuple[bool, list[str]]:
    told: list[str] = []
    makers = {name: lambda each=each: each for name, each in campaigns.items()}
    until = None if seconds is None else time.monotonic() + seconds
    return sitting.measure(makers, until, told.append), told


def test_without_a_limit_each_check_is_measured_once_and_whole():
    one, two = FakeCampaign(), FakeCampaign()
    assert measured(None, a=one, b=two)[0]
    assert one.asked == two.asked == [(None, True)]


def test_each_check_has_an_equal_share_of_what_is_left():
    one, two = FakeCampaign(), FakeCampaign()
    started = time.monotonic()
    measured(100, a=one, b=two)
    (first, again), _ = one.asked
    assert (round(first - started), again) == (50, False)
    assert round(two.asked[0][0] - started) == 100
    assert two.asked[1][1]


def test_what_cannot_be_measured_here_takes_no_time():
    def refuse():
        raise NotMeasured("it needs TensorFlow")

    one, told = FakeCampaign(), []
    started = time.monotonic()
    assert not sitting.measure({"a": refuse, "b": lambda: one}, started + 100, told.append)
    assert round(one.asked[0][0] - started) == 100
    assert told[0] == "a: it needs TensorFlow."
    assert told[-1] == "Without a threshold: a (it needs TensorFlow)."


def test_what_failed_is_tried_again_while_there_is_time():
    flaky = FakeCampaign(trouble=[NotMeasured("it gave no number")])
    all_well, told = measured(100, a=flaky)
    assert all_well
    assert told[0] == "a: it gave no number."
    assert told[-1] == "Without a threshold: none."


def test_what_is_missing_is_said_with_its_reason():
    slow, late = FakeCampaign(takes=0.2), FakeCampaign()
    overlap = FakeCampaign(trouble=[Overlap("they overlap"), Overlap("they overlap")])
    all_well, told = measured(100, a=overlap, b=late)
    assert not all_well
    assert told[-1] == "Without a threshold: a (they overlap)."
    all_well, told = measured(0.1, a=slow, b=late)
    assert not all_well
    assert told[-1].startswith("Without a threshold: b (there was no time for it")
    assert len(late.asked) == 2


def test_a_threshold_from_fewer_runs_than_planned_says_so():
    assert "More runs were planned" in measured(None, a=FakeCampaign(is_complete=False))[1][0]


def test_the_log_holds_each_sentence_as_soon_as_it_is_told(tmp_path):
    log, told = tmp_path / "new" / "log", []
    tell = sitting.into(log, told.append)
    tell("12.9: threshold 0.700.")
    assert log.read_text().endswith("12.9: threshold 0.700.\n")
    tell("None is missing.")
    assert len(log.read_text().splitlines()) == len(told) == 2


def test_without_a_log_it_is_told_alone(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sitting.into(None, print)("done")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("error", [ValueError("ours")])
def test_a_fault_of_ours_is_not_swallowed(error):
    with pytest.raises(ValueError, match="ours"):
        measured(None, a=FakeCampaign(trouble=[error]))
