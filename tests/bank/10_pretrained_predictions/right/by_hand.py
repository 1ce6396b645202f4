# right: nearest neighbours by index, no library for resizing; model.inputs for the size

import keras
import numpy as np
from PIL import Image


def shrink(image, height, width):
    rows = (np.arange(height) + 0.5) * image.shape[0] / height
    columns = (np.arange(width) + 0.5) * image.shape[1] / width
    return image[rows.astype(int)][:, columns.astype(int)]


def predict_file(model, path, preprocess):
    image = np.array(Image.open(path).convert("RGB"))
    height, width = model.inputs[0].shape[1:3]
    batch = shrink(image, height, width).reshape(1, height, width, 3)
    return model.predict(preprocess(batch), verbose=0)[0]


def decode(probabilities, class_names, top=3):
    order = np.argsort(-probabilities)
    return [(class_names[i], float(probabilities[i])) for i in order[:top]]


def crop(path, box):
    picture = Image.open(path).convert("RGB")
    return np.array([[picture.getpixel((x, y)) for x in range(box[0], box[2])] for y in range(box[1], box[3])], "uint8")


def predict_crop(model, path, box, preprocess):
    height, width = model.inputs[0].shape[1:3]
    batch = shrink(crop(path, box), height, width).reshape(1, height, width, 3)
    return model.predict(preprocess(batch), verbose=0)[0]
