"""What is said where a backend is not installed, and which sandboxes a choice has."""

import importlib.metadata

import pytest

from autograder.engine.backends import BackendMissing, require, version, versions
from autograder.engine.canary import Confirmation
from autograder.engine.errors import GraderFault
from autograder.engine.fleet import Fleet, Guards
from autograder.engine.provider import Sandboxes, Setup


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of what is installed, to be changed."""
    found = {"keras", "numpy"}

    def look_up(name: str) -> str:
        if name not in found:
            raise importlib.metadata.PackageNotFoundError(name)
        return "1.2"

    monkeypatch.setattr(importlib.metadata, "version", look_up)
    return found


@pytest.mark.parametrize(
    ("there", "choice", "says"),
    [
        ((), "tensorflow", "TensorFlow is not installed here. Run: pip install tensorflow."),
        (("torch",), "tensorflow", "Commands that grade can do without: --backend torch."),
        ((), "torch", "PyTorch is not installed here. Run: pip install 'convlings[torch]'"),
        ((), "jax", "JAX is not installed here. Run: pip install 'convlings[jax]'"),
        (("tensorflow",), "auto", "PyTorch is not installed here. Grading with --backend auto needs it as well."),
        (("torch",), "auto", "TensorFlow is not installed here. Grading with --backend auto needs it as well."),
    ],
)
def test_a_missing_backend_is_a_sentence(installed, there, choice, says):
    installed.update(there)
    with pytest.raises(BackendMissing) as missing:
        require(choice)
    assert says in str(missing.value)
    for start in (Fleet,) if choice == "auto" else (Fleet, Sandboxes):
        with pytest.raises(BackendMissing):
            start(Setup(backend=choice))


def test_what_is_there_will_do(installed):
    installed.update({"tensorflow-cpu", "torch"})
    for choice in ("tensorflow", "torch", "auto"):
        require(choice)
    assert version("tensorflow") == "1.2"
    assert versions("auto") == {"tensorflow": "1.2", "torch": "1.2", "keras": "1.2", "numpy": "1.2"}
    assert versions("jax") == {"jax": "", "keras": "1.2", "numpy": "1.2"}


def test_sandboxes_are_for_the_backend_that_they_have(sandboxes, backend):
    assert sandboxes.of(backend) is sandboxes
    with pytest.raises(GraderFault, match="were wanted"):
        sandboxes.of("jax")


def test_a_fleet_starts_no_more_than_is_asked_for(backend):
    with Fleet(Setup(backend=backend)) as fleet:
        own = fleet.of(backend)
        assert own is fleet.of(backend)
        assert own.setup.backend == backend
        assert list(fleet._started) == [backend]
    with pytest.raises(GraderFault, match="closed"):
        fleet.of(backend)


def test_the_weakest_jail_is_the_one_that_is_told(sandboxes, backend):
    class Same:
        def of(self, _: str) -> Sandboxes:
            return sandboxes

    found = {"torch": Confirmation("A", "A", (), 0.1), "tensorflow": Confirmation("B", "A", ("fork",), 0.1)}
    guards = Guards(Same(), found)
    assert guards.weakest.tier == "B"
    assert guards.of("torch") is not guards.of("tensorflow")
