"""Pictures of known colours as files, models that say what they were given, and the student's service."""

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from PIL import Image

from autograder.checking import expect_dict, expect_list, expect_number, expect_text, malformed
from autograder.laboratories.activations import softmax_of
from autograder.laboratories.image_files import encoded
from autograder.laboratories.web import Answer, Asked

# What `preprocess` divides by and then subtracts.
SCALING = (40.0, 1.0)
NAMES = ("Hüte & Mützen", "<b>Röcke</b>", "Gürtel", "Schürze", "shoes")
_FAR = 9.0
_THREE = ("none", "one", "two")


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
    if not items:
        malformed(got="an empty list", expected="a list with a dict for each suggestion")
    return [(expect_text(item["category"]), expect_number(item["probability"])) for item in items]


class Ranking:
    """A model that gives the same probabilities for every picture, and what is due of it."""

    def __init__(self, probes: Any, rng: np.random.Generator, names: Sequence[str] = NAMES):
        scores = (rng.permutation(len(names)) * 0.4 + rng.uniform(0, 0.15, size=len(names))).astype(np.float32)
        self.names = rng.permutation(names).tolist()
        model = probes.own.linear_model([8, 8], np.zeros((8, 8, 3, len(names)), np.float32), scores)
        self.given = (model, self.names, probes.own.scaling(*SCALING))
        row, order = softmax_of(scores[None].astype(float))[0], np.argsort(-scores)
        self.categories, self.probabilities = [self.names[place] for place in order], row[order].tolist()


class Revealing:
    """A model that says in its probabilities what it was given for two channels at the sides of a picture.

    Args:
        scaling: Of `preprocess`. The model itself does what that leaves to be done of `SCALING`.
        batches_only: `preprocess` refuses a single image.
    """

    def __init__(
        self,
        probes: Any,
        channels: Sequence[int],
        size: Sequence[int],
        scaling: tuple[float, float],
        batches_only: bool = False,
    ):
        self.channels, part = channels, scaling[0] / SCALING[0]
        weights, bias = np.zeros((*size, 3, 3), np.float32), np.full(3, part * scaling[1] - SCALING[1], np.float32)
        for score, channel in enumerate(channels, start=1):
            weights[:, [0, -1], channel, score] = part / (2 * size[0])
        bias[0] = 0
        model = probes.own.linear_model(list(size), weights, bias)
        preprocess = probes.own.scaling(*scaling)
        if batches_only:
            preprocess = probes.preprocessing.for_batches(preprocess)
        self._given = (model, list(_THREE), preprocess)

    def seen(self, student: Any, data: bytes) -> list[float]:
        """What it was given for each of the channels, cut off where that is far from what can be due."""
        found = expect_dict(dict(suggestions(student.suggest(data, *self._given))), _THREE)
        none, one, two = (max(found[name], 1e-30) for name in _THREE)
        return np.log([one / none, two / none]).clip(-_FAR, _FAR).tolist()


class Service:
    """The student's application around a model that ranks `NAMES`.

    A slip in `suggest` costs nothing here: where answers are not as is due, the application is asked once more, with a
    `suggest` that is right.
    """

    def __init__(self, student: Any, probes: Any, study: Any, rng: np.random.Generator):
        self._student, self._probes, self._study = student, probes, study
        self.ranking = Ranking(probes, rng)

    def judge(self, cases: Sequence[tuple[Asked, Mapping[Any, Any]]], pictures: Sequence[bytes], *further: Any) -> None:
        """The answers to these requests are as is due.

        Args:
            pictures: All that are sent.
            further: More arguments of `make_app`.
        """
        answers = self._answers(cases, None, further)
        if not self._agree(cases, answers):
            pairs = zip(self.ranking.categories, self.ranking.probabilities, strict=True)
            due = [{"category": name, "probability": value} for name, value in pairs]
            others = self._answers(cases, [[picture, due] for picture in pictures], further)
            if self._agree(cases, others) or any("NotImplementedError" in each.raised for each in answers):
                answers = others
        for (asked, facts), answer in zip(cases, answers, strict=True):
            self._study.judge(answer, facts, called=f"app = make_app(model, class_names, preprocess); {asked.what}")

    def _agree(self, cases: Sequence[tuple[Asked, Mapping[Any, Any]]], answers: Sequence[Answer]) -> bool:
        return all(self._study.agrees(each, facts) for (_, facts), each in zip(cases, answers, strict=True))

    def _answers(self, cases: Sequence[tuple[Asked, Any]], known: Any, further: Sequence[Any]) -> list[Answer]:
        sent = [asked.request for asked, _ in cases]
        found = self._probes.own.requests(self._student.make_app, [*self.ranking.given, *further], sent, known)
        return [Answer(each) for each in expect_list(found, len(sent))]
