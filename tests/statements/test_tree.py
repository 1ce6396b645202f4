"""Parsing in several threads at once."""

import ast
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from autograder.statements import tree

SOURCE = "\n".join(f"def f{n}(x):\n    return [{', '.join(['(x + 1) * 2'] * 20)}]" for n in range(20))


@pytest.fixture(autouse=True)
def hasty_threads() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def in_threads(parse: Callable[[str], ast.Module]) -> list[int]:
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(lambda _: len(parse(SOURCE).body), range(200)))


def test_threads_do_not_break_each_other():
    assert in_threads(tree.parse) == [20] * 200


def test_what_is_not_python_is_said_as_ever():
    with pytest.raises(SyntaxError):
        tree.parse("def f(:")


def test_a_parser_that_was_disturbed_from_elsewhere_tries_again(monkeypatch):
    calls = []

    def disturbed(source: str, name: str) -> ast.Module:
        calls.append(name)
        if len(calls) < 3:
            raise SystemError("AST constructor recursion depth mismatch (before=1, after=2)")
        return ast.Module([], [])

    monkeypatch.setattr(tree.ast, "parse", disturbed)
    assert tree.parse("x = 1").body == []
    assert len(calls) == 3
