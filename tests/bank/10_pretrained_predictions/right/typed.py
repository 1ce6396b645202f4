# right: type hints, a keyword-only helper, and a stable sort of pairs

from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
from PIL import Image


def _ask(model: keras.Model, picture: Image.Image, *, preprocess: Callable) -> np.ndarray:
    height, width = model.input_shape[1:3]
    x = keras.utils.img_to_array(picture.resize(size=(width, height), resample=Image.Resampling.BICUBIC))
    x = preprocess(x)
    x = np.expand_dims(x, axis=0)
    predictions = model.predict(x, verbose=0)
    return predictions.reshape(-1)


def predict_file(model: keras.Model, path: str | Path, preprocess: Callable) -> np.ndarray:
    return _ask(model, keras.utils.load_img(path, color_mode="rgb"), preprocess=preprocess)


def decode(probabilities, class_names, top: int = 3) -> list[tuple[str, float]]:
    values = [float(value) for value in probabilities]
    return sorted(zip(class_names, values), key=lambda pair: -pair[1])[:top]


def crop(path, box):
    left, top, right, bottom = box
    image = np.array(Image.open(path).convert("RGB"))
    return image[top:bottom, left:right]


def predict_crop(model, path, box, preprocess):
    return _ask(model, keras.utils.load_img(path).crop(box), preprocess=preprocess)
