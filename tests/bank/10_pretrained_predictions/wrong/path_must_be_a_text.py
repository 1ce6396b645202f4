# mistake: TensorFlow reads files from texts alone
# looks like: a path that has to be a str: it may be a Path as well
# fails: keeps_to_its_contract
# points: 8.5

from collections.abc import Callable, Sequence
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from PIL import Image


def predict_file(model: keras.Model, path: str | Path, preprocess: Callable) -> np.ndarray:
    height, width = model.input_shape[1:3]
    picture = tf.io.decode_image(tf.io.read_file(path), channels=3)
    batch = np.array(tf.image.resize(picture, (height, width)))[None]
    return model.predict(preprocess(batch), verbose=0)[0]


def decode(probabilities: np.ndarray, class_names: Sequence[str], top: int = 3) -> list[tuple[str, float]]:
    best = np.argsort(probabilities)[::-1][:top]
    return [(class_names[index], float(probabilities[index])) for index in best]


def crop(path: str | Path, box: tuple[int, int, int, int]) -> np.ndarray:
    with Image.open(path) as picture:
        return np.array(picture.convert("RGB").crop(box))


def predict_crop(
    model: keras.Model, path: str | Path, box: tuple[int, int, int, int], preprocess: Callable
) -> np.ndarray:
    height, width = model.input_shape[1:3]
    picture = Image.fromarray(crop(path, box)).resize((width, height))
    batch = np.array(picture, dtype="float32")[None]
    return model.predict(preprocess(batch), verbose=0)[0]
