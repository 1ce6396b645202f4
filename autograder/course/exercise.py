"""One exercise, read from its solution file: the source of the stub, the functions it asks for and the hints."""

import ast
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder import topics
from autograder.course import content, percent
from autograder.course.installed import version
from autograder.course.stub import BrokenSolution, make_stub
from autograder.statements.tree import parse

_TITLE = re.compile(r"^# (?P<number>\d\d) (?P<title>.+)$")
_HINT = re.compile(r"^\d\. ")


class UnknownExercise(LookupError):
    """No exercise has that number or name."""


class UnknownFunction(LookupError):
    """The exercise asks for no function of that name."""


@dataclass(frozen=True)
class Function:
    """A function or class that the student writes: parameters and defaults of it, or of its `__init__`, and hints."""

    name: str
    is_class: bool
    parameters: tuple[str, ...]
    methods: tuple[str, ...]
    hints: tuple[str, ...]
    docstring: str
    line: int
    defaults: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Exercise:
    """An exercise by its solution's path, `NN_topic.py`."""

    solution: Path

    @property
    def name(self) -> str:
        """`08_dropout`: the name of its files."""
        return self.solution.stem

    @property
    def number(self) -> str:
        return self.name[:2]

    @property
    def topic(self) -> str:
        return self.name[3:]

    @cached_property
    def source(self) -> str:
        return self.solution.read_text(encoding="utf-8")

    @cached_property
    def cells(self) -> list[percent.Cell]:
        return percent.parse(self.source)

    @cached_property
    def title(self) -> str:
        """`Dropout`, from the first heading."""
        for cell in self.cells:
            for line in cell.text.splitlines() if cell.is_markdown else ():
                if found := _TITLE.match(line):
                    return found["title"]
        return self.topic.replace("_", " ").capitalize()

    @cached_property
    def stub(self) -> str:
        """What the student receives."""
        return make_stub(percent.in_script(self.cells), self.number)

    @property
    def source_without_hints(self) -> str:
        """The solution as it is shown to a student."""
        return percent.join(percent.in_script(self.cells))

    def for_notebook(self, solved: bool = False) -> str:
        """The file that a notebook is made from, with the notebook's own words; as stub, or with the solution."""
        cells = percent.in_notebook(self.cells)
        return percent.join(cells) if solved else make_stub(cells, self.number)

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """What the student writes, in order: every top-level definition of a cell that has a solution block."""
        hints = _hints(self.cells)
        found: list[Function] = []
        for node in self._tree.body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                continue
            if "### BEGIN SOLUTION" in (ast.get_source_segment(self.source, node) or ""):
                found.append(_function(node, hints.get(node.name, ())))
        return tuple(found)

    @property
    def _tree(self) -> ast.Module:
        try:
            return parse(self.source)
        except SyntaxError as error:
            where = f"solutions/{self.name}.py, line {error.lineno}"
            raise BrokenSolution(f"{where}: {type(error).__name__}: {error.msg}") from error

    def function(self, name: str) -> Function:
        """The function of this name, however it is capitalised.

        Raises:
            UnknownFunction: there is none.
        """
        for each in self.functions:
            if each.name.lower() == name.lower():
                return each
        names = ", ".join(each.name for each in self.functions)
        raise UnknownFunction(f"There is no {name} in {self.name}. There are: {names}.")

    @property
    def collection(self) -> content.Collection:
        """The kit's own exercises, or those of another folder."""
        return content.collection_of(self.solution)

    @property
    def stub_file(self) -> Path:
        """The file that is handed out."""
        return self.collection.stubs / f"{self.name}.py"

    @property
    def notebook_file(self) -> Path:
        """The notebook that is handed out."""
        return self.collection.notebooks / f"{self.name}.ipynb"

    @property
    def topic_folder(self) -> Path:
        """All other code of the exercise."""
        return self.collection.topics / self.name

    @property
    def checks(self) -> Path:
        """The pytest file of its checks."""
        return self.topic_folder / "checks.py"

    @cached_property
    def backend(self) -> str:
        """The backend beside which its submissions run, whatever was chosen: see `topics.backend_of`. Mostly empty."""
        return topics.backend_of(self.name)

    @property
    def why_left_out(self) -> str:
        """Why it cannot be checked here, in a sentence; empty where it can."""
        if not self.backend or version(self.backend):
            return ""
        return (
            f"{self.number} ({self.title}) is left out and costs no points: it needs {self.backend}, which is not "
            f"installed here. To add it: pip install 'convlings[{self.backend}]'"
        )

    @property
    def bank(self) -> Path:
        """Known submissions."""
        return self.collection.bank / self.name


