"""Probes that call a WSGI application as a server would, without a network, and note how it behaves.

They run beside the student's code and hold no expected values.
"""

import io
import re
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from wsgiref.util import setup_testing_defaults

_STATUS = re.compile(r"\d{3} .+")


class _Body(io.RawIOBase):
    """The body of a request: `given`, then zeros until `length` bytes were read.

    Who reads on would wait forever on a real connection; here it ends, and is noted.
    """

    def __init__(self, given: bytes, length: int):
        super().__init__()
        self._given, self._left = io.BytesIO(given), length
        self.taken, self.reads_on = 0, False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = min(len(buffer), self._left)
        self.reads_on = self.reads_on or len(buffer) > self._left
        data = self._given.read(size)
        buffer[:size] = data + bytes(size - len(data))
        self._left -= size
        self.taken += size
        return size


def answers(app: Any, asked: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Send requests to an application, one after another.

    Args:
        asked: "method", "path", "body", "type" and "length" of each; None for no such header.

    Yields:
        For each: "code", "kind" (its Content-Type), "body", "slip" (where it is not as WSGI wants it, read with
        patience), "raised" (what the application raised), "reads_on" (beyond the body) and "taken" (bytes read).
    """
    for request in asked:
        body = _Body(request["body"], int(request["length"] or 0))
        environ = {"REQUEST_METHOD": request["method"], "PATH_INFO": request["path"], "wsgi.input": body}
        headers = {"CONTENT_TYPE": request["type"], "CONTENT_LENGTH": request["length"]}
        environ |= {name: value for name, value in headers.items() if value is not None}
        setup_testing_defaults(environ)
        try:
            found = _answer(app, environ)
        except Exception as error:
            raised = f"{type(error).__name__}{_where(error)}"
            found = {"code": 500, "kind": "", "body": b"", "slip": f"{type(error).__name__}", "raised": raised}
        yield found | {"reads_on": body.reads_on, "taken": body.taken}


def _answer(app: Any, environ: dict[str, Any]) -> dict[str, Any]:
    head: list[Any] = []
    parts: list[Any] = []

    def start_response(status: Any, headers: Any, exc_info: Any = None) -> Any:
        head[:] = [status, headers]
        return parts.append

    result, slips = app(environ, start_response), []
    kind = {bytes: "bytes", str: "text"}.get(type(result), type(result).__name__)
    if isinstance(result, str | bytes | dict) or not hasattr(type(result), "__iter__"):
        slips.append(f"{kind} instead of a list of bytes")
        result = [result]
    parts += result
    if not all(isinstance(part, bytes) for part in parts):
        slips.append("something other than bytes in the list")
    body = b"".join(part if isinstance(part, bytes) else str(part).encode() for part in parts)
    if not head:
        slips.append("no call of start_response")
    status, headers = head or ("", [])
    if not (isinstance(status, str) and _STATUS.fullmatch(status)):
        slips.append("a status that is not a text such as '200 OK'")
    if not isinstance(headers, list):
        slips.append("headers that are not a list of pairs")
    pairs = dict(headers)
    named = {str(name).lower(): str(value) for name, value in pairs.items()}
    if not all(isinstance(text, str) for pair in pairs.items() for text in pair):
        slips.append("a header that is not a pair of texts")
    if named.get("content-length", str(len(body))) != str(len(body)):
        slips.append("a Content-Length that is not the number of bytes in the body")
    code = re.match(r"\d{3}", str(status))
    return {
        "code": int(code.group()) if code else 0,
        "kind": named.get("content-type", "")[:100],
        "body": body,
        "slip": slips[0] if slips else "",
        "raised": "",
    }


def _where(error: BaseException) -> str:
    """Where in the student's file the exception was raised, or passed through."""
    own = getattr(sys.modules.get("submission"), "__file__", "")
    numbers = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == own]
    return f" in line {numbers[-1]}" if numbers else ""
