"""Send the canary into a sandbox and believe the tier only if it comes back empty-handed."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.course import content
from autograder.engine.errors import GraderFault, SandboxEnded, StudentError
from autograder.engine.provider import Sandboxes
from autograder.engine.sandbox import Limits, Sandbox

_TIERS = ("A", "B", "C")
_SUBMISSIONS_BETWEEN = 200
_PAUSE = 1.0


@dataclass(frozen=True)
class Confirmation:
    """What the canary found: the confirmed tier, and what it could do although it must not."""

    tier: str
    claimed: str
    escapes: tuple[str, ...]
    train_seconds: float

    def reaches(self, tier: str) -> bool:
        """Whether the confirmed tier is at least this strong."""
        return is_as_strong(self.tier, tier)


def is_as_strong(tier: str, other: str) -> bool:
    """Whether a tier is at least as strong as the other."""
    return _TIERS.index(tier) <= _TIERS.index(other)


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


def weakest(found: Iterable[Confirmation]) -> Confirmation:
    """Of several, the one with the weakest tier."""
    return max(found, key=lambda each: _TIERS.index(each.tier))


class Guard:
    """Sends the canary again now and then, and after anything odd: a jail that has held so far may hold no longer.

    Args:
        confirmation: What the canary found before the first submission.
        between: After so many pieces of work it goes again.
    """

    def __init__(self, sandboxes: Sandboxes, confirmation: Confirmation, between: int = _SUBMISSIONS_BETWEEN):
        self._sandboxes = sandboxes
        self._confirmation = confirmation
        self._between = between
        self._count = 0
        self._parent = sandboxes.parents
        self._doubtful = False
        self._lock = threading.Lock()
        self.trials = 0

    def doubt(self) -> None:
        """Something odd has happened, so the next piece of work waits for a canary."""
        self._doubtful = True

    def before_work(self) -> None:
        """Called before each piece of work.

        Raises:
            GraderFault: the sandboxes are not what they were.
        """
        with self._lock:
            self._count += 1
            if not self._doubtful and self._parent == self._sandboxes.parents and self._count % self._between:
                return
            found = self._try()
            self.trials += 1
            if not found.reaches(self._confirmation.tier):
                able = f": a trial was able to {', '.join(found.escapes)}" if found.escapes else ""
                raise GraderFault(
                    f"The sandbox was tier {self._confirmation.tier} and is {found.tier} now{able}. "
                    "What was graded before is kept."
                )
            self._doubtful, self._parent = False, self._sandboxes.parents

    def _try(self) -> Confirmation:
        """What a canary finds; in a second try, if the warm parent was just going when the first began."""
        try:
            self._sandboxes.living_address()
            return confirm(self._sandboxes, train=False)
        except GraderFault:
            time.sleep(_PAUSE)
            self._sandboxes.living_address()
            return confirm(self._sandboxes, train=False)
