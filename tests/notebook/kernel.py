"""`%check` at the end of a notebook that ran in a kernel from top to bottom."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from autograder.grading.result import OUTCOMES

# Points, and the outcome of each check by its number.
Shown = tuple[float, dict[str, str]]

# As good as a new kernel, but that what grades is running already: names, history, folder and modules are gone.
_AFRESH = """
%reset -f
%reset -f in
import os, sys
os.chdir({folder!r})
sys.path[:] = [path for path in sys.path if {above!r} not in path]
for name in [name for name, each in sys.modules.items() if {above!r} in str(getattr(each, "__file__", ""))]:
    del sys.modules[name]
del os, sys
"""
_OUTCOME = re.compile(rf"^({'|'.join(OUTCOMES)}) +(00\.\d) ", re.MULTILINE)


@contextmanager
def checking(start: Path) -> Iterator[Callable[[Path], Shown]]:
    """Gives a function that runs a notebook of exercise 00 in its folder and tells what `%check 00` shows.

    All run in one kernel, started in the folder `start`, because starting what grades takes most of the time.
    """
    empty = nbformat.v4.new_notebook()
    options = {"timeout": 600, "startup_timeout": 300, "allow_errors": True, "kernel_name": "python3"}
    client = NotebookClient(empty, resources={"metadata": {"path": str(start)}}, **options)

    def run(source: str) -> list[nbformat.NotebookNode]:
        cell = nbformat.v4.new_code_cell(source)
        empty.cells.append(cell)
        client.execute_cell(cell, len(empty.cells) - 1)
        return cell.outputs

    def check(file: Path) -> Shown:
        run(_AFRESH.format(folder=str(file.parent), above=str(file.parent.parent)))
        for cell in nbformat.read(file, as_version=4).cells:
            if cell.cell_type == "code":
                run(cell.source)
        text = run("%check 00")[0].data["text/plain"]
        found = re.search(r"([\d.]+) of 10 points", text)
        assert found, text
        return float(found[1]), {number: outcome for outcome, number in _OUTCOME.findall(text)}

    with client.setup_kernel():
        yield check
