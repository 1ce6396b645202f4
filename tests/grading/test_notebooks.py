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


SIZE = "def image_size(image: np.ndarray):\n    return image.shape"
SCALE = "def scale_pixels(image: np.ndarray):\n    return image / 255"
OK = "import numpy as np"
BOTH = f"{SIZE}\n\n\n{SCALE}"


def indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.split("\n"))


def words_of(folder: Path, sandboxes: Sandboxes, cells: list[str], suffix: str = "ipynb") -> str:
    """All that a student reads of what is not right in these cells."""
    path = folder / f"00_welcome.{suffix}"
    made = [{"cell_type": "code", "metadata": {}, "source": each, "outputs": []} for each in cells]
    notebook = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made})
    path.write_text(notebook if suffix == "ipynb" else "\n\n\n".join(cells))
    result = Task(read_work(path, "00_welcome"), RunKey.from_seed(1)).run(sandboxes.start_child)
    problem = result.problem
    wrong = [check.message for check in result.checks if check.outcome != "passed"] + ([problem] if problem else [])
    assert wrong
    return "\n".join(f"{each.got} | {each.expected} | {each.why}" for each in wrong)


@pytest.mark.parametrize("suffix", ["ipynb", "py"])
@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([OK, SIZE, f"<<<<<<< HEAD\n{SCALE}\n=======\n{SCALE}\n>>>>>>> main"], "marks of a git merge"),
        ([OK, SIZE, f"{SCALE}\n    print(“x”)"], "quotation marks of a text program"),
        ([OK, SIZE, f"{SCALE} − 0"], "looks like one on the keyboard"),
        ([OK, SIZE, SCALE.replace("    ", "\u00a0   ")], "cannot be seen"),
        ([OK, SIZE, SCALE.replace("    ", "    top = 1\n\t")], "Use spaces everywhere"),
        ([SIZE, SCALE], "The import is missing"),
        ([f"{OK}\nlist = 1", SIZE, SCALE.replace("255", "list(255)")], "such as list, sum or max"),
        ([f"{OK}  # \u2028 \x0c \x1c", SIZE, SCALE.replace("255", "MOST  # \u2028")], ": return image / MOST"),
        ([f'{OK}\nif __name__ == "__main__":\n    pass\nclass Mine:\n{indented(BOTH)}'], "inside the class Mine"),
        ([OK, f"def main():\n{indented(BOTH)}\nmain()"], "inside the function main"),
        ([f"{OK}\nfrom my_helpers import *", SIZE, SCALE.replace("255", "MOST")], "MOST may come from line 2"),
        (
            [f"{OK}\nfrom my_helpers import *", SIZE, SCALE.replace("255", "MOST")],
            "Only files handed in with this one and the kit",
        ),
        (
            [f"{OK}\nfrom keras.layers.core import Dense", SIZE, SCALE.replace("255", "Dense")],
            "every layer is in keras.layers itself",
        ),
        ([OK, SIZE, "scale_pixels = lambda x: x / 255"], "the names that the exercise shows"),
    ],
)
def test_words_name_the_cause(tmp_path, sandboxes, cells, words, suffix):
    assert words in words_of(tmp_path, sandboxes, cells, suffix)


def test_a_broken_cell_is_named_where_its_names_are_missing(tmp_path, sandboxes):
    words = words_of(tmp_path, sandboxes, ["import numpy as\nimport os", SIZE, SCALE])
    assert "np may come from cell 1, which was left out: SyntaxError in line 1: " in words


@pytest.mark.parametrize("magic", ["%%writefile mine.py", "%%script false --no-raise-error", "%%bash"])
def test_a_magic_that_keeps_an_answer_from_running_is_named(tmp_path, sandboxes, magic):
    words = words_of(tmp_path, sandboxes, [OK, SIZE, f"{magic}\n{SCALE}"])
    name = magic.split()[0]
    assert f"scale_pixels stands in cell 3 below {name}, which keeps it from being run" in words


def test_what_only_a_run_of_the_file_itself_has_is_said(tmp_path, sandboxes):
    words = words_of(tmp_path, sandboxes, [OK, f'if __name__ == "__main__":\n{indented(BOTH)}'], "py")
    assert 'inside an `if __name__ == "__main__":`, in line 5' in words
    assert "only while you run the file yourself" in words


def test_utf_16_is_not_taken_for_a_newer_python(tmp_path, sandboxes):
    path = tmp_path / "00_welcome.py"
    path.write_text(f"{OK}\n\n\n{BOTH}\n", encoding="utf-16")
    result = Task(read_work(path, "00_welcome"), RunKey.from_seed(1)).run(sandboxes.start_child)
    assert result.outcome == "unreadable"
    assert "UTF-16" in str(result.problem)
    assert "newer" not in str(result.problem)


LINK = '{"url": "https://drive.example.org/1", "doc_id": "1"}'
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"


@pytest.mark.parametrize(
    ("suffix", "content", "words"),
    [
        ("ipynb", LINK, "a link to a file on a drive"),
        ("ipynb", POINTER, "a pointer of Git LFS"),
        ("py", POINTER, "a pointer of Git LFS"),
    ],
)
def test_what_stands_for_a_file_is_not_the_file(tmp_path, suffix, content, words):
    path = tmp_path / f"00_welcome.{suffix}"
    path.write_text(content)
    work = read_work(path, "00_welcome")
    assert work.outcome == "unreadable"
    assert words in work.reason
