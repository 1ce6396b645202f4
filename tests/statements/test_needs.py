"""What `%check` takes out of a notebook: the latest definitions and what they need, and nothing that trains."""

import ast
from textwrap import dedent

import pytest

from autograder.statements.needs import Needed, needed
from autograder.statements.source import cell_text, parsed
from autograder.statements.statement import Unit, statements_of


def taken(*cells: str, wanted: tuple[str, ...] = ("f",)) -> Needed:
    units = []
    for number, cell in enumerate(cells, start=1):
        try:
            units.append(Unit(number, "", parsed(cell_text(dedent(cell).strip("\n")).python, "")))
        except SyntaxError:
            continue
    return needed(statements_of(units), wanted)


def kept(found: Needed) -> list[tuple[int, str]]:
    """(cell, source) of what is kept."""
    return [(each.cell, ast.unparse(each.node)) for each in found.statements]


def cells_of(names: dict[str, object]) -> dict[str, int]:
    return {name: each.cell for name, each in names.items()}


def value(found: Needed, name: str = "f") -> object:
    """What the kept statements define, run one after the other."""
    names: dict[str, object] = {}
    for each in found.statements:
        exec(compile(ast.Module([each.node], []), "cell", "exec"), names)
    return names[name]


def test_the_latest_definition_counts_and_its_cell_is_named():
    found = taken("def f(): return 1", "x = 2", "def f(): return 3")
    assert kept(found) == [(3, "def f():\n    return 3")]
    assert cells_of(found.origins) == {"f": 3}
    assert found.helpers == {}


def test_imports_helpers_and_constants_come_along():
    found = taken(
        "import os, numpy as np\nRATE = 0.5",
        "def g(x): return np.sqrt(x) * RATE\nprint(g(4))",
        "def f(x): return g(x)",
    )
    assert kept(found) == [
        (1, "import numpy as np"),
        (1, "RATE = 0.5"),
        (2, "def g(x):\n    return np.sqrt(x) * RATE"),
        (3, "def f(x):\n    return g(x)"),
    ]
    assert cells_of(found.helpers) == {"g": 2, "np": 1, "RATE": 1}
    assert value(found)(4) == 1


def test_a_body_reads_the_latest_value_and_a_default_the_one_of_its_time():
    found = taken("RATE = 1", "def f(rate=RATE): return rate, RATE", "RATE = 2")
    assert value(found)() == (1, 2)
    assert [number for number, _ in kept(found)] == [1, 2, 3]


def test_a_helper_that_is_called_at_once_has_what_it_needs_by_then():
    found = taken("N = 3", "def table(): return list(range(N))", "T = table()", "N = 5", "def f(): return T")
    assert value(found)() == [0, 1, 2]


def test_the_import_above_a_function_counts_where_another_below_takes_its_name():
    names = "from math import floor as g", "def f(): return g(1.5)", "from math import ceil as g"
    assert value(taken(*names))() == 1
    # What both need is what Python has at the end.
    both = taken(*names, "def h(): return g(1.5)", wanted=("f", "h"))
    assert (value(both, "f")(), value(both, "h")()) == (2, 2)


def test_names_inside_a_function_are_its_own():
    found = taken(
        "model = 1\nhistory = 2\nx = 3", "def f(x):\n    model = x\n    return [history for history in model]"
    )
    assert [number for number, _ in kept(found)] == [2]


def test_wrapping_and_changing_in_place_need_what_was_before():
    found = taken(
        "def wrap(g): return lambda: g() + 1\nsettings = {}",
        "def f(): return settings['n']",
        "f = wrap(f)",
        "settings['n'] = 1\nsettings['m'] = 2",
        "count = 1\ncount += 1",
    )
    assert value(found)() == 2
    assert cells_of(found.origins) == {"f": 3}
    assert "count" not in str(kept(found))


@pytest.mark.parametrize(
    "change",
    [
        "names.append('b')",
        "for name in 'b':\n    names.append(name)",
        "def add(to): to.append('b')\nadd(names)",
        "names += ['b']",
        "import random\nrandom.Random(0).shuffle(names)\nnames.insert(1, 'b')",
    ],
)
def test_what_changes_a_needed_value_in_place_is_kept(change):
    found = taken("names = ['a']\nothers = []", f"{change}\nothers.append(1)", "def f(): return names")
    assert value(found)() == ["a", "b"]
    assert "others" not in str(kept(found))


