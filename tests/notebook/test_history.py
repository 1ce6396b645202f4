"""What `%check` takes out of a notebook: the latest definitions and what they need, and nothing that trains."""

from textwrap import dedent

import pytest

from autograder.notebook.history import Ran, Taken, take


def taken(*cells: str, wanted: tuple[str, ...] = ("f",)) -> Taken:
    return take([Ran(number, dedent(cell).strip("\n")) for number, cell in enumerate(cells, start=1)], wanted)


def value(found: Taken, name: str = "f") -> object:
    """What the taken cells define, run one after the other."""
    names: dict[str, object] = {}
    for _, source in found.cells:
        exec(compile(source, "cell", "exec"), names)
    return names[name]


def test_the_latest_definition_counts_and_its_cell_is_named():
    found = taken("def f(): return 1", "x = 2", "def f(): return 3")
    assert found.cells == [(3, "def f(): return 3")]
    assert found.origins == {"f": 3}
    assert found.helpers == {}


def test_imports_helpers_and_constants_come_along():
    found = taken(
        "import os\nimport numpy as np\nRATE = 0.5",
        "def g(x): return np.sqrt(x) * RATE\nprint(g(4))",
        "def f(x): return g(x)",
    )
    assert found.cells == [
        (1, "\nimport numpy as np\nRATE = 0.5"),
        (2, "def g(x): return np.sqrt(x) * RATE"),
        (3, "def f(x): return g(x)"),
    ]
    assert found.helpers == {"g": 2, "np": 1, "RATE": 1}
    assert value(found)(4) == 1


def test_a_body_reads_the_latest_value_and_a_default_the_one_of_its_time():
    found = taken("RATE = 1", "def f(rate=RATE): return rate, RATE", "RATE = 2")
    assert value(found)() == (1, 2)
    assert [number for number, _ in found.cells] == [1, 2, 3]


def test_a_helper_that_is_called_at_once_has_what_it_needs_by_then():
    found = taken("N = 3", "def table(): return list(range(N))", "T = table()", "N = 5", "def f(): return T")
    assert value(found)() == [0, 1, 2]


def test_names_inside_a_function_are_its_own():
    found = taken(
        "model = 1\nhistory = 2\nx = 3", "def f(x):\n    model = x\n    return [history for history in model]"
    )
    assert [number for number, _ in found.cells] == [2]


def test_wrapping_and_changing_in_place_need_what_was_before():
    found = taken(
        "def wrap(g): return lambda: g() + 1\nsettings = {}",
        "def f(): return settings['n']",
        "f = wrap(f)",
        "settings['n'] = 1\nsettings['m'] = 2",
        "count = 1\ncount += 1",
    )
    assert value(found)() == 2
    assert found.origins == {"f": 3}
    assert "count" not in str(found.cells)


def test_a_method_that_is_put_on_a_class_later_belongs_to_it():
    found = taken("class f:\n    a = 1", "def b(self): return 2\nf.b = b")
    assert value(found)().b() == 2


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("history = model.fit(x, y)", "history"),
        ("best = max(train(), 1)", "best"),
        ("for epoch in range(3):\n    loss = model.train_on_batch(x, y)", "loss"),
    ],
)
def test_lines_that_train_are_left_out_and_named(cell, name):
    found = taken("import keras", "def train():\n    return keras.Sequential().fit()", cell, f"def f(): return {name}")
    assert found.trained == {name: 3}
    assert [number for number, _ in found.cells] == [4]


def test_a_function_that_trains_is_taken_because_only_its_call_trains():
    found = taken("def f(model): return model.fit()", "history = f(model)")
    assert found.cells == [(1, "def f(model): return model.fit()")]
    assert found.trained == {}


def test_lines_keep_their_numbers():
    found = taken("print(1)\n\n@staticmethod\ndef f():\n    return (1,\n        2)\nprint(2)")
    assert found.cells == [(1, "\n\n@staticmethod\ndef f():\n    return (1,\n        2)")]
    found = taken("a = 1; model.fit(); b = 2", "é = 3; def_ = 1; c = é", "def f(): return a + b + c")
    assert found.cells[:2] == [(1, "a = 1; b = 2"), (2, "é = 3; c = é")]


def test_star_imports_and_packages_with_parts():
    found = taken(
        "from math import *\nimport os.path", "import os\nimport os.path as p", "def f(): return os.path, sqrt(4)"
    )
    assert [source for _, source in found.cells] == [
        "from math import *\nimport os.path",
        "import os",
        "def f(): return os.path, sqrt(4)",
    ]


def test_what_is_no_python_and_what_never_was_defined():
    found = taken("def f(:", "def g(): return 1", "%broken", wanted=("f", "g"))
    assert found.origins == {"g": 2}


def test_what_only_ipython_takes_is_passed_over():
    found = taken("import asyncio\nn = await asyncio.sleep(0)\nm = 2", "def f(): return n, m")
    assert found.cells == [(1, "\n\nm = 2"), (2, "def f(): return n, m")]


def test_code_below_a_magic_that_runs_it_counts():
    shown = "get_ipython().run_cell_magic('time', '', 'N = 1\\ndef f():\\n    return N\\n')"
    assert taken(shown).cells == [(1, "\nN = 1\ndef f():\n    return N")]
    assert taken(shown.replace("'time'", "'bash'")).origins == {}


def test_conditional_imports_come_whole():
    found = taken("try:\n    import nothing_at_all as m\nexcept ImportError:\n    m = None", "def f(): return m")
    assert value(found)() is None
