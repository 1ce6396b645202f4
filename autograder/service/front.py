"""What stands in front of a student's application: the page, and sentences for what goes wrong in the application.

The application is a stranger to the server: it is called with a body that ends, its answer is looked at before it is
sent, and whatever it raises becomes an answer as well.
"""

import json
import linecache
import re
import traceback
from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any
from wsgiref.util import is_hop_by_hop

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

# The student's own page; ours has its place.
OWN_PAGE = "/own"
_PIECE = 2**16
# No body is so long that its length has more digits.
_MOST_DIGITS = 18
_STATUS = re.compile(r"[0-9]{3} .*")
# What a status or a header can hold.
_PLAIN = re.compile(r"[\t\x20-\x7e\xa0-\xff]*")
# Read and thrown away, so that a browser gets to see why its file was refused.
_MOST_THROWN_AWAY = 2**28
_HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
     "img-src blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'"),
    ("X-Content-Type-Options", "nosniff"),
]  # fmt: skip


class NotAnAnswer(Exception):
    """What the application returned, or gave to start_response, is not what a server takes."""


class _Body:
    """The body of a request: it ends after CONTENT_LENGTH bytes, where a connection would wait for more."""

    def __init__(self, stream: Any, length: int):
        self._stream, self.left = stream, length

    def read(self, size: int | None = -1) -> bytes:
        wanted = self.left if size is None or size < 0 else min(size, self.left)
        data = self._stream.read(wanted) if wanted else b""
        self.left = self.left - len(data) if len(data) == wanted else 0
        return data

    def readline(self, size: int | None = -1) -> bytes:
        line = bytearray()
        while not line.endswith(b"\n") and len(line) != size and (character := self.read(1)):
            line += character
        return bytes(line)

    def readlines(self, hint: int = -1) -> list[bytes]:
        return list(self)

    def __iter__(self) -> Any:
        return iter(self.readline, b"")

    def throw_away(self) -> None:
        read = 0
        while self.left and read < _MOST_THROWN_AWAY:
            read += len(self.read(_PIECE))


def front(app: Application, path: Path, tell: Callable[[str], None]) -> Application:
    """The page at "/", and the application at all other addresses; its own page is at `OWN_PAGE`.

    Args:
        path: The student's file.
        tell: Gets a line for each request, and for what went wrong.
    """
    page = files(__package__).joinpath("page.html").read_bytes()

    def outer(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        method, address = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        # Whatever page asks, no address of it acts on the terminal.
        asked = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in f"{method} {address}")
        if address == "/" and method in ("GET", "HEAD"):
            start_response("200 OK", [*_HEADERS, ("Content-Length", str(len(page)))])
            return [page]
        if address == OWN_PAGE:
            environ["PATH_INFO"] = "/"
        length = environ.get("CONTENT_LENGTH") or "0"
        is_length = length.isascii() and length.isdigit() and len(length) <= _MOST_DIGITS
        body = _Body(environ["wsgi.input"], int(length) if is_length else 0)
        environ["wsgi.input"] = body
        try:
            status, headers, content = _answer(app, environ)
        except (Exception, SystemExit) as error:
            tell(f"{asked}: your app failed: {_described(error, path)}")
            status, headers = "500 Internal Server Error", [("Content-Type", "application/json")]
            text = f"The service itself failed, with {type(error).__name__}. Its terminal says where."
            content = json.dumps({"error": text}).encode()
        else:
            tell(f"{asked}: {status}")
        body.throw_away()
        start_response(status, headers)
        return [content]

    return outer


def _answer(app: Application, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
    head: list[Any] = []
    written: list[bytes] = []

    def start_response(status: Any, headers: Any, exc_info: Any = None) -> Callable[[bytes], None]:
        head[:] = [status, headers]
        return written.append

    result = app(environ, start_response)
    if isinstance(result, str | bytes) or not hasattr(result, "__iter__"):
        raise NotAnAnswer(f"it returned {type(result).__name__} instead of a list of bytes")
    try:
        parts = [*result]
    finally:
        if hasattr(result, "close"):
            result.close()
    if not head:
        raise NotAnAnswer("it did not call start_response")
    status, headers = head
    if not isinstance(status, str) or not _STATUS.fullmatch(status) or not _PLAIN.fullmatch(status):
        raise NotAnAnswer(f"its status is {status!r} instead of a text such as '200 OK'")
    if not isinstance(headers, list) or not all(isinstance(pair, tuple) and len(pair) == 2 for pair in headers):
        raise NotAnAnswer("its headers are not a list of pairs, [(name, value)]")
    if not all(isinstance(text, str) for pair in headers for text in pair):
        raise NotAnAnswer("one of its headers is not a pair of texts")
    if odd := [name for name, value in headers if not (_PLAIN.fullmatch(name) and _PLAIN.fullmatch(value))]:
        raise NotAnAnswer(f"its header {odd[0]!r} holds a line end, or a sign that headers cannot have")
    if not all(isinstance(part, bytes) for part in (*written, *parts)):
        raise NotAnAnswer("its list holds something other than bytes; text.encode() makes bytes of a text")
    content = b"".join((*written, *parts))
    # How the connection is used, and the length of what is sent over it, is the server's.
    others = [
        (str(name), str(value))
        for name, value in headers
        if not is_hop_by_hop(name) and name.lower() != "content-length"
    ]
    return str(status), [*others, ("Content-Length", str(len(content)))], content


def _described(error: BaseException, path: Path) -> str:
    """An exception in a line, with the last line of the student's file that it passed through."""
    lines = [
        frame.lineno for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).name == path.name
    ]
    text = str(error) if isinstance(error, NotAnAnswer) else f"{type(error).__name__}: {error}"
    if not lines or lines[-1] is None:
        return text
    return f"{text}, in line {lines[-1]} of {path.name}: {linecache.getline(str(path), lines[-1]).strip()}"


def described(error: BaseException, path: Path) -> str:
    """What an exception of the student's file is, in a line."""
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}, in line {error.lineno} of {path.name}"
    return _described(error, path)
