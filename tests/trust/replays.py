"""Sessions recorded from real submissions, and played again with a few answers changed."""

import queue
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.engine import outside
from autograder.engine.child import Child
from autograder.engine.errors import MalformedAnswer
from autograder.wire.codec import DTYPES, NotPlain, Reference, decode, encode

_LOOKS = ("listing", "read_file")
_NUMBERS = (0, 1, -1, 2, 3, 255, 10**6, 2**31, 2**63 - 1, 2**70, -(2**400), 0.0, -0.0, 0.5, 1e-300, 1e308, 1j)
_NUMBERS += (float("nan"), float("inf"), -float("inf"), True, False)
_TEXTS = ("", "a", "loss", "\0" * 5, "é\n", "x" * 5_000, "x" * 3_000_000)
_TYPES = ("keras.Sequential", "function", "numpy.ndarray of dtype object", "generator", "")
_ERRORS = ("ValueError", "NotImplementedError", "AttributeError", "MemoryError", "TypeError", "StopIteration")


@dataclass
class Transcript:
    """What a sandbox was asked, without the numbers of the questions, and what it answered."""

    exchanges: list[tuple[str, bytes, dict[str, Any]]] = field(default_factory=list)
    files: list[tuple[str, str, Any]] = field(default_factory=list)

    def watch_files(self, patch: pytest.MonkeyPatch) -> None:
        """Note down as well what the grader sees of the sandbox's folder."""
        for name in _LOOKS:
            look = getattr(outside, name)

            def noted(root: Path, path: str, *rest: Any, name: str = name, look: Callable[..., Any] = look) -> Any:
                found = look(root, path, *rest)
                self.files.append((name, path, found))
                return found

            patch.setattr(outside, name, noted)

    def recording(self, start: Callable[[], Child]) -> Callable[[], Child]:
        """`start`, with every exchange noted down."""

        def started() -> Child:
            child = start()
            asked: dict[int, tuple[str, bytes]] = {}
            send, receive = child.send, child.receive

            def noted_send(frame: bytes) -> None:
                request = decode(frame)
                asked[request["id"]] = (request["op"], _body(request))
                send(frame)

            def noted_receive(deadline: float) -> bytes:
                frame = receive(deadline)
                answer = decode(frame)
                self.exchanges.append((*asked[answer.pop("id")], answer))
                return frame

            child.send, child.receive = noted_send, noted_receive  # type: ignore[method-assign]
            return child

        return started


class Replay:
    """Stands where sandbox children would, and answers from a transcript, but for `changes` answers.

    A question that was asked before in the same words gets the answer that it got then; another one, which only a
    changed answer can have led to, gets one that some question of its kind got.
    """

    folder = ""
    native = None

    def __init__(self, transcript: Transcript, seed: int, changes: int):
        self.random = random.Random(seed)
        self.printed = self
        self.left = list(transcript.exchanges)
        self.all = transcript.exchanges
        self.files = list(transcript.files)
        open_ = [index for index, (op, _, _) in enumerate(self.all) if op not in ("load", "restore")]
        chosen = self.random.sample(open_, min(changes, len(open_)))
        self.changed = {id(self.all[index]) for index in chosen}
        self.answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def start(self) -> "Replay":
        return self

    def show_files(self, patch: pytest.MonkeyPatch) -> None:
        """Show the grader the folder as it was then."""
        for name in _LOOKS:

            def shown(_: Path, path: str, *rest: Any, name: str = name) -> Any:
                found = next((each for each in self.files if each[:2] == (name, path)), None)
                if found is None:
                    raise MalformedAnswer("a file that was not there")
                self.files.remove(found)
                return found[2]

            patch.setattr(outside, name, shown)

    def take(self) -> str:
        return ""

    def send(self, frame: bytes) -> None:
        request = decode(frame)
        op, body = request["op"], _body(request)
        found = next((each for each in self.left if each[:2] == (op, body)), None)
        found = found or next((each for each in self.left if each[0] == op), None)
        if found is not None:
            self.left.remove(found)
        else:
            alike = [each for each in self.all if each[0] == op] or self.all
            found = self.random.choice(alike)
        answer = dict(found[2])
        if id(found) in self.changed:
            if self.random.random() < 0.1:
                answer = {"error": {"type": self.random.choice(_ERRORS), "message": "m", "line": 3}}
            else:
                answer["ok"] = self.change(answer.get("ok"))
        try:
            self.answers.put(encode(answer | {"id": request["id"]}))
        except NotPlain:
            self.answers.put(encode({"id": request["id"], "ok": None}))

    def receive(self, deadline: float) -> bytes:
        return self.answers.get_nowait()

    def close(self) -> None:
        while not self.answers.empty():
            self.answers.get_nowait()

    def change(self, value: Any) -> Any:
        """Something else than `value`, most often something like it."""
        choose = self.random.choice
        if self.random.random() < 0.2:
            other = choose(self.all)[2].get("ok")
            return choose(
                (None, choose(_NUMBERS), choose(_TEXTS), [], {}, (), b"", other, Reference(20, choose(_TYPES)))
            )
        if isinstance(value, np.ndarray):
            return self.changed_array(value)
        if type(value) in (list, tuple) and value:
            return self.changed_list(value)
        if type(value) is dict and value:
            key = choose(list(value))
            rest = {name: item for name, item in value.items() if name != key}
            return choose((rest, rest | {"a": value[key]}, value | {key: self.change(value[key])}))
        if isinstance(value, str):
            return choose(_TEXTS)
        if isinstance(value, Reference):
            return choose((Reference(value.number, choose(_TYPES)), Reference(self.random.randrange(30)), 1.5, None))
        return choose(_NUMBERS)

    def changed_list(self, value: Any) -> Any:
        kind, place = type(value), self.random.randrange(len(value))
        match self.random.randrange(7):
            case 0:
                return kind([*value[:place], *value[place + 1 :]])
            case 1:
                return kind([*value, *value])
            case 2:
                return kind(reversed(value))
            case 3:
                return kind([*value, "x" * 2_000_000])
            case 4:
                return (list if kind is tuple else tuple)(value)
            case 5:
                return kind([value])
            case _:
                return kind([*value[:place], self.change(value[place]), *value[place + 1 :]])

    def changed_array(self, value: np.ndarray) -> Any:
        choose = self.random.choice
        with np.errstate(all="ignore"):
            match self.random.randrange(9):
                case 0:
                    return value.astype(choose(DTYPES))
                case 1:
                    return value[None] if value.ndim < 8 else value
                case 2:
                    return value[0] if value.ndim and len(value) else value[None]
                case 3:
                    return value.T
                case 4:
                    return value[..., : self.random.randrange(3)] if value.ndim else value
                case 5:
                    return np.concatenate([value, value]) if value.ndim else value
                case 6:
                    filled = value.astype(np.float64)
                    filled.flat[: 1 + self.random.randrange(3)] = choose((np.nan, np.inf, -1, 1e308, 1e-300, 0))
                    return filled
                case 7:
                    return value.tolist() if value.size < 10_000 else np.zeros_like(value)
                case _:
                    return np.full_like(value, choose((0, 1)))


def _body(request: dict[str, Any]) -> bytes:
    return encode({name: request[name] for name in ("op", "args", "kwargs")})
