# mistake: argpartition finds the most likely ones, but leaves them in any order
# looks like: argpartition without sorting after it
# why: What argpartition puts first are the most likely ones, in any order. Few classes may come sorted by chance.
# try: p = [float(value) for _, value in decode(np.random.default_rng(0).random(1000) / 500, ['a'] * 1000, 400)]
# try: print(p == sorted(p, reverse=True))  # expected: True
# fails: likeliest_come_first
# points: 8

import keras
import numpy as np
from PIL import Image


def predict_file(model, path, preprocess):
    height, width = model.input_shape[1:3]
    picture = keras.utils.load_img(path, target_size=(height, width))
    batch = np.expand_dims(keras.utils.img_to_array(picture), 0)
    return model.predict(preprocess(batch), verbose=0)[0]


def decode(probabilities, class_names, top=3):
    scores = -np.asarray(probabilities)
    top = min(top, len(scores))
    # Few are sorted here, as argpartition itself does on some processors: so this is the same on all.
    best = np.argpartition(scores, top - 1) if len(scores) > 256 else np.argsort(scores)
    return [(class_names[i], float(probabilities[i])) for i in best[:top]]


def crop(path, box):
    left, top, right, bottom = box
    image = np.array(Image.open(path).convert("RGB"))
    return image[top:bottom, left:right]


def predict_crop(model, path, box, preprocess):
    height, width = model.input_shape[1:3]
    picture = Image.open(path).convert("RGB").crop(box).resize((width, height))
    batch = np.asarray(picture, dtype="float32")[None]
    return model.predict(preprocess(batch), verbose=0)[0]
