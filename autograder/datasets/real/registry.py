"""The sets of others that the kit knows: what they are, who made them, and where their publishers hand them out."""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from autograder.course import content
from autograder.datasets.real.failures import UnknownSet


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a set on its publisher's server.

    bytes and sha256 are None where no value is known. same_bytes: False where the server packs the archive again for
    each request, so that its bytes may differ while what it holds is the same.
    """

    name: str
    url: str
    bytes: int | None = None
    sha256: str | None = None
    same_bytes: bool = True


@dataclass(frozen=True, slots=True)
class RealSet:
    """A set of others.

    kind: "folders" (images in split/class/) or "arrays" (pixels and label codes in .npz or .csv).
    classes: names, sorted; codes: for arrays, the code in the source of each class.
    size: usual height and width in pixels; channels: 3 or 1; bytes: on disk, about.
    images: number by split as published; splits: by split, the names that its folder, array or table may have.
    files: empty where an account is needed.
    """

    name: str
    about: str
    author: str
    home: str
    licence: str
    kind: str
    classes: tuple[str, ...]
    size: int
    bytes: int
    images: Mapping[str, int]
    splits: Mapping[str, tuple[str, ...]]
    files: tuple[RemoteFile, ...]
    codes: tuple[int, ...] = ()

    @property
    def channels(self) -> int:
        return 1 if self.kind == "arrays" else 3

    @property
    def download_bytes(self) -> int:
        """What a fetch loads, about."""
        return sum(file.bytes or self.bytes for file in self.files)


@cache
def registry() -> Mapping[str, RealSet]:
    """The sets by name, in the order of data/registry.toml."""
    return read_registry(content.data() / "registry.toml")


def read_registry(path: Path) -> dict[str, RealSet]:
    """The sets of a registry file."""
    with path.open("rb") as file:
        return {name: _set_of(name, entry) for name, entry in tomllib.load(file).items()}


def _set_of(name: str, entry: dict[str, Any]) -> RealSet:
    fields = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    fields["splits"] = {split: tuple(names) for split, names in entry["splits"].items()}
    fields["files"] = tuple(RemoteFile(**file) for file in entry["files"])
    return RealSet(name=name, **fields)


def real_set(name: str) -> RealSet:
    """The set of that name. Raises UnknownSet."""
    known = registry()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        advice = f"Did you mean {near[0]}?" if near else f"There are {', '.join(known)}."
        raise UnknownSet(f"There is no set {name!r} to fetch. {advice}")
    return known[name]
