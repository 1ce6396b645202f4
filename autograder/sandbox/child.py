"""The life of one sandbox after the fork: into the jail, then answer requests."""

import contextlib
import os
import sys
import tempfile
from pathlib import Path

from autograder.sandbox.environment import NO_CHANNEL, OUT_OF_ORDER, Options

# What a sandbox's folder holds: the submission's files are in the last two.
SCRATCH_FOLDERS = ("home", "tmp", "work", "submission")


def close_descriptors(keep: set[int]) -> None:
    """Close every descriptor but `keep` and the three standard ones, which become /dev/null."""
    import resource  # not on Windows

    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    highest = min(resource.getrlimit(resource.RLIMIT_NOFILE)[0], 65_536)
    previous = 2
    for descriptor in sorted(keep):
        os.closerange(previous + 1, descriptor)
        previous = descriptor
    os.closerange(previous + 1, highest)


def enter_scratch(folder: Path) -> None:
    """Make `folder` this process' home, working folder and place for temporary files."""
    home, temporary, work, submission = (folder / name for name in SCRATCH_FOLDERS)
    # Keras takes /tmp for its downloads where its own folder is not there.
    for path in (home / ".keras", temporary, work, submission):
        path.mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "HOME": str(home),
        "KERAS_HOME": str(home / ".keras"),
        "TMPDIR": str(temporary),
        "TEMP": str(temporary),
        "TMP": str(temporary),
    }
    tempfile.tempdir = str(temporary)
    os.chdir(work)


def enter_jail(options: Options, folder: Path, readable: list[Path]) -> None:
    """Confine this process. It must have one thread and run no student's code yet.

    Raises:
        OSError: a part of the jail could not be put up.
    """
    from autograder.jail import landlock, limits, seccomp
    from autograder.jail.paths import gpu_devices

    os.setsid()
    limits.limit_resources(options.memory_mb)
    with contextlib.suppress(OSError):
        limits.prefer_for_oom_kill()
    if options.root:
        os.chroot(options.root)
        os.chdir(folder / "work")
    limits.drop_capabilities()
    limits.die_with_parent()
    if options.tier != "C":
        devices = gpu_devices() if options.gpu else []
        landlock.restrict(readable, [folder, Path(os.devnull), *devices])
        seccomp.install()


def take_streams(printed: int, native: int) -> None:
    """What Python prints goes to `printed`, on both streams; what C++ writes to stderr goes to `native`."""
    os.dup2(printed, 1)
    os.dup2(native, 2)
    for name in ("stdout", "stderr"):
        stream = os.fdopen(os.dup(printed), "w", encoding="utf-8", errors="backslashreplace", buffering=1)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def serve(folder: Path, requests: int, evidence: int) -> None:
    """Answer the grader until it closes the pipe; then end at once, whatever threads are left."""
    try:
        from autograder.sandbox.servant import Servant

        Servant(folder).serve(requests, evidence)
    except OSError:
        os._exit(NO_CHANNEL)
    except BaseException:
        os._exit(OUT_OF_ORDER)
    os._exit(0)
