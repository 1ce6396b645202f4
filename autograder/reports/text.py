"""Text that is safe to show: no control characters, no terminal escapes, nothing the console cannot print."""

import re
import unicodedata

# C0 and C1 controls but newline and tab, and what reorders or hides text. The two joiners (U+200C, U+200D) are left:
# Persian and many names of India and Sri Lanka are spelt with them, and emoji are made with them.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_LINE_SPACE = re.compile("[ \t\n\u2028\u2029]+")
# Colours and movements of the cursor; the first may have lost its beginning.
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|^[0-9;]*m(?=\W)")
_PLAIN = {"…": "...", "·": "-", "×": "x", "–": "-", "—": "-", "±": "+/-", "“": '"', "”": '"', "’": "'", "é": "e"}


def visible(text: str) -> str:
    """`text` with every character that could act on a terminal or hide something written out as an escape."""
    return _UNSAFE.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode(), text)


def as_printed(text: str) -> list[str]:
    """The `visible` lines that a terminal would show in the end: no colours, progress bars at their last state."""
    plain = _ESCAPE.sub("", text).replace("\b", "\r")
    ends = [[part for part in line.split("\r") if part.strip()] for line in plain.split("\n")]
    return [visible(parts[-1].rstrip()) for parts in ends if parts]


def one_line(text: str) -> str:
    """`visible` text with line ends and tabs as spaces."""
    return _LINE_SPACE.sub(" ", visible(text)).strip()


def duration(seconds: float) -> str:
    """A length of time to the next second or minute: `40 s`, `3 minutes`."""
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    return f"{-(-seconds // 60):.0f} minutes"


def encodable(text: str, encoding: str) -> str:
    """`text` with what the console's encoding lacks replaced: by plain letters where there are such."""
    try:
        text.encode(encoding)
        return text
    except (UnicodeEncodeError, LookupError):
        return "".join(_in_encoding(character, encoding) for character in text)


def _in_encoding(character: str, encoding: str) -> str:
    candidates = (character, _PLAIN.get(character, ""), unicodedata.normalize("NFKD", character)[:1])
    for candidate in candidates:
        try:
            candidate.encode(encoding)
        except (UnicodeEncodeError, LookupError):
            continue
        if candidate:
            return candidate
    return character.encode("ascii", "backslashreplace").decode()
