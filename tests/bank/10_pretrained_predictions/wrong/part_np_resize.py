# mistake: np.resize repeats and wraps numbers, it does not scale a picture
# looks like: np.resize or reshape for resizing
# why: np.resize puts the same numbers into another shape. It knows nothing of neighbouring pixels.
# fails: a_part_is_asked_about_like_a_file
# points: 8.5

import numpy as np
from PIL import Image


def predict_file(model, path, preprocess):
    height, width = model.input_shape[1:3]
    image = Image.open(path).convert("RGB").resize((width, height))
    batch = np.expand_dims(np.array(image, dtype="float32"), axis=0)
    return model.predict(preprocess(batch), verbose=0)[0]


def decode(probabilities, class_names, top=3):
    order = np.argsort(probabilities)[::-1][:top]
    return [(class_names[i], float(probabilities[i])) for i in order]


def crop(path, box):
    left, top, right, bottom = box
    image = np.array(Image.open(path).convert("RGB"))
    return image[top:bottom, left:right]


def predict_crop(model, path, box, preprocess):
    x = np.resize(crop(path, box), model.input_shape[1:])
    x = x.astype("float32")
    return model.predict(preprocess(x[None]), verbose=0)[0]
