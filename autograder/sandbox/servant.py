"""Answers the grader's requests about one submission.

A request is a dict with an `id` and an `op`; the answer has the same `id` and either `ok` or `error`, the Python
warnings that were raised meanwhile, and the seconds it took. Objects that cannot cross are kept in a table, and
their number crosses in their place.
"""

import contextlib
import importlib
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np

from autograder import probes
from autograder.sandbox import attempts, backend, convert, loading
from autograder.sandbox.arguments import Arguments
from autograder.sandbox.description import StudentFiles, describe
from autograder.sandbox.restore import restore_state
from autograder.wire.codec import NotPlain, Reference, decode, encode
from autograder.wire.frames import read_frame, write_frame

STUDENT, KERAS, NUMPY = 1, 2, 3
_FIRST_FREE = 16
_MAX_WARNINGS = 50


class Servant:
    """One submission's module, the objects it gave out, and the operations on them."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.submission = folder / "submission"
        self.work = folder / "work"
        self.files = StudentFiles()
        self.objects: dict[int, Any] = {KERAS: keras, NUMPY: np}
        self.next_number = _FIRST_FREE
        self.streams = (sys.stdout, sys.stderr)
        self.operations: dict[str, Callable[..., Any]] = {
            "load": self.load,
            "restore": self.restore,
            "call": self.call,
            "attribute": getattr,
            "has": hasattr,
            "set_attribute": setattr,
            "names": self.names,
            "item": lambda target, key: target[key],
            "set_item": self.set_item,
            "length": len,
            "take": self.take,
            "list": convert.listed,
            "fetch": convert.to_plain,
            "put": lambda value: _Kept(value),
            "is_instance": self.is_instance,
            "same_object": lambda one, other: one is other,
            "probe": self.probe,
            "canary": attempts.attempts,
            "canary_train": attempts.train,
        }

    def serve(self, requests: int, evidence: int) -> None:
        """Answer frames from descriptor `requests` on descriptor `evidence` until the stream ends."""
        while (frame := read_frame(requests)) is not None:
            write_frame(evidence, self.answer(decode(frame)))

    def answer(self, request: dict[str, Any]) -> bytes:
        """The encoded answer to one request."""
        started = time.perf_counter()
        result = None
        arguments = Arguments()
        with warnings.catch_warnings(record=True) as caught:
            _keep_warnings()
            try:
                args, kwargs = self.resolve(request["args"]), self.resolve(request["kwargs"])
                if request["op"] == "call":
                    arguments.remember(args[1], args[2])
                result = self.operations[request["op"]](*args, **kwargs)
                body = {"ok": self.crossing(result)}
            except BaseException as error:
                body = {"error": describe(error, self.files)}
        body |= {
            "id": request["id"],
            "seconds": time.perf_counter() - started,
            "changed": arguments.changed(),
            "warnings": [[item.category.__name__, str(item.message)[:500]] for item in caught[:_MAX_WARNINGS]],
        }
        self.flush()
        try:
            return encode(body)
        except NotPlain:
            # What crosses alone may be too deep or too large in an answer.
            return encode(body | {"ok": self.keep(result)})

    def flush(self) -> None:
        """What was printed leaves before the answer does, so that the grader shows it under the check that ran."""
        for stream in (*self.streams, sys.stdout, sys.stderr):
            with contextlib.suppress(BaseException):
                stream.flush()

    def resolve(self, value: Any) -> Any:
        """`value` with every reference replaced by the object it stands for."""
        if isinstance(value, Reference):
            return self.objects[value.number]
        if isinstance(value, list | tuple):
            return type(value)(self.resolve(item) for item in value)
        if isinstance(value, dict):
            return {key: self.resolve(item) for key, item in value.items()}
        return value

    def crossing(self, value: Any) -> Any:
        """Plain data for `value`; a reference to it, or to the parts of it, that have to stay.

        A tuple or list with some parts that stay crosses part by part, so that a check can take it apart.
        """
        if isinstance(value, _Kept):
            return self.keep(value.value)
        try:
            plain = convert.to_plain(value)
            encode(plain)
        except RecursionError:
            return self.keep(value)
        except NotPlain:
            kind = tuple if convert.is_named_tuple(value) else type(value)
            if (kind is tuple or kind is list) and 0 < kind.__len__(value) <= 64:
                return kind(self.crossing(item) for item in kind.__iter__(value))
            return self.keep(value)
        return plain

    def keep(self, value: Any) -> Reference:
        self.next_number += 1
        self.objects[self.next_number] = value
        return Reference(self.next_number, convert.public_type_name(value))

    def load(self, uses_gpu: bool = False, **fields: Any) -> dict[str, Any]:
        if not uses_gpu:
            backend.leave_gpu()
        self.submission.mkdir(exist_ok=True)
        self.work.mkdir(exist_ok=True)
        restore_state(0, self.work)
        loaded = loading.load(loading.Request(**fields), self.submission, self.work, self.files)
        self.objects[STUDENT] = loaded.module
        return {name: value for name, value in vars(loaded).items() if name != "module"}

    def restore(self, seed: int) -> None:
        """Before each check: forget the last one's objects, put global state back."""
        for number in [number for number in self.objects if number >= _FIRST_FREE]:
            del self.objects[number]
        restore_state(seed, self.work, str(self.submission))

    def call(self, target: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        return target(*args, **kwargs)

    def names(self, target: Any) -> list[str]:
        return [name for name in vars(target) if type(name) is str and not name.startswith("_")]

    def set_item(self, target: Any, key: Any, value: Any) -> None:
        target[key] = value

    def take(self, target: Any, count: int) -> list[Any]:
        """The first `count` items of an iterable; of a sequence without an iterator of its own, by index."""
        taken: list[Any] = []
        if count < 1:
            return taken
        for item in target:
            taken.append(item)
            if len(taken) == count:
                break
        return taken

    def is_instance(self, target: Any, name: str) -> bool:
        """Whether `target` is an instance of the class with this public dotted name, such as `keras.Model`."""
        module, _, attribute = name.rpartition(".")
        return isinstance(target, getattr(importlib.import_module(module or "builtins"), attribute))

    def probe(self, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        return probes.find(name)(*args, **kwargs)


def _keep_warnings() -> None:
    """Every warning counts, but for what one library deprecates in another: a student can do nothing about that."""
    warnings.simplefilter("always")
    for category in (DeprecationWarning, PendingDeprecationWarning):
        warnings.simplefilter("ignore", category)
        warnings.filterwarnings("always", category=category, module=rf"{loading.MODULE_NAME}$")


class _Kept:
    """Marks a value that stays in the sandbox even though it could cross."""

    def __init__(self, value: Any):
        self.value = value
