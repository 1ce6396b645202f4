"""Names in what students wrote, and in what is said about it, replaced by pseudonyms."""

import builtins
import keyword
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from autograder.course import content
from autograder.course.exercise import Exercise
from autograder.grading.batch import SubmissionResult
from autograder.grading.graded import Graded, Piece
from autograder.grading.result import CheckResult, Decision, ExerciseResult

_WORD = re.compile(r"[^\W_]+")
# Between the words of one name: "Ann Smith", "smith, ann", "ann_smith", "ann@uni.example"; but not "max(dropout".
_GAP = re.compile(r"(?:[^\w()\[\]{}=+*/:\"]|_){1,3}")
_USUAL = re.compile(r"[A-Za-z0-9 .,'_-]*[A-Za-z0-9][A-Za-z0-9 .,'_-]*")
_CHUNK = re.compile(r"\S+")
_OF_A_FILE = re.compile(r"\.(?:py|ipynb|zip|pdf|docx?|odt|html?|txt|md|csv|json|png|jpe?g)\b|[/\\]", re.IGNORECASE)
_COMMENT = re.compile(r"#.*")
# A shorter number is any number, outside of the name of a file and a comment; a shorter part of a name is any word.
_DIGITS, _LETTERS = 5, 3

Words = tuple[str, ...]


def words_of(text: str) -> Words:
    """The words of a name, alike however it is written."""
    return tuple(_plain(found[0]) for found in _WORD.finditer(unicodedata.normalize("NFC", text)))


def vocabulary(exercises: Iterable[Exercise]) -> frozenset[str]:
    """Words of Python, of these exercises, and of what is said about answers to them."""
    folders = [content.PACKAGE / "checking", content.PACKAGE / "grading"]
    texts = [*keyword.kwlist, *dir(builtins)]
    for exercise in exercises:
        texts += [exercise.source, exercise.stub]
        folders.append(exercise.topic_folder)
    texts += [path.read_text(encoding="utf-8") for folder in folders for path in folder.glob("*.py")]
    return frozenset(word for text in texts for word in words_of(text))


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


@dataclass(frozen=True)
class _Token:
    word: str
    start: int
    end: int


@dataclass(frozen=True)
class _Mark:
    """A name or another mark of the student with this pseudonym; `gaps` is what stands between its words."""

    words: Words
    gaps: Words
    pseudonym: str

    def stands_at(self, tokens: Sequence[_Token], number: int, text: str) -> bool:
        """Whether its words begin with this token."""
        found = tokens[number : number + len(self.words)]
        if tuple(token.word for token in found) != self.words:
            return False
        gaps = (text[one.end : other.start] for one, other in pairwise(found))
        return all(gap == own or _GAP.fullmatch(gap) for gap, own in zip(gaps, self.gaps, strict=True))


