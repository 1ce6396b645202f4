"""Notebooks and scripts, whatever their bytes are."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.submissions import Cell, read_work

CODE = "def dropout():\n    return 1\n"


def read(tmp_path, data, name="08_dropout.ipynb"):
    path = tmp_path / name
    path.write_bytes(data)
    return read_work(path, "08_dropout")


def test_cells_are_counted_as_people_count(tmp_path):
    cells = [
        {"cell_type": "markdown", "source": ["# title"]},
        {"cell_type": "code", "source": ["a = 1\n", "b = 2"], "metadata": {"tags": ["answer", 3, "x"]}},
        {"cell_type": "raw", "source": "raw"},
        {"cell_type": "code", "source": "c = 3", "metadata": None, "outputs": [{"data": {"image/png": "A" * 1000}}]},
    ]
    data = json.dumps({"nbformat": 4, "cells": cells}).encode()
    work = read(tmp_path, b"\xef\xbb\xbf" + data)
    assert work.cells == (Cell("a = 1\nb = 2", 2, ("answer", "x")), Cell("c = 3", 4, ()))
    assert work.content is None
    assert work.notes == ()
    assert read(tmp_path, data.decode().encode("utf-16")).cells == work.cells


@pytest.mark.parametrize("source", [None, 3, {}, [], [None, 1], ""])
def test_source_without_text(tmp_path, notebook, source):
    assert read(tmp_path, notebook(source)).cells == (Cell("", 1, ()),)


@pytest.mark.parametrize("metadata", [None, [], "x", {"widgets": 3, "kernelspec": [], "language_info": {"name": 3}}])
def test_broken_metadata(tmp_path, notebook, metadata):
    assert read(tmp_path, notebook(CODE, metadata=metadata)).cells[0].source == CODE


def test_broken_cells(tmp_path, notebook):
    data = json.loads(notebook(CODE))
    data["cells"] = [None, *data["cells"], {"cell_type": []}, {"cell_type": "code", "metadata": {"tags": "one"}}]
    work = read(tmp_path, json.dumps(data).encode() + b"\0\n trailing")
    assert work.cells == (Cell(CODE, 2, ()), Cell("", 4, ("one",)))
    assert work.notes == (
        "08_dropout.ipynb: text after the end of the notebook was left out",
        "08_dropout.ipynb: cell 1 is broken and was left out",
    )


def test_large_images(tmp_path, notebook):
    data = json.loads(notebook(CODE))
    data["cells"][0]["outputs"] = [{"data": {"image/png": "iVBOR" * 2_000_000}}]
    assert read(tmp_path, json.dumps(data).encode()).cells == (Cell(CODE, 1, ()),)


def test_half_characters_and_other_encodings(tmp_path, notebook):
    work = read(tmp_path, notebook('x = "\ud800"'))
    assert work.cells[0].source == 'x = "\ufffd"'
    assert "ä" in read(tmp_path, notebook("# ä")).cells[0].source
    latin = notebook("# x").replace(b"# x", b"# \xe4")
    assert read(tmp_path, latin).notes == (
        "08_dropout.ipynb: some bytes of the notebook are not UTF-8 and were replaced",
    )


def test_old_format(tmp_path):
    cells = [{"cell_type": "markdown", "source": ""}, {"cell_type": "code", "input": [CODE], "language": "python"}]
    data = {"nbformat": 3, "worksheets": [{"cells": cells}, None]}
    assert read(tmp_path, json.dumps(data).encode()).cells == (Cell(CODE, 2, ()),)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "it is empty"),
        (b"\xef\xbb\xbf \n\0", "it is empty"),
        (b"[1, 2]", "not a notebook"),
        (b'"text"', "not a notebook"),
        (b'{"nbformat": 99, "cells": []}', "format 99"),
        (b'{"nbformat": true, "cells": []}', "format True"),
        (b'{"nbformat": [], "cells": []}', "format []"),
        (b'{"nbformat": 4}', "without a list of cells"),
        (b'{"nbformat": 4, "cells": {}}', "without a list of cells"),
        (b"{}", "no format number"),
        (b'{"cells": [', "not valid JSON"),
        (b'{"nbformat": 4,\n<<<<<<< HEAD\n=======\n>>>>>>> x\n', "git merge"),
        (b"[" * 100_000, "sensible JSON"),
        (b'{"nbformat": ' + b"9" * 5000 + b"}", "JSON"),
        (b"[" * 2_000_000, "too many parts"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"\0\1\2", "not valid JSON"),
        (b'{"nbformat": 4, "cells": [], "metadata": {"kernelspec": {"language": "R"}}}', "another language (R)"),
        (b'{"nbformat": 4, "cells": [], "metadata": {"language_info": {"name": "julia"}}}', "another language"),
        (b'{"nbformat": 4, "cells": [], "metadata": {"kernelspec": {"name": "ir"}}}', "another language"),
        (b'{"nbformat": 4, "cells": [' + b"0," * 10_000 + b"0]}", "more than 10000 cells"),
    ],
)
def test_no_notebook(tmp_path, data, words):
    work = read(tmp_path, data)
    assert work.outcome == "unreadable"
    assert words in work.reason
    assert work.reason.startswith("08_dropout.ipynb cannot be graded: it ")
    assert len(work.reason) < 300


def test_too_much_code(tmp_path, notebook):
    assert "1 MB of code" in read(tmp_path, notebook("x" * 600_000, "y" * 600_000)).reason


def test_wrong_extension(tmp_path, notebook):
    work = read(tmp_path, notebook(CODE), "08_dropout.py")
    assert work.cells[0].source == CODE
    assert work.notes == ("08_dropout.py: it is a notebook and was read as one",)
    work = read(tmp_path, CODE.encode())
    assert work.content == CODE.encode()
    assert work.notes == ("08_dropout.ipynb: it holds Python code, not a notebook, and was read as a .py file",)
    dictionary = b'{"cells": 1}\nprint("hello")\n{}'
    assert read(tmp_path, b'{"cells": [1],\n# no JSON\n}', "08_dropout.py").content is not None
    assert read(tmp_path, dictionary, "08_dropout.py").outcome in ("found", "unreadable")


@pytest.mark.parametrize(
    "data",
    [
        "# -*- coding: latin-1 -*-\nx = 'ä'\n".encode("latin-1"),
        b"\xef\xbb\xbfx = 1\r\ny = 2\r",
        "x = 'ä'".encode("latin-1"),
        "x = 1".encode("utf-16"),
        b"x = 1\0",
        b"",
    ],
)
def test_scripts_are_kept_byte_by_byte(tmp_path, data):
    work = read(tmp_path, data, "08_dropout.py")
    assert work.outcome == "found"
    assert work.content == data
    assert bool(work.notes) == (data == b"")


def _check(work):
    assert work.outcome in ("found", "unreadable")
    assert (work.outcome == "found") == (work.reason == "") == ((work.content is None) != (work.cells is None))
    assert work.reason.isprintable()
    for cell in work.cells or ():
        cell.source.encode()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
CELLS = st.lists(
    st.fixed_dictionaries(
        {"cell_type": st.sampled_from(["code", "markdown"]) | VALUES},
        optional={"source": VALUES, "metadata": VALUES | st.dictionaries(st.just("tags"), VALUES), "outputs": VALUES},
    )
    | VALUES,
    max_size=6,
)
NOTEBOOKS = st.fixed_dictionaries(
    {"nbformat": st.sampled_from([3, 4]) | VALUES},
    optional={"cells": CELLS | VALUES, "metadata": VALUES, "worksheets": st.lists(VALUES)},
)
FEW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FEW
@given(
    data=st.binary(max_size=400), start=st.sampled_from([b"", b'{"nbformat": 4, "cells": [', b"\xff\xfe", b"import x"])
)
def test_any_bytes(tmp_path, data, start):
    for name in ("08_dropout.ipynb", "08_dropout.py"):
        _check(read(tmp_path, start + data, name))


@FEW
@given(value=NOTEBOOKS | VALUES)
def test_any_json(tmp_path, value):
    for name in ("08_dropout.ipynb", "08_dropout.py"):
        _check(read(tmp_path, json.dumps(value).encode(), name))
