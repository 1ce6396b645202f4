"""What a verdict depends on besides the submission: the kit, its checks, the libraries, the jail, the limits."""

import hashlib
import json
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from autograder import __version__
from autograder.course import content
from autograder.engine import backends
from autograder.engine.sandbox import Limits

# Code, thresholds, fingerprints.
_GRADES = (".py", ".toml", ".json")
# Parts of the package that only show results, and so cannot change one.
_VIEWS = (
    *("calibration", "cli", "gradebook", "gradescope", "nbgrader_course", "notebook", "pictures", "reports"),
    *("student", "verify"),
)


@dataclass(frozen=True)
class Provenance:
    """Everything that may change a verdict; two runs with the same one give the same results."""

    kit: str
    kit_digest: str
    python: str
    libraries: dict[str, str]
    tier: str
    device: str
    backend: str
    limits: Limits
    memory_mb: int

    def result_key(self, student: str, submission_digest: str, run_id: str, exercises: Iterable[str]) -> str:
        """Names one student's result: equal keys mean that nothing which could change it has changed."""
        parts = json.dumps([student, submission_digest, run_id, list(exercises)])
        return hashlib.sha256(f"{parts} {self._text}".encode()).hexdigest()

    @cached_property
    def _text(self) -> str:
        """Made once for a class."""
        return json.dumps(asdict(self), sort_keys=True)


def provenance(
    tier: str, limits: Limits, memory_mb: int, device: str, backend: str, own: Iterable[str] = ()
) -> Provenance:
    """That of this installation.

    Args:
        own: Backends that exercises of the run declare for themselves; empty for those that do not.
    """
    here = installed(backend, own)
    return Provenance(**here, tier=tier, device=device, backend=backend, limits=limits, memory_mb=memory_mb)


def installed(backend: str, own: Iterable[str] = ()) -> dict[str, Any]:
    """Of a provenance, what this installation says by itself: kit, checks, Python and libraries; plain data.

    Args:
        own: Backends that exercises of the run declare for themselves; empty for those that do not.
    """
    return {
        "kit": __version__,
        "kit_digest": kit_digest(),
        "python": platform.python_version(),
        "libraries": backends.versions(backend) | {name: backends.version(name) for name in sorted(filter(None, own))},
    }


@lru_cache
def kit_digest() -> str:
    """SHA-256 over the code that grades and the exercises' content."""
    digest = hashlib.sha256()
    files = [path for path in content.PACKAGE.rglob("*") if path.suffix in _GRADES and path.name != "picture.py"]
    files = [path for path in files if path.relative_to(content.PACKAGE).parts[0] not in (*_VIEWS, "content")]
    for each in content.collections():
        files += [each.solutions / f"{name}.py" for name in each.names]
        files += [path for path in each.topics.rglob("*") if path.suffix in _GRADES and each is not content.KIT]
    for path in sorted(files):
        digest.update(path.name.encode() + b"\0" + _content(path) + b"\0")
    return digest.hexdigest()


def checks_digest(topic: Path, solution: str) -> str:
    """SHA-256 over what is one exercise's own: its solution, and its checks with what lies beside them."""
    files = [path for path in topic.rglob("*") if path.suffix in _GRADES and path.name != "picture.py"]
    digest = hashlib.sha256(solution.encode())
    for path in sorted(files):
        digest.update(path.name.encode() + b"\0" + _content(path) + b"\0")
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    return path.read_bytes().replace(b"\r\n", b"\n")
