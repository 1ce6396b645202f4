"""Where a calibration on the GPU runs: in the strongest jail that lets Keras compute there, so many at a time."""

import pytest

from autograder.calibration import on_gpu
from autograder.engine import gpu
from autograder.engine.errors import GraderFault
from autograder.engine.provider import Setup


class FakeSandboxes:
    """Stands where sandboxes would: each tier says what `answers` has for it."""

    def __init__(self, setup: Setup):
        self.tier, self.closed = setup.tier, False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    found: dict[str, str] = {}

    def device_inside(sandboxes: FakeSandboxes) -> str:
        if sandboxes.tier not in found:
            raise GraderFault("CUDA is refused")
        return found[sandboxes.tier]

    monkeypatch.setattr(on_gpu, "Sandboxes", FakeSandboxes)
    monkeypatch.setattr(on_gpu, "device_inside", device_inside)
    return found


def test_the_strongest_jail_with_the_gpu_is_taken(answers):
    answers |= {"B": "cuda:0", "C": "cuda:0"}
    told: list[str] = []
    assert on_gpu.sandboxes_on_gpu(Setup(gpu=True), told.append).tier == "B"
    assert "jail A" in told[0]
    assert "CUDA is refused" in told[0]
    assert "jail B, Keras computes on cuda:0" in told[1]


def test_a_jail_that_quietly_leaves_the_gpu_alone_is_not_taken(answers):
    answers |= {"A": "cpu", "B": "cpu", "C": "/job:localhost/replica:0/task:0/device:GPU:0"}
    assert on_gpu.sandboxes_on_gpu(Setup(gpu=True), print).tier == "C"


def test_without_the_gpu_nothing_is_measured(answers):
    answers |= dict.fromkeys("ABC", "cpu")
    with pytest.raises(GraderFault, match="in no sandbox"):
        on_gpu.sandboxes_on_gpu(Setup(gpu=True), print)


def test_keras_says_where_it_computes(sandboxes):
    assert not on_gpu.is_gpu(on_gpu.device_inside(sandboxes))


@pytest.mark.parametrize(
    ("memory", "jobs", "due"), [(0, 16, 1), (6_000, 16, 1), (24_576, 16, 3), (143_771, 16, 16), (143_771, 2, 2)]
)
def test_as_many_trainings_as_fit_run_side_by_side(monkeypatch, memory, jobs, due):
    monkeypatch.setattr(on_gpu, "gpu_memory", lambda: memory)
    assert on_gpu.jobs_on_gpu(jobs) == due


def test_a_machine_without_a_driver_has_no_gpu(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert (gpu.gpu_names(), gpu.gpu_memory()) == ([], 0)
