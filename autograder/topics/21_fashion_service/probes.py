"""Probes of 21: a model whose answers say what it was given, and a server that notes how an application behaves.

They run beside the student's code and hold no expected values.
"""

import contextlib
import io
import json
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from wsgiref.util import setup_testing_defaults

import keras
import numpy as np

_STATUS = re.compile(r"\d{3} .+")
_MOST = 100_000


def colour_model(size: Sequence[int], kernel: np.ndarray, bias: np.ndarray) -> keras.Model:
    """Softmax over a linear layer of the mean colour: kernel (3, classes), bias (classes,), images (*size, 3)."""
    dense = keras.layers.Dense(len(bias), activation="softmax")
    layers = [keras.Input((*size, 3)), keras.layers.GlobalAveragePooling2D(), dense]
    model = keras.Sequential(layers)
    dense.set_weights([kernel, bias])
    model.run_eagerly = True  # tracing predict would cost more than all its calls
    return model


def scaling(by: float, less: float) -> Callable[[Any], np.ndarray]:
    """A `preprocess` for arrays of any kind: divide, then subtract."""
    return lambda images: np.asarray(images, "float32") / by - less


def as_json(function: Callable[..., Any], *given: Any) -> tuple[str, int, Any]:
    """Why JSON cannot hold what `function(*given)` returns, empty if it can; how many files it left; and the answer."""
    before = _files()
    answer = function(*given)
    left = len(_files() - before)
    try:
        json.dumps(answer)
    except (TypeError, ValueError, RecursionError) as error:
        return f"{type(error).__name__}: {error}", left, answer
    return "", left, answer


def _files() -> set[str]:
    """What is in the working folder and in the folder for temporary files."""
    return {entry.path for folder in {os.getcwd(), tempfile.gettempdir()} for entry in os.scandir(folder)}


class _Body:
    """The body of a request: `given`, and then zeros until `length` bytes were read.

    Reading on would wait forever on a real connection; here it ends, and is noted.
    """

    def __init__(self, given: bytes, length: int):
        self._given, self._left = io.BytesIO(given), length
        self.taken, self.reads_on = 0, False

    def read(self, size: int | None = -1) -> bytes:
        wanted = self._left + 1 if size is None or size < 0 else size
        self.reads_on = self.reads_on or wanted > self._left
        data = self._given.read(min(wanted, self._left))
        data += bytes(min(wanted, self._left) - len(data))
        self._left -= len(data)
        self.taken += len(data)
        return data

    def readline(self, size: int | None = -1) -> bytes:
        line = b""
        while not line.endswith(b"\n") and self._left and len(line) != size:
            line += self.read(1)
        self.reads_on = self.reads_on or not (line.endswith(b"\n") or len(line) == size)
        return line

    def readlines(self, hint: int = -1) -> list[bytes]:
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")


def requests(
    make_app: Callable[..., Any],
    given: Sequence[Any],
    asked: Sequence[Mapping[str, Any]],
    pictures: Sequence[Sequence[Any]] | None = None,
) -> list[dict[str, Any]]:
    """Make an application and send it requests, one after another.

    Args:
        given: Arguments of `make_app`.
        asked: "method", "path", "body", "type" and "length" of each request; None for no such header.
        pictures: Each with a list; where given, a `suggest` in its place gives these lists, and knows no other pictures.

    Returns:
        For each: "code", "kind" (its Content-Type), "body", "slip" (where it is not as WSGI wants it), "raised" (what
        the application raised), "reads_on" (beyond the body's length) and "taken" (bytes that were read).
    """
    with _suggesting(make_app, pictures):
        app = make_app(*given)
        return [_answer(app, request) for request in asked]


@contextlib.contextmanager
def _suggesting(make_app: Callable[..., Any], pictures: Sequence[Sequence[Any]] | None) -> Iterator[None]:
    names = getattr(make_app, "__globals__", None)
    if pictures is None or names is None or "suggest" not in names:
        yield
        return

    def suggest(data: Any, *_: Any, **__: Any) -> Any:
        for picture, answer in pictures:
            if bytes(data).startswith(picture):
                return [dict(item) for item in answer]
        raise ValueError("This is not a picture.")

    own = names["suggest"]
    names["suggest"] = suggest
    try:
        yield
    finally:
        names["suggest"] = own


def _answer(app: Any, request: Mapping[str, Any]) -> dict[str, Any]:
    length = request["length"]
    body = _Body(request["body"], int(length or 0))
    environ: dict[str, Any] = {"REQUEST_METHOD": request["method"], "PATH_INFO": request["path"], "wsgi.input": body}
    for name, value in (("CONTENT_TYPE", request["type"]), ("CONTENT_LENGTH", length)):
        if value is not None:
            environ[name] = value
    setup_testing_defaults(environ)
    started: list[Any] = []
    written: list[bytes] = []

    def start_response(status: Any, headers: Any, exc_info: Any = None) -> Callable[[bytes], None]:
        started[:] = [status, headers]
        return written.append

    raised, slips = "", []
    try:
        result = app(environ, start_response)
        slips += _take(result, written)
        if not started:
            slips.append("start_response was not called")
        code, kind = _head(started, b"".join(written), slips)
    except Exception as error:
        code, kind, raised = 500, "", f"{type(error).__name__}{_where(error)}"
    return {
        "code": code,
        "kind": kind,
        "body": b"".join(written),
        "slip": slips[0] if slips else "",
        "raised": raised,
        "reads_on": body.reads_on,
        "taken": body.taken,
    }


def _take(result: Any, written: list[bytes]) -> list[str]:
    """Add the parts of an answer to what was written; what is wrong with them."""
    if isinstance(result, str | bytes):
        written.append(result.encode() if isinstance(result, str) else result)
        return [f"{'text' if isinstance(result, str) else 'bytes'} was returned, not a list"]
    if isinstance(result, dict) or not hasattr(type(result), "__iter__"):
        return [f"{type(result).__name__} was returned, not a list"]
    slips = []
    for part in result:
        if isinstance(part, bytes):
            written.append(part)
        else:
            slips.append(f"{'text' if isinstance(part, str) else type(part).__name__} is in the list, not bytes")
            written.append(part.encode() if isinstance(part, str) else b"")
    if hasattr(result, "close"):
        result.close()
    return slips


def _head(started: list[Any], body: bytes, slips: list[str]) -> tuple[int, str]:
    """Status and Content-Type of an answer, read with patience; what is wrong with its head is added to `slips`."""
    status, headers = started or ("", [])
    if started and not (isinstance(status, str) and _STATUS.fullmatch(status)):
        slips.append(f"the status is {status!r}"[:60] + ", without words after the number")
    if isinstance(headers, dict):
        slips.append("the headers are a dict, not a list of pairs")
    pairs = list(headers.items()) if isinstance(headers, dict) else list(headers)
    if not all(
        isinstance(pair, tuple) and len(pair) == 2 and all(isinstance(each, str) for each in pair) for pair in pairs
    ):
        slips.append("a header is not a pair of texts, (name, value)")
    found = {str(name).lower(): str(value) for name, value in (pair for pair in pairs if len(pair) == 2)}
    if found.get("content-length", str(len(body))) != str(len(body)):
        slips.append("Content-Length is not the number of bytes in the body")
    number = re.match(r"\d{3}", str(status))
    return int(number.group()) if number else 0, found.get("content-type", "")[:100]


def _where(error: BaseException) -> str:
    """ " in line 12" of the student's file, where the exception passed through it."""
    own = getattr(sys.modules.get("submission"), "__file__", "")
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == own]
    return f" in line {lines[-1]}" if lines else ""
