"""Small notebooks as students hand them in, made by code from the solved notebook of the welcome exercise."""

import copy
import json
import re
from collections.abc import Callable
from typing import Any

from autograder.course.exercise import Exercise, find_exercise
from autograder.notebook import handout

NAME = "00_welcome"
SIZE, SCALE = "image_size", "scale_pixels"
# Points of the two functions.
FULL, SIZE_ONLY = 10, 5

Cells = list[dict[str, Any]]


def solved(released: str = "") -> dict[str, Any]:
    """The notebook that students receive (here, or `released` by nbgrader) with the reference's answers in it."""
    exercise = find_exercise(NAME)
    notebook = json.loads(released or handout.render(exercise))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        if "answer" in cell["metadata"].get("tags", []):
            cell["source"] = answer(exercise, cell["source"])
    return notebook


def answer(exercise: Exercise, stub: str) -> str:
    """The reference's code of the function in this stub."""
    [name] = re.findall(r"^def (\w+)", stub, re.MULTILINE)
    lines = exercise.source.split(f"def {name}(")[1].split("\n\n\n")[0].splitlines()
    return f"def {name}(" + "\n".join(line for line in lines if "### " not in line)


def code(source: str, **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": metadata, "source": source, "outputs": [], "execution_count": None}


def of(cells: Cells, name: str) -> dict[str, Any]:
    """The answer cell of a function."""
    return next(cell for cell in cells if f"def {name}(" in cell["source"])


def above(text: str, name: str = SCALE) -> Callable[[Cells], None]:
    """A change that puts lines above the answer, in its cell."""

    def change(cells: Cells) -> None:
        cell = of(cells, name)
        cell["source"] = f"{text}\n\n{cell['source']}"

    return change


def before(*sources: str) -> Callable[[Cells], None]:
    """A change that puts cells before the first answer."""

    def change(cells: Cells) -> None:
        at = cells.index(of(cells, SIZE))
        cells[at:at] = [code(source) for source in sources]

    return change


def after(*sources: str) -> Callable[[Cells], None]:
    """A change that puts cells at the end."""

    def change(cells: Cells) -> None:
        cells += [code(source) for source in sources]

    return change


def replaced(old: str, new: str) -> Callable[[Cells], None]:
    """A change of what stands in the answer of scale_pixels."""

    def change(cells: Cells) -> None:
        cell = of(cells, SCALE)
        assert old in cell["source"]
        cell["source"] = cell["source"].replace(old, new)

    return change


def both(*changes: Callable[[Cells], None]) -> Callable[[Cells], None]:
    def change(cells: Cells) -> None:
        for each in changes:
            each(cells)

    return change


def copied_stub(below: bool) -> Callable[[Cells], None]:
    def change(cells: Cells) -> None:
        given = json.loads(handout.render(find_exercise(NAME)))["cells"]
        stub = copy.deepcopy(next(cell for cell in given if f"def {SCALE}(" in "".join(cell["source"])))
        stub["source"] = "".join(stub["source"])
        cells.insert(cells.index(of(cells, SCALE)) + below, stub)

    return change


def turned_into(kind: str) -> Callable[[Cells], None]:
    def change(cells: Cells) -> None:
        cell = of(cells, SCALE)
        cell["cell_type"] = kind
        del cell["outputs"], cell["execution_count"]

    return change


def without_metadata(cells: Cells) -> None:
    for cell in cells:
        cell["metadata"] = {}


def without_text(cells: Cells) -> None:
    cells[:] = [cell for cell in cells if cell["cell_type"] == "code"]


def answers_swapped(cells: Cells) -> None:
    one, other = of(cells, SIZE), of(cells, SCALE)
    one["source"], other["source"] = other["source"], one["source"]


def in_one_cell(cells: Cells) -> None:
    one, other = of(cells, SIZE), of(cells, SCALE)
    one["source"] += f"\n\n\n{other['source']}"
    cells.remove(other)


def imports_at_the_end(cells: Cells) -> None:
    [imports] = [cell for cell in cells if cell["source"] == "import numpy as np"]
    cells.remove(imports)
    cells.append(imports)


def whole(text: str) -> Callable[[Cells], None]:
    """A change of the answer of scale_pixels to this text."""

    def change(cells: Cells) -> None:
        of(cells, SCALE)["source"] = text

    return change


ANSWER = "def scale_pixels(image):\n    return image / 255"
HELPER = "def helper(image):\n    return image / MOST\n\nMOST = 255"
RESULT = "return image / 255"
WRONG = "def scale_pixels(image):\n    return image / 100"

# name: (change, points)
VARIANTS: dict[str, tuple[Callable[[Cells], None], float]] = {
    "as it is": (lambda cells: None, FULL),
    "without metadata": (without_metadata, FULL),
    "code cells alone": (without_text, FULL),
    "answers swapped": (answers_swapped, FULL),
    "both answers in one cell": (in_one_cell, FULL),
    "display above": (above("display('my answer')\ndisplay(1, 2)"), FULL),
    "display imported": (
        above("from IPython.display import display, HTML, clear_output\nclear_output()\ndisplay(HTML('x'))"),
        FULL,
    ),
    "get_ipython imported": (
        above("from IPython import get_ipython\nget_ipython().run_line_magic('matplotlib', 'inline')"),
        FULL,
    ),
    "a magic above": (above("%matplotlib inline\n%config InlineBackend.figure_format = 'retina'"), FULL),
    "an unknown magic above": (above("%no_such_magic at all"), FULL),
    "a shell line above": (above("!pip list | head -1"), FULL),
    "lines of a command": (
        both(
            above("files = !echo 255\nMOST = 255 if isinstance(files, list) else 1"),
            replaced(RESULT, "return image / MOST"),
        ),
        FULL,
    ),
    "a timed cell": (above("%%time"), FULL),
    "a timed cell below a blank line": (above("\n%%time"), FULL),
    "a captured cell": (above("%%capture shown"), FULL),
    "a timed line": (both(before("%time MOST = 255"), replaced(RESULT, "return image / MOST")), FULL),
    "help": (before("np.where?", "?np.zeros"), FULL),
    "a helper and a constant": (both(before(HELPER), replaced(RESULT, "return helper(image)")), FULL),
    "a helper below": (both(after(HELPER), replaced(RESULT, "return helper(image)")), FULL),
    "a constant made in steps": (
        both(
            before("BITS = []\nfor bit in range(8):\n    BITS.append(2**bit)", "MOST = sum(BITS)"),
            replaced(RESULT, "return image / MOST"),
        ),
        FULL,
    ),
    "a global set by a function": (
        both(
            before("def setup():\n    global MOST\n    MOST = 255", "setup()"), replaced(RESULT, "return image / MOST")
        ),
        FULL,
    ),
    "a conditional constant": (
        both(before("MOST = 255\nif False:\n    MOST = 1"), replaced(RESULT, "return image / MOST")),
        FULL,
    ),
    "a constant that only a comprehension uses": (
        both(before("MOST = 255"), replaced(RESULT, "return np.array([value / MOST for value in image])")),
        FULL,
    ),
    "a name that its result gets": (
        after("scale_pixels = scale_pixels(np.ones((2, 2, 1)))", "image_size = image_size(np.ones((2, 2, 1)))"),
        FULL,
    ),
    "a name that something else gets": (
        after("for scale_pixels in range(3):\n    pass", "image_size, other = 1, 2"),
        FULL,
    ),
    "a function made by a function of its name": (
        whole(
            "def scale_pixels(most):\n    def inner(image):\n        return image / most\n    return inner\n\n\n"
            "scale_pixels = scale_pixels(255)"
        ),
        FULL,
    ),
    "an import below that takes the name of another": (
        both(after("import math as np", "np.pi"), replaced(RESULT, "return np.divide(image, 255)")),
        FULL,
    ),
    "imports in the last cell": (imports_at_the_end, FULL),
    "a default from the last cell": (
        both(after("MOST = 255"), replaced("scale_pixels(image: np.ndarray)", "scale_pixels(image, most=MOST)")),
        FULL,
    ),
    "what a notebook has as __main__": (
        whole('if __name__ == "__main__":\n    def scale_pixels(image):\n        return image / 255'),
        FULL,
    ),
    "prompts of a console": (whole(">>> def scale_pixels(image):\n...     return image / 255"), FULL),
    "an indented cell": (whole("    def scale_pixels(image):\n        return image / 255"), FULL),
    "a mark of UTF-8 at the start of a cell": (whole(f"\ufeff{ANSWER}"), FULL),
    "exec": (both(before("exec('MOST = 255')"), replaced(RESULT, "return image / MOST")), FULL),
    "globals": (both(before("globals()['MOST'] = 255"), replaced(RESULT, "return image / MOST")), FULL),
    "a file written by a magic": (
        both(
            before("%%writefile my_helper_module.py\nMOST = 255", "import my_helper_module"),
            replaced(RESULT, "return image / my_helper_module.MOST"),
        ),
        FULL,
    ),
    "a file that is run": (
        both(
            before("%%writefile my_run_file.py\nMOST = 255", "%run my_run_file.py"),
            replaced(RESULT, "return image / MOST"),
        ),
        FULL,
    ),
    "a file that is executed": (
        both(
            before("%%writefile my_exec_file.py\nMOST = 255", "exec(open('my_exec_file.py').read())"),
            replaced(RESULT, "return image / MOST"),
        ),
        FULL,
    ),
    "a download above": (above("import urllib.request\nurllib.request.urlopen('http://localhost:9/images.zip')"), FULL),
    "a missing file above": (above("import zipfile\nzipfile.ZipFile('images.zip').extractall('images')"), FULL),
    "a missing package above": (above("import no_such_package_here\nno_such_package_here.go()"), FULL),
    "a missing package beside a needed one": (above("import no_such_package_here, numpy as np"), FULL),
    "a folder of a laptop above": (above("import os\nos.chdir('/home/nobody/course')"), FULL),
    "an error in a cell between": (before("1 / 0", "undefined_name"), FULL),
    "an error at the end": (after("assert False, 'later'"), FULL),
    "am I on Colab, by the modules": (
        above("import sys\nif 'google.colab' in sys.modules:\n    raise SystemExit('mount')"),
        FULL,
    ),
    "am I on Colab, by importing": (
        both(
            above("try:\n    import google.colab\n    MOST = 1\nexcept ImportError:\n    MOST = 255"),
            replaced(RESULT, "return image / MOST"),
        ),
        FULL,
    ),
    "am I on Colab, by the shell": (
        both(
            above("MOST = 1 if 'google.colab' in str(get_ipython()) else 255"), replaced(RESULT, "return image / MOST")
        ),
        FULL,
    ),
    "an untouched copy below": (copied_stub(below=True), FULL),
    "an untouched copy above": (copied_stub(below=False), FULL),
    "a wrong answer above the right one": (before(WRONG), FULL),
    "a wrong answer below the right one": (after(WRONG), SIZE_ONLY),
    "a syntax error in another cell": (before("def broken(:\n    pass"), FULL),
    "a syntax error in the answer": (replaced("return image", "return (image"), SIZE_ONLY),
    "the answer as Markdown": (turned_into("markdown"), SIZE_ONLY),
    "the answer as raw text": (turned_into("raw"), SIZE_ONLY),
    "nothing but one answer": (lambda cells: cells.remove(of(cells, SCALE)), SIZE_ONLY),
    "a misspelt name": (replaced("def scale_pixels", "def scale_pixel"), SIZE_ONLY),
    "a constant that is missing": (replaced(RESULT, "return image / MOST"), SIZE_ONLY),
    "a constant from a failing line": (
        both(before("MOST = int(open('most.txt').read())"), replaced(RESULT, "return image / MOST")),
        SIZE_ONLY,
    ),
    "a leftover raise above the code": (
        replaced(RESULT, 'raise NotImplementedError("00: write scale_pixels")\n    return image / 255'),
        SIZE_ONLY,
    ),
}


def notebook(name: str, released: str = "") -> str:
    """The text of a variant's file."""
    made = solved(released)
    VARIANTS[name][0](made["cells"])
    for number, cell in enumerate(made["cells"]):
        cell["id"] = f"c{number}"
    return json.dumps(made)
