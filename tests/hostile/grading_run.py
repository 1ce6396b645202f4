"""One run of `convlings grade` over samples with ordinary submissions between them, and all that it has left."""

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import left_behind
from sample import MARK, NUMBER, RIGHT, SIZE, Sample
from timeless import exercises_of

from autograder.course import content

KEY = "a6" * 16
# In the environment of the grader, and in every ordinary submission.
SECRET = "the-graders-secret"
OTHERS = "other-students-secret"

# Commands for becoming somebody else, and the strongest jail to ask for.
TIERS = {
    "strongest": ((), "A"),
    "tier B": ((), "B"),
    # Root takes an ordinary user's number in a user namespace: one that may read all that root may read.
    "ordinary user": (("unshare", "--user", "--map-user=1000", "--map-group=1000"), "A"),
}
# The command as it is, but for the jail and for the time that loading may take at least.
_COMMAND = """
import functools, sys
from autograder.cli import cli, grade
from autograder.engine import provider, sandbox
grade.Setup = functools.partial(provider.Setup, tier=sys.argv.pop(1))
sandbox._LEAST_LOAD_SECONDS = 6.0
cli()
"""

# What neighbours hand in. The last one tells how it finds the world.
_WATCHFUL = f"""
import os, signal, tempfile, threading, warnings
import keras
{SIZE}

def scale_pixels(image):
    print(sorted(os.listdir(".")), sorted(os.listdir(os.path.expanduser("~"))), os.listdir(tempfile.gettempdir()))
    print(keras.config.floatx(), keras.config.dtype_policy().name, keras.config.image_data_format(), np.geterr())
    print(threading.active_count(), signal.getsignal(signal.SIGTERM), len(warnings.filters), np.random.random())
    return image / 255
"""
ORDINARY = (
    RIGHT,
    RIGHT.replace("/ 255", "/ 256"),
    SIZE,
    RIGHT.replace("return image / 255", "print(image.shape)\n    raise ValueError(image.dtype)"),
    _WATCHFUL,
)


def user_namespaces() -> bool:
    command = [*TIERS["ordinary user"][0], sys.executable, "-c", "import os; raise SystemExit(os.getuid() != 1000)"]
    return os.getuid() == 0 and shutil.which("unshare") is not None and not subprocess.run(command).returncode


@dataclass
class Run:
    """What one run of the command came to.

    Attributes:
        results: Results by student's folder.
        pages: Feedback pages by student's folder.
        rows: Of grades.csv, in order.
        said: All that the command printed.
        left: What was found afterwards and must not be there, in words.
    """

    results: dict[str, Any] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=list)
    code: int = -1
    said: str = ""
    left: list[str] = field(default_factory=list)


def verdict(result: Mapping[str, Any]) -> dict[str, Any]:
    """All of a result that does not tell who handed in, when and where."""
    kept = {name: result[name] for name in ("files", "notes", "points", "earned", "digest")}
    return kept | {"exercises": exercises_of(result)}


def texts(value: Any) -> Iterator[str]:
    """Every text in a result."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)


def folder_of(number: int, sample: Sample) -> str:
    return sample.folder or f"s{2 * number + 1:03} {sample.row}"


def ordinary_name(number: int) -> str:
    return f"s{2 * number:03} ordinary"


def grade(samples: Sequence[Sample], tier: str, place: Path) -> Run:
    """Grade these samples, each between two ordinary submissions; without samples, each ordinary one once."""
    there = {name: place / name for name in ("class", "out", "tmp", "home", "outside")}
    for name in ("class", "tmp", "home", "outside"):
        there[name].mkdir()
    (there["outside"] / "file.txt").write_text("not theirs")
    for folder in (place, *place.parents[:3], there["outside"]):
        folder.chmod(0o777)
    _hand_in(samples, there)
    before = _seen(there)
    become, jail = TIERS[tier]
    command = [*become, sys.executable, "-c", _COMMAND, jail, "grade", str(there["class"]), "--out", str(there["out"])]
    command += ["--exercise", "00", "--key", KEY, "--timeout", "5", "--memory", "800", "--jobs", "2", "--plain"]
    environment = os.environ | {"TMPDIR": str(there["tmp"]), "HOME": str(there["home"]), "KIT_TEST_KEY": SECRET}
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, env=environment)
    run = Run(code=done.returncode, said=done.stdout + done.stderr)
    try:
        left_behind.wait_for_silence(there["tmp"])
    except AssertionError as error:
        run.left.append(f"processes: {error}")
    run.left += [f"changed: {name}" for name in sorted(_seen(there) ^ before)]
    if not (there["out"] / "staff" / "grades.csv").exists():
        return run
    for path in (there["out"] / "staff" / "results").glob("*.json"):
        result = json.loads(path.read_text())
        run.results[result["student"]] = result
        run.pages[result["student"]] = (there["out"] / "feedback" / f"{path.stem}.html").read_text(encoding="utf-8")
    with (there["out"] / "staff" / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        run.rows = list(csv.DictReader(file))
    return run


def _hand_in(samples: Sequence[Sample], there: Mapping[str, Path]) -> None:
    places = {"@OUTSIDE@": there["outside"], "@OUT@": there["out"], "@CLASS@": there["class"]}
    places |= {"@KIT@": content.PACKAGE, "@ROOT@": content.clone_root()}
    for number in range(max(len(samples) + 1, len(ORDINARY))):
        folder = there["class"] / ordinary_name(number)
        folder.mkdir()
        code = f"# {OTHERS}\n{ORDINARY[number % len(ORDINARY)]}"
        (folder / "00_welcome.py").write_text(code)
    for number, sample in enumerate(samples):
        folder = there["class"] / folder_of(number, sample)
        for name, text in sample.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            if isinstance(text, str):
                for sign, path in places.items():
                    text = text.replace(sign, str(path))
                text = text.encode("utf-8", "surrogatepass")
            (folder / name).write_bytes(text)
        folder.mkdir(exist_ok=True)
        if sample.write:
            sample.write(folder, there["class"])


def _seen(there: Mapping[str, Path]) -> set[str]:
    """What lies where nothing may be left, and the state of what may not be changed."""
    found = {f"{folder}: {path.name}" for folder in ("tmp", "home") for path in there[folder].iterdir()}
    for path in there["outside"].iterdir():
        state = path.lstat()
        found.add(f"outside: {path.name} {path.read_bytes()!r} {state.st_mode:o} {state.st_uid} {state.st_mtime_ns}")
    for folder in ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", str(Path.home())):
        found |= {f"{folder}: {path.name}" for path in Path(folder).glob(f"*{MARK}*")}
    for kind in ("shm", "sem", "msg"):
        table = Path("/proc/sysvipc", kind)
        lines = table.read_text().splitlines()[1:] if table.exists() else []
        found |= {f"{kind} of System V" for line in lines if int(line.split()[0]) == NUMBER}
    return found
