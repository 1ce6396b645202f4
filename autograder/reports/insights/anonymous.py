"""Whether a text tells whose it is: what a student wrote may hold a name, and no name is to be on the page."""

import re
from collections.abc import Iterable, Iterator

from autograder.grading.batch import SubmissionResult

_WORD = re.compile(r"[^\W_]+")
# A word of another student's is a name only if it is this long: "max" and "will" are in many messages.
_LONG = 5


class Names:
    """What the students of some reports are called."""

    def __init__(self, results: Iterable[SubmissionResult]):
        # By their first words: there may be thousands.
        self._whole: dict[str, set[str]] = {}
        for words in (words for result in results for words in map(_words, _called(result)) if len(words) >= _LONG):
            self._whole.setdefault(words.partition(" ")[0], set()).add(words)

    def tell(self, text: str, result: SubmissionResult) -> bool:
        """Whether the text, which is from this student's result, names the student in part or anybody in whole."""
        words, plain = f" {_words(text)} ", text.casefold()
        own = {word for called in _called(result) for word in _words(called).split() if _is_telling(word)}
        # Some scripts put no blanks between words.
        parts = (f" {word} " in words if word.isascii() else word in plain for word in own)
        return any(parts) or any(f" {each} " in words for first in words.split() for each in self._whole.get(first, ()))


def _called(result: SubmissionResult) -> Iterator[str]:
    yield from (result.student, result.key, result.id, result.system_id)
    # What stands behind it is the university's.
    yield result.email.partition("@")[0]


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _is_telling(word: str) -> bool:
    """A short number may be anything, and so may one letter."""
    return len(word) >= _LONG if word.isdecimal() else len(word) > 1
