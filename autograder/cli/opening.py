"""Ask the system to show a file."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click

# A program that still runs by then is taken to show the file.
_SECONDS = 3.0


def open_file(path: Path) -> bool:
    """Whether the program that the system has for such files shows this one. Nothing is printed, whatever happens.

    On Linux only where there is a screen: over ssh the file would end up in a text browser in this terminal, or in
    complaints about a missing one.
    """
    if sys.platform in ("win32", "darwin"):
        return click.launch(str(path)) == 0
    opener = shutil.which("xdg-open")
    if opener is None or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([opener, str(path)], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        return process.wait(_SECONDS) == 0
    except subprocess.TimeoutExpired:
        return True
