# mistake: pastes transparent pictures on white
# looks like: a transparent picture put on white
# fails: one_probability_for_each_class
# points: 8

import numpy as np
from PIL import Image


def predict_file(model, path, preprocess):
    height, width = model.input_shape[1:3]
    image = Image.open(path)
    if image.mode in ("RGBA", "LA") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(white, image)
    image = image.convert("RGB").resize((width, height))
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
    image = Image.fromarray(crop(path, box)).resize((width, height))
    batch = np.expand_dims(np.array(image, dtype="float32"), axis=0)
    return model.predict(preprocess(batch), verbose=0)[0]