class Redaction:
    """What to look for, over a whole class.

    Whole names, numbers, logins and e-mails of everybody are replaced by their pseudonyms, in what is about one student
    also each word of that student's own name. A single word that the exercises use as well, such as `max`, stays: it
    tells nothing.

    Args:
        marks: By the pseudonym: the name, number, e-mail and whatever else tells who it is; empty ones are left out.
        vocabulary: Words that are not taken for names, even if somebody has that name; in names of files they are.
    """

    def __init__(self, marks: Mapping[str, Sequence[str]], vocabulary: Collection[str] = ()):
        self._vocabulary = vocabulary
        self._whole: dict[str, list[_Mark]] = {}
        self._own: dict[str, tuple[set[str], list[str]]] = {}
        for pseudonym, texts in marks.items():
            texts = [text for text in texts if text]
            for words, gaps in {each for text in texts for each in _spellings(text)}:
                self._whole.setdefault(words[0], []).append(_Mark(words, gaps, pseudonym))
            own = {word for text in texts for word in words_of(text.partition("@")[0])}
            # What is written without blanks, or with odd signs, is looked for as it is.
            plain = [text for text in texts[:1] if not _USUAL.fullmatch(text)]
            self._own[pseudonym] = (own, plain)
        for found in self._whole.values():
            found.sort(key=lambda mark: -len(mark.words))

    def text(self, text: str, pseudonym: str, is_name_of_a_file: bool = False, is_code: bool = False) -> str:
        """The text, which is about the student of this pseudonym, without names."""
        text = unicodedata.normalize("NFC", text)
        own, plain = self._own[pseudonym]
        for mark in plain:
            own_name = re.compile(re.escape(unicodedata.normalize("NFC", mark)), re.IGNORECASE)
            text = own_name.sub(lambda _: pseudonym, text)
        tokens = [_Token(_plain(found[0]), *found.span()) for found in _WORD.finditer(text)]
        chunks = [] if is_code else _CHUNK.finditer(text)
        places = [found.span() for found in chunks if _OF_A_FILE.search(found[0])]
        comments = [found.span() for found in _COMMENT.finditer(text)] if is_code else []
        kept = [found.span() for found in re.finditer(re.escape(pseudonym), text)]

        def is_telling(token: _Token) -> bool:
            in_name = is_name_of_a_file or _within(token, places)
            if token.word.isdecimal():
                around = text[max(token.start - 1, 0) : token.start] + text[token.end : token.end + 1]
                return in_name or _within(token, comments) or (len(token.word) >= _DIGITS and "." not in around)
            return in_name or token.word not in self._vocabulary

        pieces, at, number = [], 0, 0
        while number < len(tokens):
            token, count, instead = tokens[number], 1, ""
            for mark in self._whole.get(token.word, ()):
                if mark.stands_at(tokens, number, text) and (len(mark.words) > 1 or is_telling(token)):
                    count, instead = len(mark.words), mark.pseudonym
                    break
            is_part = token.word in own and (len(token.word) >= _LETTERS or token.word.isdecimal())
            if not instead and is_part and is_telling(token):
                instead = pseudonym
            if instead and not _within(token, kept):
                pieces += [text[at : token.start], instead]
                at = tokens[number + count - 1].end
            number += count
        return "".join([*pieces, text[at:]])

    def of_result(self, result: SubmissionResult, pseudonym: str) -> SubmissionResult:
        """A result whose texts name nobody."""

        def change(text: str) -> str:
            return self.text(text, pseudonym)

        def place(text: str) -> str:
            return self.text(text, pseudonym, is_name_of_a_file=True)

        exercises = [_exercise(each, change, place) for each in result.exercises]
        notes, files = list(map(change, result.notes)), list(map(place, result.files))
        handed_out = list(map(place, result.handed_out))
        return replace(result, notes=notes, files=files, handed_out=handed_out, exercises=exercises)

    def of_graded(self, graded: Graded, pseudonym: str) -> Graded:
        """What was graded, with the same lines, in which nobody is named."""

        def change(piece: Piece) -> Piece:
            file = self.text(piece.file, pseudonym, is_name_of_a_file=True)
            return replace(piece, file=file, text=self.text(piece.text, pseudonym, is_code=True))

        return replace(graded, texts={name: list(map(change, pieces)) for name, pieces in graded.texts.items()})


def _exercise(exercise: ExerciseResult, change: Callable[[str], str], place: Callable[[str], str]) -> ExerciseResult:
    def check(one: CheckResult) -> CheckResult:
        notes, warnings = list(map(change, one.notes)), list(map(change, one.warnings))
        message = one.message.changed(change)
        return replace(one, message=message, notes=notes, warnings=warnings, printed=change(one.printed))

    def decision(one: Decision) -> Decision:
        return replace(one, reason=change(one.reason))

    return replace(
        exercise,
        file=place(exercise.file),
        notes=list(map(change, exercise.notes)),
        problem=exercise.problem and exercise.problem.changed(change),
        checks=list(map(check, exercise.checks)),
        decisions=list(map(decision, exercise.decisions)),
    )


def _spellings(mark: str) -> Iterator[tuple[Words, Words]]:
    """Words, and what is between them: as they are, in each order that begins with another of them, and all in one."""
    mark = unicodedata.normalize("NFC", mark)
    found = list(_WORD.finditer(mark))
    words = tuple(_plain(each[0]) for each in found)
    gaps = tuple(mark[one.end() : other.start()] for one, other in pairwise(found))
    for at in range(len(words)):
        turned = (*words[at:], *words[:at])
        yield turned, ("",) * len(gaps) if at else gaps
        yield ("".join(turned),), ()


def _within(token: _Token, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= token.start and token.end <= end for start, end in spans)