def test_a_function_that_binds_a_global_counts_where_it_is_called():
    found = taken("def setup():\n    global N\n    N = 4", "setup()", "def f(): return N")
    assert value(found)() == 4


@pytest.mark.parametrize(
    ("cell", "magics"),
    [
        ("    x = 1", False),
        (">>> x = 1\n... y = 2", False),
        ("In [3]: x = 1", False),
        ("%matplotlib inline\n    x = 1", True),
        ("%check 00\n!ls", True),
        ("%check 00", False),
        ("pip install numpy", True),
        ("\ncd data", True),
        ("pip = 1", False),
        ("pip install numpy\nimport numpy", False),
        ("%%time\nx = 1", False),
    ],
)
def test_only_what_does_nothing_while_grading_is_spoken_of_as_a_magic(cell, magics):
    assert cell_text(cell).magics is magics


@pytest.mark.parametrize(
    "body",
    [
        "return sum(math.prod(each) for each in x)",
        "return sum([math.prod(each) for each in x])",
        "return sum(map(lambda each: math.prod(each), x))",
        "return sum({n: math.prod(each) for n, each in enumerate(x)}.values())",
        "class Inner:\n        answer = sum(math.prod(each) for each in x)\n    return Inner.answer",
        "def inner():\n        return sum(math.prod(each) for each in x)\n    return inner()",
    ],
)
def test_what_only_an_inner_scope_of_a_function_uses_comes_along(body):
    found = taken("import math, os", f"def f(x):\n    {body}")
    assert value(found)([(2, 3), (4,)]) == 10
    assert kept(found)[0] == (1, "import math")


def test_what_is_bound_under_a_condition_leaves_what_was_before():
    found = taken("N = 1", "if False:\n    N = 2", "def f(): return N")
    assert value(found)() == 1


def test_names_that_nothing_shows_are_unknown_only_where_something_hidden_may_bind_them():
    assert taken("def f(): return N").unknown == set()
    assert taken("%run other.py", "def f(): return N, len, display").unknown == {"N"}
    assert taken("exec(text)", "def f(): return N").unknown == {"N"}
    assert taken("%matplotlib inline", "def f(): return N").unknown == set()


def test_a_method_that_is_put_on_a_class_later_belongs_to_it():
    found = taken("class f:\n    a = 1", "def b(self): return 2\nf.b = b")
    assert value(found)().b() == 2
    found = taken("class f:\n    a = 1", "setattr(f, 'b', lambda self: 2)\nf()\nx = f()")
    assert value(found)().b() == 2
    assert "x = " not in str(kept(found))


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
    assert cells_of(found.trained) == {name: 3}
    assert [number for number, _ in kept(found)] == [4]


def test_a_function_that_trains_is_taken_because_only_its_call_trains():
    found = taken("def f(model): return model.fit()", "history = f(model)")
    assert kept(found) == [(1, "def f(model):\n    return model.fit()")]
    assert found.trained == {}


def test_lines_keep_their_numbers():
    found = taken("print(1)\n\n@staticmethod\ndef f():\n    return (1,\n        2)\nprint(2)")
    assert [each.line for each in found.statements] == [3]
    found = taken("a = 1; model.fit(); b = 2", "é = 3; def_ = 1; c = é", "def f(): return a + b + c")
    assert kept(found)[:-1] == [(1, "a = 1"), (1, "b = 2"), (2, "é = 3"), (2, "c = é")]


def test_star_imports_and_packages_with_parts():
    found = taken(
        "from math import *\nimport os.path", "import os\nimport os.path as p", "def f(): return os.path, sqrt(4)"
    )
    assert [source for _, source in kept(found)] == [
        "from math import *",
        "import os.path",
        "import os",
        "def f():\n    return (os.path, sqrt(4))",
    ]


