"""The notebook that a student receives: lesson, answer cells, and a check below each. The same bytes each time."""

import base64
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course.exercise import Exercise
from autograder.notebook.address import colab_badge, requirement
from autograder.notebook.parts import Part, parts_of
from autograder.pictures import lesson

# Tags that the reading of submissions knows.
ANSWER, CHECK, SETUP, HINT_CELL = "answer", "check", "setup", "hint"

_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
_SETUP = """\
# Brings %check, %hint and the other commands.
%reload_ext autograder"""
_INSTALLING_SETUP = """\
# Brings the kit where it is not installed, as on Colab. TensorFlow, Keras and NumPy stay as they are.
import importlib.metadata
import importlib.util

if importlib.util.find_spec("autograder") is None:
    names = ("tensorflow", "keras", "numpy")
    found = {{each.name: each.version for each in importlib.metadata.distributions() if each.name in names}}
    kept = " ".join(f"{{name}}=={{version}}" for name, version in found.items())
    %pip install --quiet "{requirement}" {{kept}}
%reload_ext autograder"""
GUIDE = """\
**How it goes.** First run the code cell below this text: before that, Jupyter answers "Line magic function `%check`
not found". Then write your code where it says `raise NotImplementedError`, take that line away, run the cell, and run
the `%check` cell below it. Checks take your latest definitions out of this notebook and run them apart from it; nothing
that you have trained runs again. If you change a cell, run it again before you check. `%hint {number}` gives a hint."""
HINT = """\
# Stuck? Take the # of the next line away and run this cell; run it again for the next hint.
# %hint {target}"""
TRY = "**Try it** (not graded). Take the `#` signs away to run these lines."
_PICTURE = """\
![{alt}](data:image/png;base64,{png})

**Where this goes.** Once everything is right, `%look {number}` draws this from your own code."""
_LAST = "**All of it.** What you hand in is this notebook: save it, or on Colab choose File, Download, .ipynb."


def render(exercise: Exercise) -> str:
    """The text of the exercise's notebook file."""
    parts = parts_of(exercise)
    first_code = next(index for index, part in enumerate(parts) if part.kind != "lesson")
    badge = colab_badge(f"{exercise.name}.ipynb")
    cells = [new_markdown_cell(badge)] if badge else []
    for index, part in enumerate(parts):
        if index == first_code:
            picture = picture_text(exercise)
            cells += [new_markdown_cell(picture)] if picture else []
            cells.append(new_markdown_cell(GUIDE.format(number=exercise.number)))
            cells.append(new_code_cell(setup_source(), metadata=_tagged(SETUP)))
        cells += _cells(exercise, part)
    cells += [new_markdown_cell(_LAST), new_code_cell(f"%check {exercise.number}", metadata=_tagged(CHECK))]
    return write(cells)


def picture_text(exercise: Exercise) -> str:
    """The lesson's picture as Markdown; empty if there is none.

    It is a part of the text itself, because Colab does not show what is attached to a cell.
    """
    drawn = lesson.read(exercise)
    if drawn is None:
        return ""
    alt = drawn.alt.replace("[", "(").replace("]", ")")
    png = base64.b64encode(drawn.png).decode("ascii")
    return _PICTURE.format(alt=alt, png=png, number=exercise.number)


def setup_source() -> str:
    """The first code cell: it brings the kit where it is missing, and the commands."""
    kit = requirement()
    return _INSTALLING_SETUP.format(requirement=kit) if kit else _SETUP


def write(cells: list[Any]) -> str:
    """A notebook file of these cells. Their ids count them: what did not change makes no difference."""
    for number, cell in enumerate(cells, start=1):
        cell["id"] = f"cell-{number:02}"
    metadata = {"kernelspec": _KERNEL, "language_info": {"name": "python"}}
    notebook = new_notebook(cells=cells, metadata=metadata)
    notebook.nbformat_minor = 5
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def _cells(exercise: Exercise, part: Part) -> list[Any]:
    match part.kind:
        case "lesson":
            return [new_markdown_cell(part.text)]
        case "answer":
            cells = [new_code_cell(part.text, metadata=_tagged(ANSWER))]
            for name in part.functions:
                target = f"{exercise.number}:{name}"
                cells.append(new_code_cell(f"%check {target}", metadata=_tagged(CHECK)))
                cells.append(new_code_cell(HINT.format(target=target), metadata=_tagged(HINT_CELL)))
            return cells
        case "try":
            return [new_markdown_cell(TRY), new_code_cell(part.text)]
        case _:
            return [new_code_cell(part.text)]


def _tagged(tag: str) -> dict[str, list[str]]:
    return {"tags": [tag]}
