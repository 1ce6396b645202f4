"""Make a folder to work in, and bring it up to date after an upgrade, without touching what was edited."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course.exercise import load_course
from autograder.student.progress import FOLDER
from autograder.student.workplace import handed_out

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


def set_up(folder: Path, notebooks: bool = False) -> Changes:
    """Write the exercises of this kit to `folder`/exercises, as .py files or notebooks; edited ones stay as they are.

    A folder may have both: then both are brought up to date, and what is new comes in the kind that is asked for.
    """
    exercises = folder / "exercises"
    record = exercises / FOLDER / _HANDED_OUT
    digests = _read(record)
    changes = Changes()
    for exercise in load_course():
        script, notebook = f"{exercise.name}.py", f"notebooks/{exercise.name}.ipynb"
        wanted = notebook if notebooks else script
        for name in (script, notebook):
            path = exercises / name
            if name == wanted or path.exists():
                text = handed_out(path, exercise)
                _bring(path, name, text, digests.get(name), changes)
                digests[name] = _digest(text)
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps(digests, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return changes


def _bring(path: Path, name: str, text: str, before: str | None, changes: Changes) -> None:
    """One file; `before` is the digest of what was handed out last."""
    now = _digest(text)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        changes.added.append(name)
        return
    own = _digest(path.read_text(encoding="utf-8", errors="replace"))
    if own == before and own != now:
        path.write_text(text, encoding="utf-8")
        changes.updated.append(name)
    elif own not in (before, now) and before not in (None, now):
        changes.kept.append(name)


def _digest(text: str) -> str:
    """Of the text with any line ends: an editor may have changed them."""
    return hashlib.sha256("\n".join(text.splitlines()).encode()).hexdigest()


def _read(path: Path) -> dict[str, str]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}
