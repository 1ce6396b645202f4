"""21: drawn clothes that somebody uploads, with the student's suggestions, and what the student's service answers."""

from functools import cache

import numpy as np
from PIL import Image

from autograder.checking import called, expect_list
from autograder.datasets import load
from autograder.laboratories.image_files import encoded
from autograder.laboratories.picture_folders import cut_off
from autograder.laboratories.web import Answer, Asked, form
from autograder.pictures.panels import Images, Layer, Layers
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject

from .laboratory import suggestions

_NAMES = ["dress", "hat", "pants", "shoes", "t-shirt"]
_SIZE, _SHOWN = 16, 96
_LEARNT = 150
# How much small weights are preferred: with less, a few pixels decide.
_RIDGE = 60.0


def _scaled(images: np.ndarray) -> np.ndarray:
    return images.astype(np.float32) / 127.5 - 1


@cache
def _model() -> tuple[np.ndarray, np.ndarray]:
    """Weights and biases of a linear model that learnt drawn clothes, by least squares."""
    images, labels = load("fashion", split="train", size=_SIZE, n=_LEARNT, classes=_NAMES)
    x = np.concatenate([_scaled(images).reshape(_LEARNT, -1), np.ones((_LEARNT, 1))], axis=1)
    wanted = 4 * np.eye(len(_NAMES))[labels]
    found = x.T @ np.linalg.solve(x @ x.T + _RIDGE * np.eye(_LEARNT), wanted)
    return found[:-1].reshape(_SIZE, _SIZE, 3, -1).astype(np.float32), found[-1].astype(np.float32)


def _given(subject: Subject) -> tuple:
    """Model, names and `preprocess`, as the student's functions get them."""
    model = subject.probes.own.linear_model([_SIZE, _SIZE], *_model())
    return model, list(_NAMES), subject.probes.own.scaling(127.5, 1.0)


@cache
def _uploads() -> tuple[tuple[str, np.ndarray, bytes], ...]:
    """What people upload: in words, as it looks, and as a file."""
    drawn = load("fashion", split="train", size=_SHOWN, n=len(_NAMES), classes=_NAMES)[0]
    kinds = (
        ("a JPEG", "RGB", "JPEG"),
        ("a PNG", "RGB", "PNG"),
        ("a grey PNG", "L", "PNG"),
        ("a CMYK JPEG", "CMYK", "JPEG"),
    )
    pictures = [
        (what, Image.fromarray(image).convert(mode), kind)
        for image, (what, mode, kind) in zip(drawn, kinds, strict=False)
    ]
    return tuple((what, np.asarray(image.convert("RGB")) / 255, encoded(image, kind)) for what, image, kind in pictures)


def _in_words(pairs: list[tuple[str, float]]) -> str:
    return "\n".join(f"{name} {value:.0%}" for name, value in pairs[:3])


def _suggested(subject: Subject) -> Seen:
    given, words, told = _given(subject), [], []
    for what, _, data in _uploads():
        found = suggestions(subject.student.suggest(data, *given))
        called(f"suggest(data, model, class_names, preprocess), where data is a picture, {what}")
        words.append(f"{what}:\n{_in_words(found)}")
        told.append(f"for {what}: {', '.join(_in_words(found).splitlines())}")
    images = np.stack([image for _, image, _ in _uploads()])
    return Seen(
        f"Drawn clothes as four people upload them, and what your suggest says, with a small model that knows "
        f"{', '.join(_NAMES)}. {'; '.join(told)}.",
        (Images("your suggest", "the three likeliest, for each picture", images, words=tuple(words), columns=4),),
    )


def _served(subject: Subject) -> Seen:
    data = _uploads()[0][2]
    asked = (
        Asked("the page, GET /", "GET", "/", length=None),
        Asked("a picture", body=data, type="image/jpeg"),
        Asked("a picture in a form", **form(subject.rng, data)),
        Asked("an empty form", **form(subject.rng, b"", filename="")),
        Asked("a picture that was cut off", body=cut_off(data), type="image/jpeg"),
        Asked("another address", "GET", "/nothing", length=None),
    )
    sent = [each.request for each in asked]
    found = expect_list(
        subject.probes.own.requests(subject.student.make_app, list(_given(subject)), sent, None), len(sent)
    )
    told = []
    for each, answer in zip(asked, map(Answer, found), strict=True):
        content = answer.json.get("error") if isinstance(answer.json, dict) else None
        first = answer.json[0] if isinstance(answer.json, list) and answer.json else None
        best = (
            f"first {first.get('category')}" if isinstance(first, dict) else "a page" if "html" in answer.kind else ""
        )
        told.append(
            f"{each.what}: {answer.status}, {str(content or best or 'nothing that can be read')[:60].rstrip('.')}"
        )
    boxes = tuple(Layer(text, None) for text in told)
    return Seen(
        f"What your service answers. {'; '.join(told)}.",
        (Layers("your make_app", "what is sent, and what it answers", boxes),),
    )


PLAN = Plan(
    "a service that suggests categories",
    ((2.6, (Part("your suggest", 1, _suggested),)), (2.8, (Part("your make_app", 1, _served),))),
)
