"""Names of students: for display (data only), and as safe names for our own files."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from autograder.submissions.limits import NAME
from autograder.submissions.wording import composed

# Windows reserves these as file names, with any suffix.
_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
_LONGEST = 40


def display_name(name: str) -> str:
    """The name as text that can be written as UTF-8; bytes of a file name that were no UTF-8 are shown as \\udc…"""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def safe_key(identity: str, digits: int = 8) -> str:
    """A name of [a-z0-9-], never empty, never starting with a dash.

    It depends on the identity alone, so that it does not change when another student joins. An identity that is
    not already such a name gets `digits` hex digits of its SHA-256, because "Anna B" and "anna_b" are two people.
    """
    identity = composed(identity)
    ascii_text = unicodedata.normalize("NFKD", identity[:NAME].casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")
    if slug == identity and len(slug) <= _LONGEST and not _RESERVED.fullmatch(slug):
        return slug
    return f"{slug[:_LONGEST].strip('-') or 'student'}-{_digest(identity)[:digits]}"


def unique_keys(identities: Iterable[str]) -> list[str]:
    """One key for each identity (which are unique), in order. A clash, which takes intent, gets a longer digest."""
    taken: set[str] = set()
    keys = []
    for identity in identities:
        key = safe_key(identity)
        while key in taken:
            key = f"{key[:_LONGEST].strip('-')}-{_digest(identity + key)[:16]}"
        taken.add(key)
        keys.append(key)
    return keys


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
