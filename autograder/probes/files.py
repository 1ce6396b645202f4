"""Probes that put files where a student's code finds them."""

import tempfile
from collections.abc import Mapping
from pathlib import Path


def write(tree: Mapping[str, bytes]) -> str:
    """Write files into a fresh folder below the working folder.

    Args:
        tree: Relative path -> content. A path that ends in "/" becomes an empty folder.

    Returns:
        The folder's path, relative to the working folder.
    """
    folder = Path(tempfile.mkdtemp(prefix="files-", dir=Path.cwd()))
    for name, content in tree.items():
        path = folder / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder.name
