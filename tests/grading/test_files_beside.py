"""What an answer reads, imports and waits for is there while it is graded, as it was where it was written."""

import json
from pathlib import Path

import pytest

from autograder.engine.provider import Sandboxes
from autograder.grading.key import RunKey
from autograder.grading.result import ExerciseResult
from autograder.grading.task import Task
from autograder.submissions import Work, read_work

SIZE = "def image_size(image):\n    return image.shape"
SCALE = "def scale_pixels(image):\n    return image / TOP"
NUMPY = "import numpy as np\nfrom pathlib import Path"


def graded(folder: Path, sandboxes: Sandboxes, suffix: str, cells: list[str], **metadata: object) -> ExerciseResult:
    """The result of a notebook of these cells, or of a script of them, that lies in `folder`."""
    path = folder / f"00_welcome.{suffix}"
    made = [{"cell_type": "code", "metadata": {}, "source": cell, "outputs": []} for cell in cells]
    notebook = {"nbformat": 4, "nbformat_minor": 4, "metadata": metadata, "cells": made}
    path.write_text(json.dumps(notebook) if suffix == "ipynb" else "\n\n\n".join(cells))
    # As it travels to the process that grades.
    task = Task.from_json(Task(read_work(path, "00_welcome"), RunKey.from_seed(1)).to_json())
    return task.run(sandboxes.start_child)


