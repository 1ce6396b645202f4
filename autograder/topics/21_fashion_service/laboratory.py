"""Pictures of known colours as files, models that say what they were given, and requests to the student's service."""

import io
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import numpy as np
from PIL import Image

from autograder.checking import expect_dict, expect_integer, expect_list, expect_number, expect_text, malformed
from autograder.laboratories.activations import softmax_of

# What `preprocess` divides by and then subtracts.
SCALING = (40.0, 1.0)
NAMES = ("Hüte & Mützen", "<b>Hosen</b>", "skirt", "t-shirt", "shoes")
_FAR = 9.0


def encoded(picture: Image.Image | np.ndarray, kind: str = "PNG", **options: Any) -> bytes:
    """A picture as a file."""
    file = io.BytesIO()
    (picture if isinstance(picture, Image.Image) else Image.fromarray(picture)).save(file, kind, **options)
    return file.getvalue()


def dark(rng: np.random.Generator) -> np.ndarray:
    """A colour so dark that probabilities can be told from 0 even where nothing was scaled."""
    return rng.permutation([10, 40, 70]) + rng.integers(-5, 6, size=3)


def bomb() -> bytes:
    """A small PNG file that says that it has 400 million pixels."""
    content = encoded(Image.new("1", (20, 20)))
    header = content[12:16] + (20_000).to_bytes(4, "big") * 2 + content[24:29]
    return content[:12] + header + zlib.crc32(header).to_bytes(4, "big") + content[33:]


def suggestions(answer: Any) -> list[tuple[str, float]]:
    """An answer of `suggest` as pairs. NumPy's numbers count: `ready_for_json` judges these."""
    items = [expect_dict(item, ("category", "probability")) for item in expect_list(answer)]
    return [(expect_text(item["category"]), expect_number(item["probability"])) for item in items]


class Ranking:
    """A model that gives the same probabilities for every picture, and what is due of it."""

    def __init__(self, probes: Any, rng: np.random.Generator, names: Sequence[str]):
        scores = (rng.permutation(len(names)) * 0.4 + rng.uniform(0, 0.15, size=len(names))).astype(np.float32)
        self.names = rng.permutation(names).tolist()
        self.model = probes.own.colour_model([8, 8], np.zeros((3, len(names)), np.float32), scores)
        self.preprocess = probes.own.scaling(*SCALING)
        row, order = softmax_of(scores[None].astype(float))[0], np.argsort(-scores)
        self.categories, self.probabilities = [self.names[place] for place in order], row[order].tolist()


def revealed(
    student: Any, probes: Any, data: bytes, channels: Sequence[int], size: Sequence[int], scaling: tuple[float, float]
) -> list[float]:
    """What a model was given for each of two channels of a picture, in its probabilities, cut off where it is far off.

    Args:
        scaling: Of `preprocess`. The model itself does what that leaves to be done of `SCALING`.
    """
    part = scaling[0] / SCALING[0]
    kernel, bias = np.zeros((3, 3), np.float32), np.full(3, part * scaling[1] - SCALING[1], np.float32)
    kernel[channels[0], 1] = kernel[channels[1], 2] = part
    bias[0] = 0
    model, preprocess = probes.own.colour_model(list(size), kernel, bias), probes.own.scaling(*scaling)
    found = dict(suggestions(student.suggest(data, model, ["none", "one", "two"], preprocess)))
    none, one, two = (max(expect_dict(found, ("none", "one", "two"))[name], 1e-30) for name in ("none", "one", "two"))
    return np.log([one / none, two / none]).clip(-_FAR, _FAR).tolist()


@dataclass(frozen=True)
class Asked:
    """A request. `length` is its CONTENT_LENGTH, by default that of the body."""

    what: str
    method: str = "POST"
    path: str = "/predict"
    body: bytes = b""
    type: str | None = None
    length: str | None = "own"

    @property
    def request(self) -> dict[str, Any]:
        length = str(len(self.body)) if self.length == "own" else self.length
        return {"method": self.method, "path": self.path, "body": self.body, "type": self.type, "length": length}


