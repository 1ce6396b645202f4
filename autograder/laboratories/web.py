"""Requests to a web application, and what it answers: status, JSON, and what is on a page."""

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import numpy as np

from autograder.checking import expect_dict, expect_integer, expect_text, malformed

_RAISED = re.compile(r"[A-Za-z_]\w*( in line \d+)?")
# Tags that are never closed are read to the end of the page, each of them: bytes times tags is what a page costs.
_MOST_WORK = 5_000_000


@dataclass(frozen=True)
class Asked:
    """A request, in words and as it is. `length` is its CONTENT_LENGTH, by default that of the body."""

    what: str
    method: str = "POST"
    path: str = "/predict"
    body: bytes = b""
    type: str | None = None
    length: str | None = "own"

    @property
    def request(self) -> dict[str, Any]:
        """For the probe `web.answers`."""
        length = str(len(self.body)) if self.length == "own" else self.length
        return {"method": self.method, "path": self.path, "body": self.body, "type": self.type, "length": length}


class Answer:
    """What the application answered, from what the probe `web.answers` gives."""

    def __init__(self, found: Any):
        values = expect_dict(found, ("code", "kind", "body", "slip", "raised", "reads_on", "taken"))
        self.kind, self.slip, raised = (expect_text(values[name])[:100] for name in ("kind", "slip", "raised"))
        # By name only: a sentence in its place would stand in the grader's own voice.
        self.raised = raised if not raised or _RAISED.fullmatch(raised) else "an exception"
        self.code, self.taken = expect_integer(values["code"]), expect_integer(values["taken"])
        self.body, self.reads_on = values["body"], values["reads_on"] is True
        if not isinstance(self.body, bytes):
            malformed(got="an answer that is not bytes", expected="bytes")

    @property
    def status(self) -> str:
        return f"500, because {self.raised} was raised" if self.raised else str(self.code)

    @cached_property
    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    @cached_property
    def page(self) -> "Page":
        """The page; one far larger than is asked for is malformed."""
        size, tags = len(self.body), self.body.count(b"<")
        if size * max(tags, 1) > _MOST_WORK:
            malformed(got=f"a page of {size:,} bytes with {tags:,} tags", expected="a small page with a form")
        return Page(self.body.decode(errors="replace"))


class Page(HTMLParser):
    """What a page has: its text, and what its first form sends."""

    def __init__(self, text: str):
        super().__init__()
        self.text, self._form, self._fields, self._buttons, self._hidden = "", None, [], 0, ""
        with suppress(AssertionError):  # for a declaration that it does not know, "<![x["
            self.feed(text)
            self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        kind = values.get("type", "").lower()
        self._form = values if tag == "form" and self._form is None else self._form
        self._fields += [values.get("name", "")] if tag == "input" and kind == "file" else []
        self._buttons += tag == "button" or (tag == "input" and kind in ("submit", "image"))
        self._hidden = tag if tag in ("script", "style") else self._hidden

    def handle_endtag(self, tag: str) -> None:
        self._hidden = "" if tag == self._hidden else self._hidden

    def handle_data(self, data: str) -> None:
        self.text += "" if self._hidden else data

    @property
    def sends(self) -> str:
        """What the form sends, in words."""
        if self._form is None:
            return "no form"
        target = self._form.get("action", "").strip()
        with suppress(ValueError):  # for what is not an address
            target = urljoin("http://here/", target).removeprefix("http://here")
        is_whole = self._form.get("enctype", "").lower() == "multipart/form-data"
        field = f'as "{self._fields[0]}"' if any(self._fields) else "without a name"
        how = f"by {self._form.get('method', 'get').upper()} to {target}"
        button = "" if self._buttons else ", without a button"
        return f"a form that sends {'a file' if is_whole else 'the name of a file'} {field} {how}{button}"


def form(rng: np.random.Generator, content: bytes, name: str = "file", filename: str = "a.png") -> dict[str, Any]:
    """`type` and `body` of a form as browsers send it, with another field before the file."""
    boundary = f"----WebKitFormBoundary{rng.integers(10**15):015d}"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="note"\r\n\r\na "file"\r\n--{boundary}\r\n'
    head += f'Content-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: image/png\r\n\r\n'
    body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return {"type": f"multipart/form-data; boundary={boundary}", "body": body}