def beside(folder: Path) -> Path:
    """The folder of the work, with files in it and beside it."""
    work = folder / "notebooks"
    files = {
        "notebooks/top.txt": "255",
        "notebooks/data/top.txt": "255",
        "notebooks/reader.py": "from pathlib import Path\nTOP = float((Path(__file__).parent / 'top.txt').read_text())",
        "notebooks/test.py": "TOP = 255",
        "data/top.txt": "255",
        "tools/__init__.py": "",
        "tools/values.py": "TOP = 255",
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return work


@pytest.mark.parametrize("suffix", ["ipynb", "py"])
@pytest.mark.parametrize(
    "top",
    [
        "TOP = float(open('top.txt').read())",
        "TOP = float(open('data/top.txt').read())",
        "TOP = float(open(r'data\\top.txt').read())",
        "import glob\nTOP = float(open(sorted(glob.glob('*.txt'))[0]).read())",
        "TOP = float((Path.cwd() / 'data' / 'top.txt').read_text())",
        "TOP = float(Path('../data/top.txt').read_text())",
        "from reader import TOP",
        "from test import TOP",
        "import sys\nsys.path.append('..')\nfrom tools.values import TOP",
    ],
)
def test_files_beside_it_are_there(tmp_path, sandboxes, suffix, top):
    result = graded(beside(tmp_path), sandboxes, suffix, [NUMPY, top, SIZE, SCALE])
    assert result.outcome == "passed", (result.notes, [check.message for check in result.checks])


@pytest.mark.parametrize(
    "top",
    [
        "TOP = float((Path(__file__).parent / 'top.txt').read_text())",
        "import sys\nsys.path.insert(0, str(Path(__file__).resolve().parent.parent))\nfrom tools.values import TOP",
    ],
)
def test_a_script_finds_them_from_its_own_place(tmp_path, sandboxes, top):
    assert graded(beside(tmp_path), sandboxes, "py", [NUMPY, top, SIZE, SCALE]).outcome == "passed"


def test_a_function_may_read_them_when_it_is_called(tmp_path, sandboxes):
    scale = "def scale_pixels(image):\n    return image / float(open('data/top.txt').read())"
    assert graded(beside(tmp_path), sandboxes, "ipynb", [NUMPY, SIZE, scale]).outcome == "passed"


def test_a_file_that_cannot_lie_there_takes_nothing_along(sandboxes):
    files = (("data", b"1"), ("data/top.txt", b"1"), ("../work/x.txt", b"1"), ("top.txt", b"255"))
    code = f"{NUMPY}\nTOP = float(open('top.txt').read())\n{SIZE}\n{SCALE}\n"
    work = Work("00_welcome", name="00_welcome.py", content=code.encode(), helpers=files)
    result = Task(work, RunKey.from_seed(1)).run(sandboxes.start_child)
    assert (result.outcome, result.notes) == ("passed", [])


def test_an_upload_to_colab_gives_them(tmp_path, sandboxes):
    cells = ["from google.colab import files\nuploaded = files.upload()", "TOP = float(uploaded['top.txt'])"]
    result = graded(beside(tmp_path), sandboxes, "ipynb", [NUMPY, *cells, SIZE, SCALE], colab={"provenance": []})
    assert result.outcome == "passed", result.notes
    assert "google.colab.files.upload gives the files that were handed in with this one." in result.notes


@pytest.mark.parametrize(
    "cells",
    [
        ["import asyncio\nasync def top():\n    await asyncio.sleep(0)\n    return 255", "TOP = await top()"],
        ["np.save('top.npy', 255)", "TOP = np.load('top.npy')"],
        ["with open('mine.py', 'w') as file:\n    file.write('TOP = 255')", "from mine import TOP"],
        [
            "%cd /content",
            "import os\nos.mkdir('own')",
            "%cd own",
            "TOP = 255 if os.getcwd().endswith('own') else 0",
            "%cd",
        ],
        ["%env TOP=255", "import os\nTOP = float(os.environ['TOP'])"],
        ["from tqdm.auto import tqdm, trange\nTOP = sum(1 for _ in tqdm(range(200), desc='a')) + len(trange(55))"],
        ["from tqdm import tqdm\nwith tqdm(total=255) as bar:\n    bar.update(255)\n    bar.close()\nTOP = bar.n"],
    ],
)
def test_what_a_notebook_counts_on_is_there(tmp_path, sandboxes, cells):
    result = graded(tmp_path, sandboxes, "ipynb", [NUMPY, *cells, SIZE, SCALE])
    assert result.outcome == "passed", (result.notes, [check.message for check in result.checks])


def test_a_notebook_of_marimos_is_graded(tmp_path, sandboxes):
    cells = [
        "import marimo\n\napp = marimo.App()",
        "@app.cell\ndef _():\n    import numpy as np\n    TOP = 255\n    return TOP, np",
        f"@app.function\n{SIZE}",
        "@app.cell\ndef _(TOP):\n    def scale_pixels(image):\n        return image / TOP\n    return (scale_pixels,)",
        'if __name__ == "__main__":\n    app.run()',
    ]
    result = graded(tmp_path, sandboxes, "py", cells)
    assert (result.outcome, result.notes) == ("passed", [])


def test_ways_to_call_an_answer_are_no_other_answers(tmp_path, sandboxes):
    ways = "from typing import overload\n@overload\ndef scale_pixels(image: int) -> int: ...\nTOP = 255"
    result = graded(tmp_path, sandboxes, "ipynb", [NUMPY, f"{ways}\n{SCALE}", SIZE])
    assert (result.outcome, result.notes) == ("passed", [])


@pytest.mark.parametrize(
    ("top", "words"),
    [
        (
            "rows = open('gone.csv').read()\nTOP = len(rows)",
            "TOP comes from line 2 of cell 2, which needs rows. rows comes from line 1 of cell 2, which was left out: "
            "FileNotFoundError: [Errno 2] No such file or directory: 'gone.csv'. Only files handed in with",
        ),
        (
            "import not_there as no\ntable = no.read_csv('top.txt')\nTOP = table[0]",
            "which needs no. no comes from line 1 of cell 2, which was left out: ModuleNotFoundError: No module named "
            "'not_there'. Only files handed in with this one and the kit's packages are there while grading.",
        ),
        (
            "from autograder import exercise\nTOP = exercise('00').TOP",
            "RuntimeError: exercise() is not available when graded.",
        ),
    ],
)
def test_the_first_cause_of_a_missing_value_is_said(tmp_path, sandboxes, top, words):
    result = graded(tmp_path, sandboxes, "ipynb", [NUMPY, top, SIZE, SCALE])
    assert words in next(check.message.why for check in result.checks if check.outcome == "error")
