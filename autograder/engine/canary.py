"""Send the canary into a sandbox and believe the tier only if it comes back empty-handed."""

from dataclasses import dataclass

from autograder.course import content
from autograder.engine.errors import GraderFault, SandboxEnded, StudentError
from autograder.engine.provider import Sandboxes
from autograder.engine.sandbox import Limits, Sandbox

_TIERS = ("A", "B", "C")


@dataclass(frozen=True)
class Confirmation:
    """What the canary found: the confirmed tier, and what it could do although it must not."""

    tier: str
    claimed: str
    escapes: tuple[str, ...]
    train_seconds: float

    def reaches(self, tier: str) -> bool:
        """Whether the confirmed tier is at least this strong."""
        return _TIERS.index(self.tier) <= _TIERS.index(tier)


def confirm(sandboxes: Sandboxes, train: bool = True) -> Confirmation:
    """The tier as a canary confirms it. Any escape makes it C.

    Args:
        train: Whether the canary also trains a tiny model, which takes about a second.

    Raises:
        GraderFault: no sandbox can be started, or Keras does not train in it.
    """
    sandbox = Sandbox(sandboxes.start_child, Limits(call_seconds=60.0))
    try:
        found = sandbox.request("canary", str(content.PACKAGE / "topics")) if sandboxes.tier != "C" else {}
        seconds = sandbox.request("canary_train") if train else 0.0
    except (StudentError, SandboxEnded) as error:
        raise GraderFault(f"Keras does not work in the sandbox: {error}") from error
    finally:
        sandbox.close()
    escapes = tuple(sorted(name for name, worked in found.items() if worked))
    return Confirmation("C" if escapes else sandboxes.tier, sandboxes.tier, escapes, float(seconds))
