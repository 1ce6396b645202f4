"""Hashes that no publisher states: written down on the first fetch, and asked of every later one."""

import json
import os
from pathlib import Path

from autograder.datasets.real.failures import WrongFile


class Lock:
    """The file registry.lock.json in the data folder: SHA-256 by URL (or by set, for what an archive holds)."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "registry.lock.json"

    def get(self, key: str) -> str | None:
        """The pinned hash, or None. Raises WrongFile if the lock file cannot be read."""
        return self._read().get(key)

    def pin(self, key: str, sha256: str) -> None:
        """Write a hash down."""
        pinned = self._read() | {key: sha256}
        beside = self.path.with_suffix(f".{os.getpid()}.tmp")
        beside.write_text(json.dumps(pinned, indent=1, sort_keys=True) + "\n", "utf-8")
        beside.replace(self.path)

    def _read(self) -> dict[str, str]:
        try:
            return dict(json.loads(self.path.read_text("utf-8")))
        except FileNotFoundError:
            return {}
        except ValueError as error:
            raise WrongFile(f"{self.path} is damaged: delete it, and the hashes are pinned again.") from error
