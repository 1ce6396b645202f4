"""`convlings doctor`: what this system can do."""

import importlib.metadata
import platform
import sys

import click

from autograder import __version__
from autograder.cli.options import backend_option
from autograder.cli.plain_errors import plain_errors
from autograder.engine import backends
from autograder.engine.canary import confirm
from autograder.engine.gpu import gpu_names
from autograder.engine.provider import Sandboxes, Setup

_PACKAGES = ("keras", "numpy", "pillow", "pytest")
_SUPPORTED = ((3, 11), (3, 13))
_OWN = f"{sys.version_info.major}.{sys.version_info.minor}"
_TIERS = {
    "A": "namespaces, Landlock, seccomp and limits: no network, nothing of yours visible",
    "B": "Landlock, seccomp and limits",
    "C": "advisory: submissions are stopped, but not confined",
}


@click.command("doctor")
@backend_option()
def command(backend: str) -> None:
    """Python, Keras and what it runs on, GPU, sandbox: what is there, and what to do about what is not."""
    problems: list[str] = []
    _say("convlings", __version__)
    _say("Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    _say("", f"reads the students' files too: syntax that is newer than Python {_OWN} counts as unreadable")
    if not _SUPPORTED[0] <= sys.version_info[:2] <= _SUPPORTED[1]:
        problems.append("Python 3.11, 3.12 or 3.13 is needed: make a virtual environment with one of them.")
    wanted = backends.backends_of(backend)
    for name in backends.BACKENDS:
        if (found := backends.version(name)) or name in wanted:
            _say(name, found or "not installed")
    for package in _PACKAGES:
        try:
            _say(package, importlib.metadata.version(package))
        except importlib.metadata.PackageNotFoundError:
            _say(package, "not installed")
            problems.append(f"{package} is missing: pip install convlings")
    _say("GPU", _gpu())
    for name in wanted:
        problems += _try_sandbox(name)
    click.echo()
    for problem in dict.fromkeys(problems):
        click.echo(f"to do: {problem}")
    if not problems:
        click.echo("All is well.")
    sys.exit(1 if problems else 0)


def _try_sandbox(backend: str) -> list[str]:
    """Say what a canary finds in a sandbox; what is to be done about it."""
    try:
        backends.require(backend)
    except backends.BackendMissing as missing:
        return [str(missing)]
    with plain_errors(), Sandboxes(Setup(backend=backend)) as sandboxes:
        found = confirm(sandboxes)
        _say("sandbox", f"tier {found.tier} ({_TIERS[found.tier]})")
        if sandboxes.remark:
            _say("", sandboxes.remark)
        times = f"imported in {sandboxes.import_seconds:.1f} s, a tiny model trained in {found.train_seconds:.1f} s"
        _say("", f"Keras on {backends.shown(backend)}: {times}")
    problems = [f"The sandbox was able to {escape}, so it counts as tier C." for escape in found.escapes]
    if found.claimed == "C":
        problems.append("For a sandbox that confines submissions, grade on Linux 5.13 or later with Landlock.")
    return problems


def _say(label: str, text: str) -> None:
    click.echo(f"{label:<12} {text}")


def _gpu() -> str:
    return ", ".join(gpu_names()) or "none found (checks of the gpu tier are skipped)"
