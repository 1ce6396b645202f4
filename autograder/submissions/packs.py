"""The manifest of a file made by `convlings pack`: which version of the kit made it."""

import json

from autograder.submissions.candidates import MANIFEST, Refused, Tree

_MAX_BYTES = 65_536
_MAX_VERSION = 20


def kit_version(tree: Tree) -> str:
    """The version that the manifest names, as data only; empty where there is no manifest that can be read."""
    for name, source in sorted(tree.metadata.items()):
        if name.rpartition("/")[2] != MANIFEST:
            continue
        try:
            data = json.loads(source.read(_MAX_BYTES))
        except (Refused, ValueError, RecursionError):
            continue
        version = data.get("kit") if isinstance(data, dict) else None
        if isinstance(version, str) and len(version) <= _MAX_VERSION:
            return version
    return ""
