"""Paths of this machine in texts that a student reads: ours are no concern of theirs."""

import re
import sys
import sysconfig
import tempfile
from functools import cache
from pathlib import Path

from autograder.course import content

# Shared by every program, so that they say nothing.
_SYSTEM = ("/", "/usr", "/usr/local")


def concealed(text: str) -> str:
    """`text` without the folders of the kit, of Python and of the sandbox; what lies beneath them keeps its name."""
    for folder, name in _folders():
        text = text.replace(folder, name)
    return _scratch().sub("", text)


@cache
def _scratch() -> "re.Pattern[str]":
    """The folder of a sandbox, and that of all of them."""
    own = r"[/\\]convlings-run-\w{8}(?:[/\\][0-9]+(?:-[0-9a-f]{8})?)?(?:[/\\](?:work|submission))?(?:[/\\]|\b)"
    return re.compile(re.escape(tempfile.gettempdir()) + own)


@cache
def _folders() -> list[tuple[str, str]]:
    """Folders and what is written for them, the longest first."""
    found = {str(content.PACKAGE): "(the kit)"}
    libraries = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib")]
    # Packages may lie elsewhere than beneath the prefix: in somebody's home, or where a .pth file says.
    packages = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    for prefix in (sys.prefix, sys.base_prefix, *libraries, *packages):
        for path in (prefix, str(Path(prefix).resolve())):
            if path not in _SYSTEM:
                found.setdefault(path, "(Python)")
    return sorted(found.items(), key=lambda item: -len(item[0]))
