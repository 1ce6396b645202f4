"""Names of people as different systems write them."""

import re
import unicodedata


def squeezed(name: str) -> str:
    """A name without blanks and punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", name)).casefold()


def spellings(name: str) -> set[str]:
    """A name squeezed, with its last words first as well: "Ann Smith", "Smith, Ann"."""
    words = name.replace(",", " ").split()
    return {squeezed("".join([*words[at:], *words[:at]])) for at in range(len(words))}


def share_a_word(name: str, other: str) -> bool:
    """Whether a word of one name is in the other, however that is written."""
    inside = squeezed(other)
    return any(squeezed(word) in inside for word in re.split(r"[\s,]+", name) if len(squeezed(word)) > 1)
