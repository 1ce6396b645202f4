"""Text that is safe to show: no control characters, no terminal escapes, nothing the console cannot print."""

import re
import unicodedata

# C0 and C1 controls but newline and tab, and what reorders or hides text. The two joiners (U+200C, U+200D) are left:
# Persian and many names of India and Sri Lanka are spelt with them, and emoji are made with them.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_LINE_SPACE = re.compile("[ \t\n\u2028\u2029]+")
# A colour that has lost its beginning, at the start of what was kept.
_CUT_COLOUR = re.compile(r"^[0-9;]*m(?=\W)")
_ON_SCREEN = re.compile(r"\x1b\[(?P<how>[0-9;?]*)(?P<what>[A-Za-z])|(?P<sign>.)", re.DOTALL)
_BAR = re.compile(r"━━|\[=+[>\]]|[█▏▎▍▌▋▊▉]{2}")
# A token is a word; code between backticks counts as one, spaces and all.
_TOKEN = re.compile(r"(?:`[^`]*`|\S)+")
# Where code that is longer than a line may be broken.
_BREAK = re.compile(r"(?<=[(\[{,/=])|(?=\.\w)")
_PLAIN = {"…": "...", "·": "-", "×": "x", "–": "-", "—": "-", "±": "+/-", "“": '"', "”": '"', "’": "'", "é": "e"}


def visible(text: str) -> str:
    """`text` with every character that could act on a terminal or hide something written out as an escape."""
    return _UNSAFE.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode(), text)


def as_printed(text: str) -> list[str]:
    """The `visible` lines that a terminal would show in the end, without colours; of like progress bars the last."""
    lines: list[str] = []
    bars: list[int] = []
    for line in (_on_screen(line).rstrip() for line in _CUT_COLOUR.sub("", text).split("\n")):
        if lines and _alike(line, lines[-1]):
            lines[-1], bars[-1] = line, bars[-1] + 1
        elif line.strip():
            lines.append(line)
            bars.append(1)
    counts = [f"   ({count} of these)" if count > 1 else "" for count in bars]
    return [visible(line) + count for line, count in zip(lines, counts, strict=True)]


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width`: neither a word nor code between backticks is broken where it fits on a line."""
    lines = [""]
    for token in _TOKEN.findall(text):
        parts = [token] if len(token) <= width else [piece for word in token.split() for piece in _pieces(word, width)]
        if len(parts) > 1 and lines[-1]:
            lines.append("")
        for part in parts:
            joined = f"{lines[-1]} {part}".lstrip()
            lines[-1:] = [joined] if len(joined) <= width else [lines[-1], part]
    return lines


def one_line(text: str) -> str:
    """`visible` text with line ends and tabs as spaces."""
    return _LINE_SPACE.sub(" ", visible(text)).strip()


def duration(seconds: float) -> str:
    """A length of time to the next second or minute: `40 s`, `3 minutes`."""
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    return f"{-(-seconds // 60):.0f} minutes"


def hours(seconds: int) -> str:
    """A length of time as spreadsheets read it: `26:05:00`."""
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


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


def _on_screen(line: str) -> str:
    """One line after its returns, backspaces and erasures have taken effect."""
    cells: list[str] = []
    at = 0
    for found in _ON_SCREEN.finditer(line):
        match found["sign"], found["what"], found["how"]:
            case "\r", _, _:
                at = 0
            case "\b", _, _:
                at = max(at - 1, 0)
            case None, "K", "" | "0":
                del cells[at:]
            case None, "K", "2":
                cells[:] = " " * at
            case None, _, _:
                pass
            case sign, _, _:
                cells[at : at + 1] = [sign]
                at += 1
    return "".join(cells)


def _alike(one: str, other: str) -> bool:
    """Whether two lines are progress bars that differ in their numbers alone."""
    if not (_BAR.search(one) and _BAR.search(other)):
        return False
    first, second = (" ".join(re.sub(r"[\d.]+", "0", line).split()) for line in (one, other))
    return first == second


def _pieces(word: str, width: int) -> list[str]:
    """The word in pieces that fit on a line, broken after a bracket, a comma or the like where there is one."""
    pieces = []
    while len(word) > width:
        places = [found.start() for found in _BREAK.finditer(word) if 0 < found.start() <= width]
        at = places[-1] if places else width
        pieces.append(word[:at])
        word = word[at:]
    return [*pieces, word]