class Answer:
    """What the application answered."""

    def __init__(self, found: Any):
        values = expect_dict(found, ("code", "kind", "body", "slip", "raised", "reads_on", "taken"))
        self.kind, self.slip, self.raised = (expect_text(values[name]) for name in ("kind", "slip", "raised"))
        self.code, self.taken = expect_integer(values["code"]), expect_integer(values["taken"])
        self.body, self.reads_on = values["body"], values["reads_on"] is True
        if not isinstance(self.body, bytes):
            malformed(got="an answer that is not bytes", expected="bytes")

    @property
    def status(self) -> str:
        return f"500 ({self.raised} was raised)" if self.raised else str(self.code)

    @cached_property
    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    @property
    def has_error(self) -> bool:
        return isinstance(self.json, dict) and isinstance(self.json.get("error"), str) and len(self.json["error"]) > 2

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """Category and probability of each suggestion; empty for anything else."""
        items = self.json if isinstance(self.json, list) else []
        if not all(isinstance(item, dict) and {"category", "probability"} <= set(item) for item in items):
            return []
        return [(item["category"], item["probability"]) for item in items]

    @cached_property
    def page(self) -> "Page":
        return Page(self.body.decode(errors="replace"))


class Page(HTMLParser):
    """What a page has: its text, and what its first form sends."""

    def __init__(self, text: str):
        super().__init__()
        self.text, self._form, self._fields, self._buttons, self._hidden = "", None, [], 0, ""
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
        """What the form does, in words."""
        if self._form is None:
            return "no form"
        target = urljoin("http://here/", self._form.get("action", "").strip()).removeprefix("http://here")
        is_whole = self._form.get("enctype", "").lower() == "multipart/form-data"
        field = f'as "{self._fields[0]}"' if any(self._fields) else "without a name"
        how = f"by {self._form.get('method', 'get').upper()} to {target}"
        button = "" if self._buttons else ", without a button"
        return f"a form that sends {'a file' if is_whole else 'the name of a file'} {field} {how}{button}"


def form(rng: np.random.Generator, content: bytes, name: str = "file", filename: str = "a.png") -> dict[str, Any]:
    """Content-Type and body of a form as browsers send it, with another field before the file."""
    boundary = f"----WebKitFormBoundary{rng.integers(10**15):015d}"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="note"\r\n\r\na "file"\r\n--{boundary}\r\n'
    head += f'Content-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: image/png\r\n\r\n'
    body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return {"type": f"multipart/form-data; boundary={boundary}", "body": body}


class Service:
    """The student's application around a model that ranks `NAMES`.

    A slip in `suggest` costs nothing here: where answers are not as is due, the application is asked once more, with a
    `suggest` that is right.
    """

    def __init__(self, student: Any, probes: Any, study: Any, rng: np.random.Generator):
        self._student, self._probes, self._study = student, probes, study
        self.ranking = Ranking(probes, rng, NAMES)

    def judge(self, cases: Sequence[tuple[Asked, Mapping[Any, Any]]], pictures: Sequence[bytes], *further: Any) -> None:
        """The answers to these requests are as is due.

        Args:
            pictures: All that are sent.
            further: More arguments of `make_app`.
        """
        answers = self._answers(cases, None, further)
        if not self._agree(cases, answers):
            pairs = list(zip(self.ranking.categories, self.ranking.probabilities, strict=True))[:3]
            given = [{"category": name, "probability": value} for name, value in pairs]
            others = self._answers(cases, [[picture, given] for picture in pictures], further)
            if self._agree(cases, others) or any("NotImplementedError" in each.raised for each in answers):
                answers = others
        for (asked, facts), answer in zip(cases, answers, strict=True):
            self._study.judge(answer, facts, called=f"app = make_app(model, class_names, preprocess); {asked.what}")

    def _agree(self, cases: Sequence[tuple[Asked, Mapping[Any, Any]]], answers: Sequence[Answer]) -> bool:
        return all(self._study.agrees(each, facts) for (_, facts), each in zip(cases, answers, strict=True))

    def _answers(self, cases: Sequence[tuple[Asked, Any]], pictures: Any, further: Sequence[Any]) -> list[Answer]:
        given = [self.ranking.model, self.ranking.names, self.ranking.preprocess, *further]
        sent = [asked.request for asked, _ in cases]
        return [Answer(each) for each in self._ask(given, sent, pictures)]

    def _ask(self, *given: Any) -> list[Any]:
        return expect_list(self._probes.own.requests(self._student.make_app, *given), len(given[1]))
