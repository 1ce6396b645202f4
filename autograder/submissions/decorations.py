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
_LEFT = re.compile(rf"(?:{_choice(_COPY_BEFORE)})[\s_:{_QUOTES}-]+", re.IGNORECASE)
_RIGHT = re.compile(
    rf"(?:[\s_-]*[(（][\s_]*(?:{_choice(_COPY_AFTER_SPACE)})[\s_]*[)）]"
    rf"|[\s_-]+(?:{_choice(_COPY_AFTER_SPACE)})|[\s_-]*(?:{_choice(_COPY_AFTER)}))$",
    re.IGNORECASE,
)
_ROUND = re.compile(r"[\s_]*[(（]([0-9]{1,3})[)）]$")
_DASH = re.compile(r"[\s_]*-[\s_]*([0-9]{1,3})$")
_OTHER = re.compile(
    r"[\s_.]*(?<![a-z])(?:v|ver|version|attempt|try|rev|versuch)?[\s_.]*(?<![0-9])([0-9]{1,3})$", re.IGNORECASE
)
_SUFFIX = re.compile(r"[._](?:py|ipynb)$", re.IGNORECASE)  # "08_dropout_ipynb" is what downloads make of two suffixes
_OLD_WORD = re.compile(rf"[\s_.(-]+(?:{_choice(_OLD)})\)?$", re.IGNORECASE)
_WORDS = re.compile(rf"(?:(?:{_choice(_GENERIC)})(?:[\s_.-]+|$))*", re.IGNORECASE)
_TRIM = " \t\r\n_-.,;:+()[]" + _QUOTES


@dataclass
class Ending:
    """The end of a name without its decorations.

    `attempt` is (number after a dash, number in brackets, any other number); 0 where there is none.
    """

    rest: str
    dash: int = 0
    bracket: int = 0
    other: int = 0
    old: bool = False

    @property
    def attempt(self) -> tuple[int, int, int]:
        return self.dash, self.bracket, self.other


def strip_end(text: str, numbers_after_words: bool = True) -> Ending:
    """Take copies, attempt numbers and words like "old" off the end of a name.

    A bare number ("_2") is an attempt of nothing but the name itself; with `numbers_after_words` False it is left
    where other words remain in front of it ("_group_2").
    """
    ending = Ending(text)
    while True:
        rest = ending.rest.rstrip(f" _{_QUOTES}")
        for pattern in (_RIGHT, _SUFFIX, _OLD_WORD, _ROUND, _DASH, _OTHER):
            found = pattern.search(rest)
            if found and (pattern is not _OTHER or numbers_after_words or _is_bare(rest[: found.start()])):
                break
        else:
            ending.rest = rest
            return ending
        ending.rest = rest[: found.start()]
        ending.old = ending.old or pattern is _OLD_WORD
        if pattern is _ROUND:
            ending.bracket = ending.bracket or int(found[1])
        elif pattern is _DASH:
            ending.dash = ending.dash or int(found[1])
        elif pattern is _OTHER:
            ending.other = ending.other or int(found[1])


def _is_bare(text: str) -> bool:
    """Whether nothing but decorations is in front of a number: "" or " copy"."""
    return not _RIGHT.sub("", text).strip(_TRIM)


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
