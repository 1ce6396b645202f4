"""Make a folder to work in, and bring it up to date after an upgrade, without touching what was edited."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course.exercise import load_course
from autograder.student.progress import FOLDER

_HANDED_OUT = "handed_out.json"


@dataclass
class Changes:
    """What `set_up` did, as file names.

    Attributes:
        added: New in the folder.
        updated: Not edited by the student, and newer in this kit: replaced.
        kept: Edited, and the kit's own file has changed since it was handed out: left alone.
    """

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def none(self) -> bool:
        return not (self.added or self.updated or self.kept)


def set_up(folder: Path) -> Changes:
    """Write the exercises of this kit to `folder`/exercises; edited files are never touched."""
    exercises = folder / "exercises"
    exercises.mkdir(parents=True, exist_ok=True)
    record = exercises / FOLDER / _HANDED_OUT
    handed_out = _read(record)
    changes = Changes()
    for exercise in load_course():
        name, stub = f"{exercise.name}.py", exercise.stub
        path = exercises / name
        before, now = handed_out.get(name), _digest(stub)
        if not path.exists():
            path.write_text(stub, encoding="utf-8")
            changes.added.append(name)
        else:
            own = _digest(path.read_text(encoding="utf-8", errors="replace"))
            if own == before and own != now:
                path.write_text(stub, encoding="utf-8")
                changes.updated.append(name)
            elif own not in (before, now) and before not in (None, now):
                changes.kept.append(name)
        handed_out[name] = now
    record.parent.mkdir(exist_ok=True)
    record.write_text(json.dumps(handed_out, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return changes


def _digest(text: str) -> str:
    """Of the text with any line ends: an editor may have changed them."""
    return hashlib.sha256("\n".join(text.splitlines()).encode()).hexdigest()


def _read(path: Path) -> dict[str, str]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}
