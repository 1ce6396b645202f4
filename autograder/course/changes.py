"""What changed in the exercises since an older kit, for those whose files were made with it."""

import tomllib
from dataclasses import dataclass

from autograder import __version__
from autograder.course import content


@dataclass(frozen=True)
class Change:
    """One entry of data/changes.toml."""

    version: str
    exercise: str
    text: str


def changes_since(version: str, exercise: str | None = None) -> list[Change]:
    """Changes that came after `version`, newest first; those of one exercise and of all, if one is named."""
    with (content.data() / "changes.toml").open("rb") as file:
        found = [Change(**entry) for entry in tomllib.load(file)["change"]]
    after = [change for change in found if _parts(change.version) > _parts(version)]
    return [change for change in after if exercise is None or change.exercise in (exercise, "all")]


def older_kit_note(version: str, exercise: str | None = None) -> str:
    """A sentence for work made with another version of the kit; empty where it is this one or unreadable."""
    if version == __version__ or not _parts(version):
        return ""
    if _parts(version) > _parts(__version__):
        return f"This was made with convlings {version}, newer than the {__version__} here."
    texts = " ".join(f"{change.version}: {change.text}" for change in changes_since(version, exercise))
    changed = f" What changed since: {texts}" if texts else ""
    return f"This was made with convlings {version}; here it is {__version__}.{changed}"


def _parts(version: str) -> tuple[int, ...]:
    """Version numbers to compare; empty for what is none."""
    parts = version.split(".")
    return tuple(map(int, parts)) if all(part.isascii() and part.isdigit() and len(part) < 9 for part in parts) else ()
