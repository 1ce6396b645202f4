"""Which exercises a file is for, by what it defines: where its name does not say, or says no more than a number."""

import re
from collections.abc import Collection, Mapping

from autograder.submissions import limits
from autograder.submissions.candidates import Refused, Source
from autograder.submissions.contents import read_contents

# Of an exercise's functions, what a file has to define to be taken for it.
_ENOUGH = 0.5
_DEFINED = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)


def defined(text: str) -> frozenset[str]:
    """The functions and classes that a file defines at its left margin, as it looks."""
    return frozenset(_DEFINED.findall(text))


def imports(text: str, module: str) -> bool:
    """Whether the text imports a module of this name, as it looks."""
    return bool(re.search(rf"^[ \t]*(?:from|import)[ \t]+{re.escape(module)}\b", text, re.MULTILINE))


def exercises_in(text: str, asked: Mapping[str, Collection[str]]) -> list[str]:
    """The exercises, of those `asked` for with the names of their functions, that this text answers.

    What is in two of them speaks for the one of which there is more.
    """
    names = defined(text)
    found = {exercise: names & set(functions) for exercise, functions in asked.items()}
    share = {exercise: len(found[exercise]) / len(functions) for exercise, functions in asked.items() if functions}
    return [
        exercise
        for exercise, part in share.items()
        if part >= _ENOUGH
        and not any(other != exercise and found[exercise] <= found[other] and share[other] >= part for other in share)
    ]


def exercises_in_file(source: Source, kind: str, asked: Mapping[str, Collection[str]]) -> list[str]:
    """The same of a file of this kind; none if it cannot be read."""
    try:
        contents = read_contents(source.read(limits.NOTEBOOK_FILE), kind)
    except Refused:
        return []
    return exercises_in(contents.text(), asked)
