"""`%check` and `%hint` in a real kernel, on the notebook that students receive."""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbclient import NotebookClient

from autograder.course import content
from autograder.course.exercise import find_exercise
from autograder.notebook import magics

DROPOUT = """\
def dropout(x, rate, rng, training):
    if not training:
        return x
    keep = rng.random(x.shape) >= rate
    return np.where(keep, x{scaling}, 0)
"""
TRAINING = """\
runs = globals().get("runs", 0) + 1
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
model.compile(loss="mse")
history = model.fit(np.zeros((4, 2)), np.zeros((4, 1)), verbose=0)
"""


class Kernel:
    """A kernel that runs cells one by one."""

    def __init__(self, client: NotebookClient):
        self.client = client
        self.count = 0

    def run(self, source: str) -> list[Any]:
        """The cell's outputs."""
        cell = nbformat.v4.new_code_cell(source)
        self.client.nb.cells.append(cell)
        self.client.execute_cell(cell, len(self.client.nb.cells) - 1)
        self.count += 1
        return cell.outputs

    def shown(self, source: str) -> dict[str, str]:
        """What a cell displays, by type; nothing may come on stderr."""
        outputs = self.run(source)
        assert not [output for output in outputs if output.get("name") == "stderr"], outputs
        return next(output.data for output in outputs if output.output_type == "display_data")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("notebooks")


@pytest.fixture(scope="module")
def kernel(folder: Path) -> Iterator[Kernel]:
    notebook = nbformat.v4.new_notebook()
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    client = NotebookClient(notebook, timeout=120, allow_errors=True, resources={"metadata": {"path": str(folder)}})
    with client.setup_kernel():
        kernel = Kernel(client)
        kernel.run("%reload_ext autograder")
        kernel.run("import keras\nimport numpy as np")
        yield kernel


def test_the_latest_definition_is_checked_and_nothing_trains_again(kernel):
    kernel.run(DROPOUT.format(scaling=""))
    shown = kernel.shown("%check 08:dropout")
    assert "2 of 4 points" in shown["text/plain"]
    assert "dropout without the scaling" in shown["text/plain"]
    kernel.run(TRAINING)
    kernel.run(DROPOUT.format(scaling=" / (1 - rate)"))
    number = kernel.count
    shown = kernel.shown("%check 8:Dropout")
    assert "4 of 4 points" in shown["text/plain"]
    assert f"Checked: dropout from In [{number}], with np from In [2]." in shown["text/plain"]
    assert kernel.run("print(runs)")[0].text == "1\n"


def test_the_table_is_read_well_without_eyes_and_escapes_what_students_write(kernel):
    kernel.run("def spread(model, x, training, calls=20):\n    raise ValueError('<script>alert(1)</script>')")
    number = kernel.count
    html = kernel.shown("%check 08")["text/html"]
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert re.search(r"<caption[^>]*>08 Dropout: 4 of 10 points</caption>", html)
    assert html.count('scope="col"') == 3
    assert html.count('scope="row"') == 7
    assert html.count("border-left: .4rem solid") == 7, "a colour beside each word"
    assert f"in your line 2 of notebook, cell {number}" in html
    assert "No cell that ran defines build_head." in html


def test_a_function_that_uses_what_was_trained_is_told_so(kernel):
    kernel.run(TRAINING)
    trained = kernel.count
    kernel.run("def spread(model, x, training, calls=20):\n    return history")
    text = kernel.shown("%check 08:spread")["text/plain"]
    assert "NameError" in text
    assert f"history comes from a line that trains, in In [{trained}]" in " ".join(text.split())


def test_hints_follow_what_has_passed(kernel):
    kernel.run(DROPOUT.format(scaling=" / (1 - rate)"))
    kernel.run("%check 08:dropout")
    exercise = find_exercise("08")
    first = kernel.shown("%hint 08")
    assert first["text/markdown"].startswith("**08 build_head, hint 1 of 3**")
    hint = exercise.function("build_head").hints[0]
    assert hint in first["text/markdown"]
    assert hint in " ".join(first["text/plain"].split()), "lines end between words"
    assert all(len(line) <= 88 for line in first["text/plain"].splitlines())
    assert kernel.shown("%hint 08:spread")["text/plain"].startswith("08 spread, hint 1 of 3")


def test_the_solution_of_a_function_is_shown_once_it_has_passed(kernel):
    kernel.run(DROPOUT.format(scaling=" / (1 - rate)"))
    kernel.run("%check 08:dropout")
    shown = kernel.shown("%solution 08:dropout")["text/plain"]
    assert shown.startswith("def dropout(")
    assert "def build_head" not in shown
    assert "###" not in shown
    assert "has not passed yet" in kernel.run("%solution 08")[0].text
    assert "def spread(" in kernel.shown("%solution 08 --peek")["text/plain"]
    progress = kernel.run("%progress")[0].text
    assert re.search(r"^08 Dropout  .*1 of 3 functions", progress, re.MULTILINE)


def test_no_command_has_the_name_of_one_of_ipythons():
    names = {name for kinds in magics.ConvlingsMagics.magics.values() for name in kinds}
    assert names == {"check", "hint", "look", "solution", "progress"}
    fresh = InteractiveShell()
    assert not names & {name for kinds in fresh.magics_manager.magics.values() for name in kinds}


def test_tensorflow_starts_without_a_word(folder):
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(text) for text in ("%reload_ext autograder", "import keras")]
    )
    NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(folder)}}, kernel_name="python3"
    ).execute()
    assert [cell.outputs for cell in notebook.cells] == [[], []]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("%check 98", "There is no exercise '98'"),
        ("%check 08:droput", "There is no droput in 08_dropout. There are: dropout, build_head, spread."),
        ("%check", "required: exercise"),
    ],
)
def test_wrong_use_is_one_line(kernel, line, said):
    [output] = kernel.run(line)
    assert output.text.startswith("UsageError")
    assert said in output.text
    assert len(output.text.splitlines()) == 1


def test_a_picture_of_what_the_cells_define_comes_with_its_words(kernel):
    kernel.run(DROPOUT.format(scaling=""))
    shown = kernel.shown("%look 08")
    assert base64.b64decode(shown["image/png"]).startswith(b"\x89PNG")
    assert len(shown["text/plain"]) > 100
    assert kernel.run("%look 00")[0].output_type == "stream"


def test_graded_cells_give_their_share_of_the_points(kernel):
    kernel.run(DROPOUT.format(scaling=""))
    outputs = kernel.run("%check 08:dropout --points 3")
    assert [output.data["text/plain"] for output in outputs if output.output_type == "execute_result"] == ["1.5"]


def test_the_handed_out_notebook_runs_from_top_to_bottom_and_nothing_was_attempted(folder):
    notebook = nbformat.read(content.KIT.notebooks / "00_welcome.ipynb", as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    checks = [cell for cell in notebook.cells if "check" in cell.metadata.get("tags", [])]
    assert len(checks) == 3
    for cell in checks:
        assert "not attempted" in cell.outputs[0].data["text/plain"]
    assert '"stderr"' not in json.dumps(notebook)