def test_what_is_no_python_and_what_never_was_defined():
    found = taken("def f(:", "def g(): return 1", "%broken", wanted=("f", "g"))
    assert cells_of(found.origins) == {"g": 2}


def test_what_only_ipython_takes_comes_along_too():
    found = taken("import asyncio\nn = await asyncio.sleep(0)\nm = 2", "def f(): return n, m")
    assert [number for number, _ in kept(found)] == [1, 1, 1, 2]


@pytest.mark.parametrize(
    "shown",
    [
        "%%time\nN = 1\ndef f():\n    return N",
        "get_ipython().run_cell_magic('time', '', 'N = 1\\ndef f():\\n    return N\\n')",
    ],
)
def test_code_below_a_magic_that_runs_it_counts(shown):
    assert [source for _, source in kept(taken(shown))] == ["N = 1", "def f():\n    return N"]
    assert taken(shown.replace("time", "bash")).origins == {}


def test_conditional_imports_come_whole():
    found = taken("try:\n    import nothing_at_all as m\nexcept ImportError:\n    m = None", "def f(): return m")
    assert value(found)() is None


@pytest.mark.parametrize(
    "cells",
    [
        ("T = {}", "def fill(): T['n'] = 1", "fill()", "def f(): return T['n']"),
        (
            "T = {}",
            "def fill(n):\n    for key in 'ab':\n        T.update({key: n})",
            "fill(1)",
            "def f(): return T['b']",
        ),
        (
            "T = {}",
            "def keep(g):\n    T['n'] = g\n    return g",
            "@keep\ndef g(): return 1",
            "def f(): return T['n']()",
        ),
        (
            "T = {}\ndef keep(name):\n    def inner(g):\n        T[name] = g\n        return g\n    return inner",
            "@keep('n')\ndef g(): return 1",
            "def f(): return T['n']()",
        ),
        ("T = {}\ndef g(): T['n'] = 1\ndef h(): g()", "h()", "def f(): return T['n']"),
        (
            "class T:\n    n = {}\n    @classmethod\n    def put(cls, n): cls.n['n'] = n",
            "T.put(1)",
            "def f(): return T.n['n']",
        ),
        (
            "from functools import singledispatch",
            "@singledispatch\ndef g(x): raise TypeError",
            "@g.register\ndef _(x: int): return x",
            "def f(): return g(1)",
        ),
    ],
)
def test_what_fills_a_value_by_way_of_a_function_comes_along(cells):
    assert value(taken(*cells))() == 1


def test_an_answer_that_others_are_registered_with_keeps_them():
    found = taken(
        "import functools", "@functools.singledispatch\ndef f(x): return 0", "@f.register\ndef _(x: int): return x"
    )
    assert value(found)(1) == 1


def test_calls_of_an_answer_that_keeps_what_it_was_called_with_stay_away():
    found = taken("SEEN = []", "def g(x): SEEN.append(x)", "def f(x): return g(x)", "f(1)\nprint(g(2))")
    assert [number for number, _ in kept(found)] == [1, 2, 3]


def test_functions_that_fill_nothing_that_is_used_stay_away():
    found = taken("T = {}\nU = {}", "def fill(): U['n'] = 1", "fill()", "def f(): return T")
    assert [number for number, _ in kept(found)] == [1, 4]


FITTED = "class Own:\n    def fit(self, n):\n        self.n = n\n        return self"


@pytest.mark.parametrize("cells", [("o = Own().fit(1)",), ("o = Own()", "o.fit(1)"), ("o = Own()", "o = o.fit(1)")])
def test_a_method_of_ones_own_class_that_is_called_fit_is_no_training(cells):
    assert value(taken(FITTED, *cells, "def f(): return o.n"))() == 1


def test_a_class_of_ones_own_that_trains_still_trains():
    trainer = "class Own:\n    def fit(self, model):\n        model.fit(1)\n        return self"
    assert set(taken(trainer, "o = Own().fit(net)", "def f(): return o").trained) == {"o"}


def test_a_variable_of_the_environment_that_a_magic_sets_is_kept():
    assert [number for number, _ in kept(taken("%env N=1", "%pylab", "def f(): return 1"))] == [1, 3]
