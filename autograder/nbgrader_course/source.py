"""The instructor's version of an exercise's notebook: solutions between nbgrader's marks, graded cells, a header."""

from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.course.exercise import Exercise
from autograder.grading.result import shown_points
from autograder.nbgrader_course.cells import check_id, metadata
from autograder.notebook.graded import worth_of_function
from autograder.notebook.handout import GUIDE, TRY, picture_text, setup_source, write
from autograder.notebook.parts import Part, parts_of

_HEADER = """\
**{title}**, {points} points. Write into the answer cells, and run the check below each; the cells that check are
locked. Before you hand in: restart the kernel and run all cells."""
_QUESTION = """\
### In your own words ({points} points, read by a person)
Explain in three or four sentences, in a cell of your own below this one, why your `{function}` is right: what it must
do, how your code does it, and what would go wrong in training if it did not.

=== BEGIN MARK SCHEME ===
Half of the points for what it must do and how this code does it, in words of the student's own.
Half for a consequence that is true and concrete: what one would see in the loss, the accuracy or the predictions.
=== END MARK SCHEME ==="""


def render_source(exercise: Exercise, question: float = 0) -> str:
    """The text of `source/ASSIGNMENT/NN_topic.ipynb`.

    Args:
        question: Points of a question for a person to grade; 0 leaves it out.
    """
    parts = parts_of(exercise, solved=True)
    first_code = next(index for index, part in enumerate(parts) if part.kind != "lesson")
    worth = sum(worth_of_function(exercise, function.name) for function in exercise.functions)
    header = _HEADER.format(title=f"{exercise.number} {exercise.title}", points=shown_points(worth + question))
    cells = [new_markdown_cell(header, metadata=metadata("header", locked=True))]
    for index, part in enumerate(parts):
        if index == first_code:
            if picture := picture_text(exercise):
                cells.append(new_markdown_cell(picture, metadata=metadata("picture", locked=True)))
            guide = GUIDE.format(number=exercise.number)
            cells.append(new_markdown_cell(guide, metadata=metadata("guide", locked=True)))
            cells.append(new_code_cell(setup_source(), metadata=_tagged("setup", metadata("setup", locked=True))))
        cells += _cells(exercise, part)
    if question:
        cells += _question(exercise, question)
    return write(cells)


def _cells(exercise: Exercise, part: Part) -> list[Any]:
    match part.kind:
        case "lesson":
            return [new_markdown_cell(part.text)]
        case "answer":
            own = metadata(f"answer-{part.functions[0]}", solution=True)
            checks = [_check(exercise, name) for name in part.functions]
            return [new_code_cell(part.text, metadata=_tagged("answer", own)), *filter(None, checks)]
        case "try":
            return [new_markdown_cell(TRY), new_code_cell(part.text)]
        case _:
            return [new_code_cell(part.text)]


def _check(exercise: Exercise, function: str) -> Any:
    """The graded cell of a function; None where nothing is to be earned.

    It loads the commands itself, because a student may have deleted the cell that did.
    """
    worth = worth_of_function(exercise, function)
    if not worth:
        return None
    line = f"%check {exercise.number}:{function} --points {shown_points(worth)}"
    own = metadata(check_id(function), points=worth, grade=True, locked=True)
    return new_code_cell(f"%reload_ext autograder\n{line}", metadata=_tagged("check", own))


def _question(exercise: Exercise, points: float) -> list[Any]:
    text = _QUESTION.format(points=shown_points(points), function=exercise.functions[0].name)
    return [new_markdown_cell(text, metadata=metadata("question", points=points, task=True, locked=True))]


def _tagged(tag: str, own: dict[str, Any]) -> dict[str, Any]:
    return own | {"tags": [tag]}
