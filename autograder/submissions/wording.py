"""Small pieces of the sentences that people read."""

import unicodedata
from collections.abc import Iterable

from autograder.submissions.limits import GIGABYTE, KILOBYTE, MEGABYTE, NAME

# The joiners of Persian, Indian and Sinhalese spelling, and the space between Japanese names.
_PART_OF_NAMES = "\u200c\u200d\u3000"


def shown(name: str, limit: int = 120) -> str:
    """A name that came from outside, on one line: what cannot be printed is escaped, a long name is cut."""
    text = name if name.isprintable() else "".join(map(_shown_character, name))
    return text if len(text) <= limit else f"{text[: limit - 4]} ..."


def _shown_character(character: str) -> str:
    if character.isprintable() or character in _PART_OF_NAMES:
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def composed(path: str) -> str:
    """A name or path in composed Unicode: macOS writes letters and accents apart.

    Putting accents in order takes time by the square of their number, so a name that no disk can hold stays as it is.
    """
    parts = path.split("/")
    return "/".join(unicodedata.normalize("NFC", part) if len(part) <= NAME else part for part in parts)


def listed(names: Iterable[str], limit: int = 10) -> str:
    """Names with commas between them: "a.py, b.py and 7 more"."""
    names = list(names)
    text = ", ".join(shown(name) for name in names[:limit])
    return text if len(names) <= limit else f"{text} and {len(names) - limit} more"


def size(count: int) -> str:
    """A number of bytes for people: "1.2 MB"."""
    for unit, name in ((GIGABYTE, "GB"), (MEGABYTE, "MB"), (KILOBYTE, "KB")):
        if count >= unit:
            return f"{count / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{count} bytes"
