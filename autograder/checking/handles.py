"""Handles: how a check holds on to what stays in the sandbox.

A handle can be called and asked for attributes. It has no other magic: comparing it, testing its truth, iterating
over it or turning it into an array raises, because the answer would not be about the student's object.
"""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NoReturn

import numpy as np

from autograder.checking import display
from autograder.checking.failure import Failure, Message, Missing, current, malformed
from autograder.engine.errors import MalformedAnswer, StudentError
from autograder.engine.sandbox import KERAS, NUMPY, STUDENT, Sandbox
from autograder.wire.codec import Reference

_ARTICLES = "aeiou"
_MAX_NAME, _MAX_NAMES = 100, 300
_NOT_CALLABLE = re.compile(r"'([\w.]+)' object is not callable")


class Handle:
    """An object of the sandbox, by its number."""

    def __init__(self, sandbox: Sandbox, number: int, type_name: str):
        vars(self).update(_sandbox=sandbox, _number=number, _type_name=type_name)

    @property
    def description(self) -> str:
        """What it is, for messages: `a keras.Sequential`."""
        name = self._type_name[:_MAX_NAME]
        return f"{'an' if name[:1].lower() in _ARTICLES else 'a'} {name}"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return _ask(self._sandbox, "call", self, list(args), kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        value = _ask(self._sandbox, "attribute", self, name)
        if not isinstance(value, Handle):
            current.data.append((name, _full_name(type(value)), display.kind(value)))
        return value

    def __repr__(self) -> str:
        return f"<handle to {self.description}>"

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise TypeError("a handle cannot be changed: use sandbox.set_attribute")

    def _refuse(self, *_: Any) -> NoReturn:
        raise TypeError("a handle stands for an object of the sandbox: ask the sandbox fixture about it")

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __bool__ = __iter__ = __len__ = __contains__ = __getitem__ = __float__ = __int__ = _refuse
    # The second as well: np.array_equal takes an array that raises for one that differs.
    __array__ = __array_function__ = _refuse
    __hash__ = None  # type: ignore[assignment]


class StudentHandle(Handle):
    """The student's module. Calls of its functions are remembered, to be shown if the check fails.

    Args:
        parameters: Names of the parameters of each function the exercise asks for.
        absent: Outcome and message for functions that are known to stand where they do not count.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        parameters: Mapping[str, Sequence[str]],
        absent: Mapping[str, tuple[str, Message]] | None = None,
    ):
        super().__init__(sandbox, STUDENT, "submission")
        vars(self).update(_parameters=parameters, _absent=absent or {})

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if self._parameters and name not in self._parameters:
            raise LookupError(f"a check asks for {name}, which is not a function of the exercise")
        try:
            value = _ask(self._sandbox, "attribute", self, name)
        except StudentError as error:
            if not error.is_a("AttributeError"):
                raise
            self._missing(name)
        if not isinstance(value, Handle):
            malformed(got=f"{name} is {display.kind(value)}", expected=f"a function {name}", called="")
        return StudentFunction(self._sandbox, value._number, value._type_name, name, self._parameters.get(name, ()))

    def _missing(self, name: str) -> NoReturn:
        if name in self._absent:
            outcome, message = self._absent[name]
            raise Missing(replace(message), outcome)
        found = _ask(self._sandbox, "names", self)
        names = (
            [item[:_MAX_NAME] for item in found[:_MAX_NAMES] if isinstance(item, str)]
            if isinstance(found, list)
            else []
        )
        near = difflib.get_close_matches(name, names, n=1)
        got = f"no function or class named {name}" + (f"; there is one named {near[0]}" if near else "")
        raise Missing(Message(got=got, expected=f"{name}, spelled as in the exercise"))


class StudentFunction(Handle):
    """A function or class of the student's."""

    def __init__(self, sandbox: Sandbox, number: int, type_name: str, name: str, parameters: Sequence[str]):
        super().__init__(sandbox, number, type_name)
        vars(self).update(_name=name, _parameters=parameters)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        current.called, current.given = display.call(self._name, self._parameters, args, kwargs)
        value = super().__call__(*args, **kwargs)
        for place in self._sandbox.changed:
            known = isinstance(place, str) or place < len(self._parameters)
            name = (place if isinstance(place, str) else self._parameters[place]) if known else "argument"
            self._sandbox.changed_arguments.add((self._name, name[:_MAX_NAME]))
        return value


class ModuleHandle(Handle):
    """A module that the kit brings. What it has stays in the sandbox: data in its place is not an answer."""

    def __getattr__(self, name: str) -> "ModuleHandle":
        value = _as_handle(super().__getattr__(name))
        return ModuleHandle(self._sandbox, value._number, value._type_name)


class SandboxTools:
    """The `sandbox` fixture: the operations on handles, and the roots `keras` and `numpy`."""

    def __init__(self, sandbox: Sandbox):
        self._sandbox = sandbox
        self.keras = ModuleHandle(sandbox, KERAS, "module")
        self.numpy = ModuleHandle(sandbox, NUMPY, "module")

    def put(self, value: Any) -> Handle:
        """A handle to a copy of `value` that stays in the sandbox; `fetch` shows what was changed in place."""
        return _as_handle(_ask(self._sandbox, "put", value))

    def fetch(self, handle: Handle) -> Any:
        """The plain data of what is behind the handle, as it is now."""
        return _ask(self._sandbox, "fetch", handle)

    def take(self, handle: Handle, count: int) -> list[Any]:
        """The first `count` items of an iterable."""
        taken = _ask(self._sandbox, "take", handle, count)
        if type(taken) is not list or len(taken) > count:
            raise MalformedAnswer("items were due")
        return taken

    def length(self, handle: Handle) -> Any:
        return _ask(self._sandbox, "length", handle)

    def item(self, handle: Handle, key: Any) -> Any:
        return _ask(self._sandbox, "item", handle, key)

    def set_item(self, handle: Handle, key: Any, value: Any) -> None:
        _ask(self._sandbox, "set_item", handle, key, value)

    def set_attribute(self, handle: Handle, name: str, value: Any) -> None:
        _ask(self._sandbox, "set_attribute", handle, name, value)

    def has(self, handle: Handle, name: str) -> bool:
        return _ask(self._sandbox, "has", handle, name) is True

    def is_instance(self, handle: Handle, name: str) -> bool:
        """Whether it is an instance of the class of this public dotted name, such as `keras.Model`."""
        return _ask(self._sandbox, "is_instance", handle, name) is True

    def same_object(self, one: Handle, other: Handle) -> bool:
        return _ask(self._sandbox, "same_object", one, other) is True


class Probes:
    """The `probes` fixture: `probes.callbacks.scripted_fit(...)` runs that function beside the student's code.

    `probes.own` are those of the exercise itself.

    Args:
        exercise: Whose own probes are meant.
    """

    def __init__(self, sandbox: Sandbox, exercise: str = "", prefix: str = ""):
        self._sandbox = sandbox
        self._exercise = exercise
        self._prefix = prefix

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        if not self._prefix:
            return Probes(self._sandbox, self._exercise, self._exercise if name == "own" else name)
        return Probes(self._sandbox, self._exercise, f"{self._prefix}.{name}")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return _ask(self._sandbox, "probe", self._prefix, list(args), kwargs)


def listed(handle: Handle) -> Any:
    """The items of a generator or another short iterable; None if it is none or too long."""
    try:
        return _ask(handle._sandbox, "list", handle)
    except StudentError:
        return None


def data_called(error: TypeError) -> Failure | None:
    """What it means if `error` says that the check called an attribute of an object which turned out to be data.

    Only the student's code can have put it where a method or a layer was.
    """
    found = _NOT_CALLABLE.fullmatch(str(error))
    for name, kind, shown in reversed(current.data) if found else ():
        if found and kind == found.group(1):
            got, expected = f"{name} is {shown}", f"{name} that can be called"
            return Failure("malformed", Message(current.called, list(current.given), got=got, expected=expected))
    return None


def _full_name(kind: type) -> str:
    """A type as Python names it in its messages."""
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _as_handle(value: Any) -> Handle:
    if not isinstance(value, Handle):
        raise MalformedAnswer("an object that stays in the sandbox was due")
    return value


def _ask(sandbox: Sandbox, operation: str, *args: Any) -> Any:
    sent = [_to_references(arg) for arg in args]
    return _to_handles(sandbox, sandbox.request(operation, *sent))


def _to_references(value: Any) -> Any:
    if isinstance(value, Handle):
        return Reference(value._number, value._type_name)
    if type(value) in (list, tuple):
        return type(value)(_to_references(item) for item in value)
    if type(value) is dict:
        return {key: _to_references(item) for key, item in value.items()}
    if isinstance(value, np.generic):
        return np.array(value)
    return value


def _to_handles(sandbox: Sandbox, value: Any) -> Any:
    if isinstance(value, Reference):
        return Handle(sandbox, value.number, value.type_name)
    if type(value) in (list, tuple):
        return type(value)(_to_handles(sandbox, item) for item in value)
    if type(value) is dict:
        return {key: _to_handles(sandbox, item) for key, item in value.items()}
    return value
