# mistake: takes some of what is around the box as well
# looks like: more of the picture than the box
# fails: the_part_in_the_box_is_shown, a_part_is_asked_about_like_a_file
# points: 7.5

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
    height, width = model.input_shape[1:3]
    left, top, right, bottom = box
    image = Image.open(path).convert("RGB")
    margin = 10
    part = image.crop((left - margin, top - margin, right + margin, bottom + margin)).resize((width, height))
    x = np.array(part, dtype="float32")
    return model.predict(preprocess(x[None]), verbose=0)[0]
