"""What an exercise is about and what a function has to do, in a few sentences out of the file."""

import re

from autograder.course.exercise import Exercise, Function

_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def lesson_in_short(exercise: Exercise) -> str:
    """The first paragraph of the lesson, without a last sentence that leads over to what follows it."""
    lessons = (cell.text for cell in exercise.cells if cell.is_markdown)
    paragraphs = [part for text in lessons for part in text.split("\n\n")]
    first = next((" ".join(_without_heading(part).split()) for part in paragraphs if _without_heading(part)), "")
    sentences = _SENTENCE.split(first)
    if len(sentences) > 1 and first.endswith(":"):
        sentences.pop()
    return " ".join(sentences)


def task_in_short(function: Function) -> str:
    """The first paragraph of the docstring."""
    return " ".join(function.docstring.split("\n\n")[0].split())


def signature(function: Function) -> str:
    """How it is called, by the names of its parameters."""
    return f"{function.name}({', '.join(function.parameters)})"


def _without_heading(paragraph: str) -> str:
    return "\n".join(line for line in paragraph.splitlines() if not line.startswith("#")).strip()
