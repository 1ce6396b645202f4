"""Describe an exception of a student's code as plain data: what, where in their file, in their words."""

import builtins
import traceback
from typing import Any

from autograder.sandbox.newer import newer_python
from autograder.statements.definitions import lines_of
from autograder.statements.tree import parse
from autograder.statements.unwritten import Stub

_MAX_MESSAGE = 2_000
_MAX_CHAIN = 5
_NETWORK_FILES = ("socket.py", "urllib/request.py", "ssl.py", "http/client.py")


class StudentFiles:
    """The student's source by the file name that code objects carry, so that an error can show its line.

    Attributes:
        stub: The exercise as it was given, once it is known.
    """

    def __init__(self) -> None:
        self.stub = Stub()
        self._files: dict[str, tuple[str, list[str]]] = {}

    def add(self, filename: str, shown_as: str, source: bytes) -> None:
        lines = lines_of(source.decode("utf-8", "backslashreplace"))
        self._files[filename] = (shown_as, lines)

    def __contains__(self, filename: str) -> bool:
        return filename in self._files

    def shown(self, filename: str) -> str:
        return self._files[filename][0]

    def line(self, filename: str, number: int | None) -> str:
        lines = self._files[filename][1]
        return lines[number - 1].strip()[:300] if number and number <= len(lines) else ""

    def text(self, filename: str) -> str:
        return "\n".join(self._files[filename][1]) if filename in self._files else ""

    def around_raise(self, filename: str, line: int) -> tuple[str, int]:
        """What `Stub.leftover` says of a raise in this line."""
        try:
            return self.stub.leftover(parse(self.text(filename)), line)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return "", 0


def describe(error: BaseException, files: StudentFiles) -> dict[str, Any]:
    """Type, bases, message and the innermost place in the student's own files (line 0 where there is none)."""
    found: dict[str, Any] = {
        "type": type(error).__name__,
        "bases": [base.__name__ for base in type(error).__mro__ if base is not object],
        "message": _message(error),
        "file": "",
        "line": 0,
        "column": 0,
        "text": "",
        "function": "",
        "network": _met_the_network(error),
        "missing_module": str(error.name or "") if isinstance(error, ModuleNotFoundError) else "",
        "missing_name": str(error.name or "") if isinstance(error, NameError) else "",
        "needs_python": "",
        "own_code": "",
        "own_line": 0,
    }
    if isinstance(error, SyntaxError):
        found["needs_python"] = newer_python(files.text(error.filename or ""))
        found["line"], found["column"] = error.lineno or 0, error.offset or 0
        found["file"] = files.shown(error.filename) if error.filename in files else ""
        found["text"] = (error.text or "").strip()[:300]
        found["message"] = str(error.msg)[:_MAX_MESSAGE]
        return found
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename in files:
            found["file"], found["line"] = files.shown(frame.filename), frame.lineno or 0
            found["function"] = frame.name
            found["text"] = files.line(frame.filename, frame.lineno)
            if isinstance(error, NotImplementedError):
                found["own_code"], found["own_line"] = files.around_raise(frame.filename, frame.lineno or 0)
    return found


def _met_the_network(error: BaseException) -> bool:
    """Whether Python's network modules raised it, or what it was raised for: Keras' downloads raise their own."""
    chain: list[BaseException] = []
    next_error: BaseException | None = error
    while next_error is not None and len(chain) < _MAX_CHAIN:
        chain.append(next_error)
        next_error = next_error.__cause__ or next_error.__context__
    names = [frame.filename for link in chain for frame in traceback.extract_tb(link.__traceback__)]
    return any(name.replace("\\", "/").endswith(_NETWORK_FILES) for name in names)


def _message(error: BaseException) -> str:
    try:
        text = builtins.str(error)
    except BaseException:
        text = "(the exception's own message could not be read)"
    return text[:_MAX_MESSAGE]
