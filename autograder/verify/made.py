"""Submissions made from an exercise's signatures: lazy ones, which must earn nothing, and garbage, which must pass
nothing and must never become the grader's own fault."""

import re
from collections.abc import Iterator

from autograder.course.exercise import Exercise

_RAISE = re.compile(r'^(?P<indent> *)raise NotImplementedError\("\d\d: write (?P<name>[\w.]+)"\)$', re.MULTILINE)

# What each function returns; {first} is its first parameter.
LAZY = {
    "returns None": "None",
    "returns its first argument": "{first}",
    "returns a copy of its first argument": '__import__("copy").copy({first})',
    "returns zeros like its first argument": '__import__("numpy").zeros_like({first})',
    "returns an empty list": "[]",
}
GARBAGE = {
    "NaN": 'float("nan")',
    "text": '"text"',
    "a negative number": "-1",
    "True": "True",
    "an object": "object()",
    "a ragged list": "[[1.0], [2.0, [3.0]]]",
    "an array of rank 4": '__import__("numpy").zeros((1, 1, 1, 1))',
    "an array of NaN": '__import__("numpy").full((3, 3), float("nan"))',
    "an empty array": '__import__("numpy").zeros((0, 3))',
    "an array of text": '__import__("numpy").array(["a", "b"])',
    "an array of objects": '__import__("numpy").array([None, {{}}], dtype=object)',
    "a complex number": "1j",
    "a huge number": "10**5000",
    "an endless iterator": '__import__("itertools").count()',
    "a generator": "(1 / 0 for _ in range(3))",
    "a function": "(lambda *args, **kwargs: None)",
    "a dict": '{{"history": None, 1: 2}}',
    "a tuple of models": '(__import__("keras").Sequential(), __import__("keras").Sequential())',
    "an unbuilt model": '__import__("keras").Sequential()',
    "an object equal to everything": 'type("Same", (), {{"__eq__": lambda *_: True, "__len__": lambda _: 3}})()',
    "an array that lies": '__import__("numpy").ma.masked_array([1.0, 2.0], mask=[True, False])',
}
QUICK_GARBAGE = ("NaN", "an object", "an array of rank 4", "an endless iterator", "an unbuilt model")


def lazy_sources(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """(what it does, source) of every lazy submission."""
    for name, expression in LAZY.items():
        yield name, _filled(exercise, expression)


def garbage_sources(exercise: Exercise, quick: bool) -> Iterator[tuple[str, str]]:
    """(what it returns, source) of every garbage submission."""
    for name, expression in GARBAGE.items():
        if not quick or name in QUICK_GARBAGE:
            yield name, _filled(exercise, expression)


def _filled(exercise: Exercise, expression: str) -> str:
    """The stub with every body returning `expression`; constructors do nothing."""
    first = {function.name: function.parameters[0] for function in exercise.functions if function.parameters}

    def body(found: re.Match[str]) -> str:
        name = found["name"]
        if name.endswith(".__init__"):
            return f"{found['indent']}pass"
        value = expression.format(first="self" if "." in name else first.get(name, "None"))
        return f"{found['indent']}return {value}"

    return _RAISE.sub(body, exercise.stub)