def load_course() -> list[Exercise]:
    """All exercises that can be checked here, in teaching order; of one number, one's own after the kit's."""
    return [exercise for exercise in whole_course() if not exercise.why_left_out]


def whole_course() -> list[Exercise]:
    """The same, with those that are about a library that is not installed here."""
    found = [Exercise(each.solutions / f"{name}.py") for each in content.collections() for name in each.names]
    return sorted(found, key=lambda exercise: exercise.number)


def editable_course() -> list[Exercise]:
    """The exercises that an author works on: one's own where a folder of such is in use, otherwise the kit's."""
    course = whole_course()
    return [exercise for exercise in course if exercise.collection is not content.KIT] or course


def functions_by_exercise() -> dict[str, list[str]]:
    """The names of what each exercise of the whole course asks for, by the exercise's name."""
    return {exercise.name: [function.name for function in exercise.functions] for exercise in whole_course()}


def find_exercise(word: str) -> Exercise:
    """The exercise called `08`, `8`, `dropout` or `08_dropout`. Of one number, one's own comes before the kit's.

    It may be one that cannot be checked here: see `Exercise.why_left_out`.

    Raises:
        UnknownExercise: there is none.
    """
    course = whole_course()
    wanted = word.lower().replace("-", "_")
    wanted = wanted.zfill(2) if wanted.isdigit() else wanted
    for exercise in reversed(course):
        if wanted in (exercise.number, exercise.topic, exercise.name):
            return exercise
    topics_of = {exercise.topic: exercise.name for exercise in course}
    near = get_close_matches(wanted.lstrip("0123456789_"), topics_of, n=1)
    known = f"Did you mean {topics_of[near[0]]}?" if near else f"There are: {', '.join(topics_of.values())}."
    raise UnknownExercise(f"There is no exercise {word!r}. {known}")


def _function(node: ast.FunctionDef | ast.ClassDef, hints: tuple[str, ...]) -> Function:
    is_class = isinstance(node, ast.ClassDef)
    methods = [item for item in node.body if isinstance(item, ast.FunctionDef)] if is_class else []
    signature = next((method for method in methods if method.name == "__init__"), None) if is_class else node
    parameters: list[str] = []
    if isinstance(signature, ast.FunctionDef):
        arguments = signature.args
        parameters = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return Function(
        name=node.name,
        is_class=is_class,
        parameters=tuple(parameters[1:] if is_class else parameters),
        methods=tuple(method.name for method in methods),
        hints=hints,
        docstring=ast.get_docstring(node) or "",
        line=node.lineno,
        defaults=_defaults(signature.args) if isinstance(signature, ast.FunctionDef) else {},
    )


def _defaults(arguments: ast.arguments) -> dict[str, Any]:
    """The defaults that are plain values, by parameter."""
    positional = [*arguments.posonlyargs, *arguments.args]
    pairs = [*zip(reversed(positional), reversed(arguments.defaults), strict=False)][::-1]
    pairs += [(name, value) for name, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if value]
    found = {}
    for argument, value in pairs:
        with suppress(ValueError):
            found[argument.arg] = ast.literal_eval(value)
    return found


def _hints(cells: list[percent.Cell]) -> dict[str, tuple[str, ...]]:
    """Hints by the function's name, which is the first line of their cell."""
    found: dict[str, tuple[str, ...]] = {}
    for cell in cells:
        if "hints" not in cell.tags:
            continue
        name, *lines = [line for line in cell.text.splitlines() if line.strip()]
        hints: list[str] = []
        for line in lines:
            if _HINT.match(line):
                hints.append(_HINT.sub("", line).strip())
            elif hints:
                hints[-1] += f" {line.strip()}"
        found[name.strip()] = tuple(hints)
    return found
