"""Hold every function to what its stub promises, in whatever way it is called.

What is promised follows from the stub: the docstring's example holds, an argument is left as it was in every call that
the checks make, a declared default is the value that is used. What a stub cannot say in a form that can be read, an
exercise says in one `Contract` for each function.
"""

import ast
import doctest
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from autograder.checking import display
from autograder.checking.evidence import expect, expect_list
from autograder.checking.failure import called, malformed
from autograder.checking.handles import Handle, Probes, SandboxTools, StudentHandle
from autograder.checking.study import Fact, Study, alike

_WRAPPERS = {"array", "float64", "float32", "int64", "int32", "bool_", "tuple", "list"}
_CONSTANTS = {"nan": float("nan"), "inf": float("inf")}
_DECIMALS = re.compile(r"\d\.(\d*)")
_CLOSE = 1e-5


class Promised(Protocol):
    """What is known of a function of the exercise."""

    @property
    def name(self) -> str: ...

    @property
    def docstring(self) -> str: ...

    @property
    def defaults(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Contract:
    """What applies to one function of an exercise, and arguments to try it with.

    Attributes:
        function: Its name.
        sample: Arguments of a small call, by name. Without them only the example and the arguments of the other checks'
            calls are looked at.
        batch: Arguments that have a row for each item: a batch of one gives the row that it gives in a larger batch.
        axes: Arguments that may have any number of leading axes.
        seed: The argument that makes chance repeatable: "rng" for a generator, otherwise a number.
        view: What is compared of an answer; a function of the answer. By default the answer as numbers.
        example: Whether the docstring's example holds for every right answer.
        changes: Arguments that the function is to change.
        made: Arguments that have to be new in each call, such as an empty folder, and what makes them.
    """

    function: str
    sample: Callable[[np.random.Generator], Mapping[str, Any]] | None = None
    batch: Sequence[str] = ()
    axes: Sequence[str] = ()
    seed: str = ""
    view: Callable[[Any], Any] | None = None
    example: bool = True
    changes: Sequence[str] = ()
    made: Mapping[str, Callable[[], Any]] = field(default_factory=dict)


class Contracts:
    """The `contract` fixture."""

    def __init__(
        self,
        functions: Sequence[Promised],
        student: StudentHandle,
        sandbox: SandboxTools,
        probes: Probes,
        rng: np.random.Generator,
        changed_arguments: set[tuple[str, str]],
        study: Study | None = None,
    ):
        self._functions = {function.name: function for function in functions}
        self._student = student
        self._sandbox = sandbox
        self._probes = probes
        self._rng = rng
        self._changed = changed_arguments
        self._study = study or Study()

    def holds(self, *contracts: Contract) -> None:
        """End the check at the first promise that is not kept."""
        for contract in contracts:
            getattr(self._student, contract.function)  # where it is missing, that is what has to be said
            if contract.example:
                self._example(contract)
            if contract.sample is not None:
                sample = dict(contract.sample(self._rng))
                self._answer(contract, sample)  # what it does to its arguments is seen even where nothing is compared
                self._repeats(contract, sample)
                self._defaults(contract, sample)
                self._batch_of_one(contract, sample)
                self._more_axes(contract, sample)
        self._arguments(contracts)

    def _promise(
        self,
        seen: Any,
        due: Any,
        *,
        got: str,
        expected: str,
        why: str,
        tries: Sequence[str] = (),
        within: float = _CLOSE,
    ) -> None:
        """Judge one promise, so that the bank can name who breaks it."""
        fact = Fact(lambda seen: seen, lambda _: got, lambda _: expected, why=why, tries=tries, within=within)
        self._study.judge(seen, {fact: due})

    def _example(self, contract: Contract) -> None:
        lines: list[str] = []
        for example in doctest.DocTestParser().get_examples(self._functions[contract.function].docstring):
            lines.append(example.source.rstrip())
            if not example.want.strip():
                continue
            due, close = read_literal(example.want)
            called(lines[-1])
            seen = self._probes.contract.last_value(self._student, "\n".join(lines))
            self._promise(
                display.short(seen) if isinstance(seen, Handle) else _printed_as(seen, due),
                _as_numbers(due),
                got=display.short(seen),
                expected=f"{' '.join(example.want.split())}, as the docstring says",
                why="The example in the docstring is part of what is asked.",
                tries=[*lines[:-1], f"print({lines[-1]})"],
                within=close,
            )

    def _repeats(self, contract: Contract, sample: dict[str, Any]) -> None:
        """The same seed gives the same answer."""
        if not contract.seed:
            return
        self._promise(
            alike(self._answer(contract, sample), self._answer(contract, sample), _CLOSE),
            True,
            got=f"two answers of {contract.function} that differ, for the same {contract.seed}",
            expected="the same answer again",
            why=f"Whoever passes {contract.seed} wants to be able to repeat the run: draw everything from it.",
        )

    def _defaults(self, contract: Contract, sample: dict[str, Any]) -> None:
        """A default is the value that the stub declares."""
        for name, default in self._functions[contract.function].defaults.items():
            left_out = {key: value for key, value in sample.items() if key != name}
            given = left_out | {name: default}
            without, with_it = self._answer(contract, left_out), self._answer(contract, given)
            # Where the very same call gives another answer each time, the default is not to blame.
            self._promise(
                alike(without, with_it, _CLOSE) or not alike(with_it, self._answer(contract, given), _CLOSE),
                True,
                got=f"another answer without {name} than with {name}={default!r}",
                expected=f"the same: {default!r} is the default of {name}",
                why="Keep the signature of the stub: other code leaves this argument out.",
            )

    def _batch_of_one(self, contract: Contract, sample: dict[str, Any]) -> None:
        """One row alone gives what it gives among others."""
        if not contract.batch:
            return
        whole = _first(self._answer(contract, sample))
        single = sample | {name: sample[name][:1] for name in contract.batch}
        alone = self._answer(contract, single)
        self._promise(
            alone,
            whole,
            got=f"{display.short(alone)} for a batch of one",
            expected=f"{display.short(whole)}, as the same row gives in a batch of {len(sample[contract.batch[0]])}",
            why="A batch may have one row, and a row does not depend on the others.",
        )

    def _more_axes(self, contract: Contract, sample: dict[str, Any]) -> None:
        """More leading axes change nothing."""
        if not contract.axes:
            return
        flat = self._answer(contract, sample)
        more = self._answer(contract, sample | {name: sample[name][None, :, None] for name in contract.axes})
        self._promise(
            alike(np.asarray(more).ravel(), np.asarray(flat).ravel(), _CLOSE)
            and np.shape(more) == (1, *np.shape(flat)[:1], 1, *np.shape(flat)[1:]),
            True,
            got=f"{display.short(more)} for an array with more axes",
            expected=f"the values {display.short(flat)}, with the same axes in front",
            why="The docstring says: any shape.",
        )

    def _answer(self, contract: Contract, sample: dict[str, Any]) -> Any:
        given = sample | {name: make() for name, make in contract.made.items()}
        if contract.seed == "rng":
            given["rng"] = self._sandbox.numpy.random.default_rng(given["rng"])
        answer = getattr(self._student, contract.function)(**given)
        if contract.view is not None:
            return contract.view(answer)
        return _as_numbers(answer) if not isinstance(answer, Handle) else expect(answer)

    def _arguments(self, contracts: Sequence[Contract]) -> None:
        """No call of a check has changed an argument."""
        allowed = {(contract.function, name) for contract in contracts for name in contract.changes}
        changed = [
            (function, name) for function, name in sorted(self._changed - allowed) if function in self._functions
        ]
        function, name = changed[0] if changed else ("", "")
        if changed:
            called("")  # it was some call of another check
        self._promise(
            [f"{function} changes {name}" for function, name in changed],
            [],
            got=f"{function} changed the caller's {name}",
            expected=f"{name} as it was; the answer in a new object",
            why="The caller still needs it.",
        )


def read_literal(text: str) -> tuple[Any, float]:
    """A printed value, and how close another must come to be printed so: half a unit of the last place shown.

    Raises:
        ValueError: it is not a number, text, list, tuple, dict or array of such.
    """
    value = _literal(ast.parse(text.strip(), mode="eval").body)
    places = max((len(found) for found in _DECIMALS.findall(text)), default=0)
    return value, max(0.51 * 10.0**-places, 1e-6) if places else 1e-6


def _literal(node: ast.expr) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name) if name in _CONSTANTS:
            return _CONSTANTS[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_literal(operand)
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return [_literal(item) for item in items]
        case ast.Dict(keys=keys, values=values):
            return {_literal(key): _literal(value) for key, value in zip(keys, values, strict=True) if key}
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[first, *_]) if name in _WRAPPERS:
            return _literal(first)
    raise ValueError(f"cannot be compared as a value: {ast.unparse(node)}")


def _printed_as(seen: Any, due: Any) -> Any:
    """What an example gave, to be compared with what it prints. True counts as 1: the checks judge the kind."""
    numbers = _as_numbers(seen)
    return int(numbers) if isinstance(numbers, bool) and type(due) in (int, float) else numbers


def _as_numbers(value: Any) -> Any:
    """Arrays and tuples as nested lists, so that `np.float64(0.4)`, `0.4` and an array without axes are one answer, and
    that a table of True and False is one of 1 and 0."""
    if isinstance(value, Handle):
        return _as_numbers(expect(value, finite=False))
    if isinstance(value, np.ndarray):
        if value.dtype.kind == "c":
            malformed(got="complex numbers", expected="real numbers")
        return (value.astype(int) if value.dtype.kind == "b" and value.ndim else value).tolist()
    if isinstance(value, list | tuple):
        return [int(item) if isinstance(item, bool) else _as_numbers(item) for item in expect_list(value)]
    if isinstance(value, dict):
        return {key: _as_numbers(item) for key, item in value.items()}
    return value


def _first(whole: Any) -> Any:
    """The first row of an answer; an answer that has no rows as it is."""
    return whole[:1] if np.ndim(whole) else whole
