"""What systems and people add to a file's name: "Copy of ...", "(2)", "-1", "_final"."""

import re
from dataclasses import dataclass

# How Colab, Drive and file managers name a copy, in many languages; longer ones first.
_COPY_BEFORE = """
    copy of|another copy of|kopie von|copie de|copia de|copia di|copia d|cópia de|còpia de|copie a|kopie van|kopia av
    |kopi af|kopi av|kopia notatnika|kopia pliku|kopia|kopie souboru|kopie|kópia súboru|kópia|másolat eredetije
    |másolat|kopio tiedostosta|kopio|koopia failist|koopia|kopija dokumenta|kopija|копија|ещё одна копия блокнота
    |копия блокнота|копия файла|копия|копія блокнота|копія записника|копія файлу|копія|копие на|αντίγραφο του
    |αντίγραφο|salinan dari|salinan|bản sao của|สำเนาของ|نسخة من|نسخة|کپی از|کپی|עותק של
"""
_COPY_AFTER_SPACE = """
    another copy|copy|kopie|copie|copia|cópia|còpia|kopia|kopi|kopio|koopia|kopija|kópia|копия|копія|копие|kopya|kopyası
    |adlı not defterinin kopyası|másolata|másolat|की कॉपी
"""
_COPY_AFTER = "のコピー|コピー|的副本|副本|的拷贝|拷贝|의 사본|의사본|사본"
_GENERIC = """
    ex|exercise|exercice|exercises|ejercicio|esercizio|exercicio|uebung|übung|aufgabe|hw|homework|assignment|lab|task
    |ps|notebook|nb|solution|solutions|answer|answers|submission|final|finished|fixed|done|solved|complete|completed|new
    |latest|abgabe|lösung|loesung|student
"""
_OLD = "old|older|backup|bak|orig|original|stub|template|empty|starter"


def _choice(words: str) -> str:
    """The words as one pattern. Blanks become dashes and lines too: downloads replace them."""
    return "|".join(r"[\s_-]+".join(map(re.escape, word.split())) for word in words.split("|") if word.strip())


_QUOTES = "\"'`“”„«»「」『』‘’"
_BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001))))
# A name is data, and may be made to take long: none of these begins with a repetition, and each is looked for in the
# last characters alone, so that the time they take grows with the length of a name and no faster.
_LEFT = re.compile(rf"(?:{_choice(_COPY_BEFORE)})[\s_:{_QUOTES}-]+", re.IGNORECASE)
_RIGHT = re.compile(
    rf"(?:[(（][\s_]*(?:{_choice(_COPY_AFTER_SPACE)})[\s_]*[)）]"
    rf"|(?<=[\s_-])(?:{_choice(_COPY_AFTER_SPACE)})[0-9]{{0,3}}|(?:{_choice(_COPY_AFTER)}))$",
    re.IGNORECASE,
)
_ROUND = re.compile(r"[(（]([0-9]{1,3})[)）]$")
# Sakai's way to keep two files of one name apart; which of them came first it does not say.
_PLUS = re.compile(r"\+[0-9]{1,3}$")
_DATE = re.compile(
    r"(?<![0-9])([0-9]{4}-[0-9]{2}-[0-9]{2}(?:[-_ T][0-9]{2}[-.:h]?[0-9]{2}(?:[-.:]?[0-9]{2})?)?)$", re.IGNORECASE
)
_DASH = re.compile(r"-[\s_]*([0-9]{1,3})$")
_OTHER = re.compile(r"(?<![0-9])([0-9]{1,3})$")
_ATTEMPT_WORD = re.compile(r"(?<![a-z])(?:v|ver|version|attempt|try|rev|versuch)$", re.IGNORECASE)
_SUFFIX = re.compile(r"[._](?:py|ipynb)$", re.IGNORECASE)  # "08_dropout_ipynb" is what downloads make of two suffixes
_OLD_WORD = re.compile(rf"(?<=[\s_.(-])(?:{_choice(_OLD)})\)?$", re.IGNORECASE)
_WORDS = re.compile(rf"(?:(?:{_choice(_GENERIC)})(?:[\s_.-]+|$))*", re.IGNORECASE)
_TRIM = " \t\r\n_-.,;:+()[]" + _QUOTES
_LONGEST = 80  # characters of one decoration, with room to spare
# What may stand between a decoration and the rest of a name, and goes with it.
_BEFORE = {_RIGHT: f"{_BLANKS}_-", _OLD_WORD: f"{_BLANKS}_.(-", _OTHER: f"{_BLANKS}_.", _DATE: f"{_BLANKS}_.-"}

Attempt = tuple[int, ...]


@dataclass
class Ending:
    """The end of a name without its decorations.

    `attempt` is (number after a dash, number in brackets, any other number, date); 0 where there is none.
    """

    rest: str
    dash: int = 0
    bracket: int = 0
    other: int = 0
    date: int = 0
    old: bool = False

    @property
    def attempt(self) -> Attempt:
        return self.dash, self.bracket, self.other, self.date


def strip_end(text: str, numbers_after_words: bool = True) -> Ending:
    """Take copies, attempt numbers, dates and words like "old" off the end of a name.

    A bare number ("_2") is an attempt of nothing but the name itself; with `numbers_after_words` False it is left
    where other words remain in front of it ("_group_2").
    """
    ending = Ending(text)
    while True:
        rest = ending.rest.rstrip(f" _{_QUOTES}")
        for pattern in (_RIGHT, _SUFFIX, _OLD_WORD, _ROUND, _PLUS, _DATE, _DASH, _OTHER):
            found = pattern.search(rest, max(0, len(rest) - _LONGEST))
            if not found:
                continue
            before = rest[: found.start()].rstrip(_BEFORE.get(pattern, f"{_BLANKS}_"))
            if pattern is _OTHER or pattern is _DATE:
                word = _ATTEMPT_WORD.search(before, max(0, len(before) - _LONGEST))
                if word:
                    before = before[: word.start()].rstrip(_BEFORE[pattern])
                elif pattern is _OTHER and _is_letter(rest[: found.start()][-1:]):
                    continue
            if pattern is not _OTHER or numbers_after_words or _is_bare(before):
                break
        else:
            ending.rest = rest
            return ending
        ending.rest = before
        ending.old = ending.old or pattern is _OLD_WORD
        if pattern is _ROUND:
            ending.bracket = ending.bracket or int(found[1])
        elif pattern is _DASH:
            ending.dash = ending.dash or int(found[1])
        elif pattern is _OTHER:
            ending.other = ending.other or int(found[1])
        elif pattern is _DATE:
            ending.date = ending.date or date_number(found[1])


def date_number(text: str) -> int:
    """A date, with or without a time of the day, as a number that is larger for a later one."""
    return int("".join(filter(str.isdecimal, text)).ljust(14, "0"))


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _is_bare(text: str) -> bool:
    """Whether nothing but decorations is in front of a number: "" or " copy"."""
    found = _RIGHT.search(text, max(0, len(text) - _LONGEST))
    return not (text[: found.start()] if found else text).strip(_TRIM)


def strip_start(text: str) -> str:
    """Take "Copy of" (also several) and quotation marks off the start of a name."""
    text = text.lstrip(f" _{_QUOTES}")
    while found := _LEFT.match(text):
        text = text[found.end() :].lstrip(f" _{_QUOTES}")
    return text


def own_words(text: str) -> str:
    """What is left of a piece of a name: "" if it is only punctuation and words as "homework" or "final"."""
    text = text.strip(_TRIM)
    return "" if _WORDS.fullmatch(text) else text
