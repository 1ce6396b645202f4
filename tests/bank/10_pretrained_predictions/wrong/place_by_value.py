# mistake: looks up the place by value: equal probabilities get the same name
# looks like: classes looked up by their probability
# why: list.index finds the first place with this value: of equally likely classes one comes twice, another never.
# fails: as_many_as_asked_for
# points: 8

import numpy as np
from PIL import Image


def predict_file(model, path, preprocess):
    height, width = model.input_shape[1:3]
    image = Image.open(path).convert("RGB").resize((width, height))
    batch = np.expand_dims(np.array(image, dtype="float32"), axis=0)
    return model.predict(preprocess(batch), verbose=0)[0]


def decode(probabilities, class_names, top=3):
    values = list(probabilities)
    result = []
    for p in sorted(values, reverse=True)[:top]:
        result.append((class_names[values.index(p)], float(p)))
    return result


def crop(path, box):
    left, top, right, bottom = box
    image = np.array(Image.open(path).convert("RGB"))
    return image[top:bottom, left:right]


def predict_crop(model, path, box, preprocess):
    height, width = model.input_shape[1:3]
    image = Image.fromarray(crop(path, box)).resize((width, height))
    batch = np.expand_dims(np.array(image, dtype="float32"), axis=0)
    return model.predict(preprocess(batch), verbose=0)[0]
