"""Probes of 21: a model whose answers say what it was given, and the student's functions as a service uses them.

They run beside the student's code and hold no expected values.
"""

import contextlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np

from autograder.probes import web


def linear_model(size: Sequence[int], weights: np.ndarray, bias: np.ndarray) -> keras.Model:
    """Softmax over a linear layer of all values of an image: weights (height, width, 3, classes), bias (classes,)."""
    dense = keras.layers.Dense(len(bias), activation="softmax")
    model = keras.Sequential([keras.Input((*size, 3)), keras.layers.Flatten(), dense])
    dense.set_weights([weights.reshape(-1, len(bias)), bias])
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
    """What is in the working folder and in the one for temporary files."""
    return {entry.path for folder in {str(Path.cwd()), tempfile.gettempdir()} for entry in os.scandir(folder)}


def requests(
    make_app: Callable[..., Any], given: Sequence[Any], asked: Sequence[Mapping[str, Any]], known: Sequence[Any] | None
) -> list[dict[str, Any]]:
    """What the application answers that `make_app(*given)` makes; see `web.answers`.

    Args:
        known: Pictures, each with a list of suggestions; where given, a `suggest` in the place of the student's gives
            the first `top` of these, and takes everything else for no picture.
    """
    with _suggesting(getattr(make_app, "__globals__", {}), known):
        return list(web.answers(make_app(*given), asked))


@contextlib.contextmanager
def _suggesting(names: dict[str, Any], known: Sequence[Any] | None) -> Iterator[None]:
    def suggest(data: bytes, *given: Any, top: int = 3, **_: Any) -> list[dict[str, Any]]:
        count = given[3] if len(given) > 3 else top  # after the model, the names and preprocess
        for picture, answer in known or ():
            if bytes(data).startswith(picture):
                return [dict(item) for item in answer[:count]]
        raise ValueError("This is not a picture.")

    own = names.get("suggest")
    names |= {} if known is None else {"suggest": suggest}
    try:
        yield
    finally:
        names |= {} if own is None else {"suggest": own}
