"""A notebook of marimo's, which is a .py file, is read as the module that its cells make."""

import ast

from autograder.statements.source import is_script_of_a_notebook, parsed

NOTEBOOK = """import marimo

__generated_with = "0.9.1"
app = marimo.App(width="medium")

with app.setup:
    import math


@app.cell(hide_code=True)
def _():
    import numpy as np
    return (np,)


@app.cell
def _(np):
    TOP = np.float64(255)

    def scale(image):
        return image / TOP
    return TOP, scale


@app.cell
def _():
    # Nothing here.
    return


@app.function
def area(side):
    return math.pow(side, 2)


@app.class_definition
@total
class Shape:
    pass


if __name__ == "__main__":
    app.run()
"""


def test_what_the_cells_hold_stands_at_the_top():
    found = [ast.unparse(statement) for statement in parsed(NOTEBOOK, "").body]
    assert found == [
        "import math",
        "import numpy as np",
        "TOP = np.float64(255)",
        "def scale(image):\n    return image / TOP",
        "def area(side):\n    return math.pow(side, 2)",
        "@total\nclass Shape:\n    pass",
    ]
    assert is_script_of_a_notebook(NOTEBOOK.encode())


def test_an_app_of_another_kind_is_left_alone():
    flask = "app = Flask(__name__)\n\n@app.cell\ndef page():\n    return 1\n"
    assert len(parsed(flask, "").body) == 2
    assert not is_script_of_a_notebook(flask.encode())
