"""Notebooks as submissions: cells in order under one budget, magics that do nothing, answers by tag or name."""

import json
from pathlib import Path

import pytest

from autograder.course.exercise import find_exercise
from autograder.engine.provider import Sandboxes
from autograder.engine.sandbox import Limits
from autograder.grading.catalogue import checks_of
from autograder.grading.key import RunKey
from autograder.grading.result import ExerciseResult
from autograder.grading.task import Task
from autograder.submissions import read_work

DROPOUT = """def dropout(x, rate, rng, training):
    if not training:
        return x.copy()
    return np.where(rng.random(x.shape) < rate, 0, x / (1 - rate)).astype(x.dtype)"""


def grade(folder: Path, sandboxes: Sandboxes, cells: list[object], load_seconds: float = 20.0) -> ExerciseResult:
    """The result of a notebook of these cells: a source, or (source, tags)."""
    made = []
    for cell in cells:
        source, tags = cell if isinstance(cell, tuple) else (cell, [])
        made.append({"cell_type": "code", "metadata": {"tags": tags}, "source": source, "outputs": []})
    kernel = {"kernelspec": {"language": "python", "name": "python3", "display_name": "Python 3"}}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": made}
    path = folder / "08_dropout.ipynb"
    path.write_text(json.dumps(notebook))
    limits = Limits(call_seconds=20.0, load_seconds=load_seconds)
    return Task(read_work(path, "08_dropout"), RunKey.from_seed(1), limits).run(sandboxes.start_child)


def outcomes(result: ExerciseResult) -> list[str]:
    return [check.outcome for check in result.checks]


ONLY_DROPOUT = [
    "passed" if check.marks.function == "dropout" else "malformed" for check in checks_of(find_exercise("08"))
]


def test_magics_and_shell_lines_and_colab_do_nothing(tmp_path, sandboxes):
    result = grade(
        tmp_path,
        sandboxes,
        [
            "!pip install convlings\n%matplotlib inline\nimport numpy as np",
            "%%bash\nrm -rf /",
            "from google.colab import drive, files\ndrive.mount('/content/drive')\nfiles.upload()",
            "np.where?",
            "%time x = 1\ntext = '''\n%not a magic\n!neither\n'''\nassert '!neither' in text",
            (DROPOUT, ["answer"]),
            "# without its tag\ndef unused(): pass",
        ],
    )
    assert outcomes(result) == ONLY_DROPOUT
    assert "Magics and shell lines do nothing while grading (cells 1, 2, 4, 5)." in result.notes


@pytest.mark.parametrize("magic", ["%%time", "\n%%capture output", "%%prun -q"])
def test_code_below_a_magic_that_runs_it_counts(tmp_path, sandboxes, magic):
    result = grade(tmp_path, sandboxes, ["import numpy as np", f"{magic}\n{DROPOUT}"])
    assert outcomes(result) == ONLY_DROPOUT
    assert not result.notes


def test_lines_of_the_kits_own_notebooks_need_no_note(tmp_path, sandboxes):
    install = '%pip install --quiet "git+https://x/convlings@main" {kept}'
    own = f"%load_ext autograder\n%check 08:dropout\nif False:\n    {install}"
    assert not grade(tmp_path, sandboxes, ["import numpy as np", own, DROPOUT]).notes
    noted = grade(tmp_path, sandboxes, ["import numpy as np", f"{own}\n%ls", DROPOUT]).notes
    assert noted == ["Magics and shell lines do nothing while grading (cell 2)."]


def test_a_failing_statement_is_named_and_the_next_ones_run(tmp_path, sandboxes):
    cells = [
        "import numpy as np",
        "RATES = open('rates.txt').read()\nimport os",
        "def broken(:\n    pass",
        "model.fit()",
    ]
    result = grade(tmp_path, sandboxes, [*cells, f"RATES\n{DROPOUT}\n    RATES"])
    assert outcomes(result) == ONLY_DROPOUT
    notes = "\n".join(result.notes)
    assert "Line 1 of cell 2 was left out: FileNotFoundError" in notes
    assert "Cell 3 was left out: SyntaxError in line 1" in notes
    assert "cell 4" not in notes


@pytest.mark.parametrize("tags", [["answer"], []], ids=["tagged", "tag lost"])
def test_cells_that_never_end_cost_nothing_that_does_not_need_them(tmp_path, sandboxes, tags):
    cells = [
        "import numpy as np",
        "while True:\n    pass",
        (f"RATE = 0.2\n\n{DROPOUT.replace('rate, rng, training', 'rate, rng, training, extra=RATE')}", tags),
        "def helper():\n    return 1\n\nhistory = [helper() for _ in range(10)]",
    ]
    result = grade(tmp_path, sandboxes, cells, load_seconds=2.0)
    assert outcomes(result) == ONLY_DROPOUT
    assert not result.notes
    # Something hidden may bind what the answer needs, so all is run, which does not end.
    hidden = ["exec(str())", *cells, "def spread(): return not_there"]
    result = grade(tmp_path, sandboxes, hidden, load_seconds=2.0)
    assert outcomes(result)[:3] == ["passed"] * 3
    assert any("only what they need was run" in note for note in result.notes)


def test_the_latest_definition_counts(tmp_path, sandboxes):
    wrong = DROPOUT.replace("/ (1 - rate)", "")
    result = grade(tmp_path, sandboxes, ["import numpy as np", wrong, DROPOUT])
    assert outcomes(result) == ONLY_DROPOUT


@pytest.mark.parametrize(
    "line",
    [
        "%run helpers.py",
        "%run helpers",
        "exec(open('helpers.py').read())",
        "from helpers import *",
        "import helpers as h",
    ],
)
def test_files_that_were_handed_in_lie_beside_the_notebook(tmp_path, sandboxes, line):
    (tmp_path / "helpers.py").write_text("import numpy as np\nONE = 1\n")
    one = "h.ONE" if line.endswith("as h") else "ONE"
    cells = ["import numpy as np", line, DROPOUT.replace("(1 - rate)", f"({one} - rate)")]
    result = grade(tmp_path, sandboxes, cells)
    assert outcomes(result) == ONLY_DROPOUT, (result.notes, result.checks[0].message)


def test_a_notebook_that_is_run_lies_beside_it(tmp_path, sandboxes):
    cells = ["# helpers", "!ls\nimport numpy as np", "1 / 0", "%%time\nONE = 1"]
    made = [{"cell_type": "code", "metadata": {}, "source": each, "outputs": []} for each in cells]
    (tmp_path / "my helpers.ipynb").write_text(
        json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made})
    )
    answer = DROPOUT.replace("(1 - rate)", "(ONE - rate)")
    result = grade(tmp_path, sandboxes, ["%run 'my helpers.ipynb'", "import numpy as np", answer])
    assert outcomes(result) == ONLY_DROPOUT, (result.notes, result.checks[0].message)
    assert any("ZeroDivisionError" in note for note in result.notes)


def test_an_error_in_a_function_names_the_cell_and_its_line(tmp_path, sandboxes):
    cells = ["import numpy as np", "def dropout(x, rate, rng, training):\n    y = x\n    return y.nothing"]
    result = grade(tmp_path, sandboxes, cells)
    assert result.checks[0].outcome == "error"
    assert "in your line 3 of 08_dropout.ipynb, cell 2: return y.nothing" in result.checks[0].message.got


def test_a_notebook_without_any_answer_says_why(tmp_path, sandboxes):
    result = grade(tmp_path, sandboxes, ["import nothing_at_all\n\ndef other(): pass"])
    assert result.earned == 0
    assert "nothing_at_all" in str(result.problem)
