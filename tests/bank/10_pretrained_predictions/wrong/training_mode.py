# mistake: the model is called with training=True, in both functions by one helper
# looks like: a call with training=True
# why: That is for training: Dropout leaves values out, and BatchNormalization takes mean and spread from this one
# why: picture. model.predict(x), and model(x) without training=True, ask the network as it has learnt to answer.
# try: drop = keras.layers.Dropout(0.9)
# try: model = keras.Sequential([keras.Input((6, 6, 3)), drop, keras.layers.GlobalAveragePooling2D()])
# try: from PIL import Image; Image.new('RGB', (9, 9), 'white').save('a.png')
# try: print(predict_file(model, 'a.png', lambda x: x))  # expected: 255 three times
# fails: one_probability_for_each_class
# points: 8

import keras
import numpy as np
from PIL import Image


def ask(model, image, preprocess):
    height, width = model.input_shape[1:3]
    batch = np.array(Image.fromarray(image).resize((width, height)), dtype="float32")[None]
    return model(preprocess(batch), training=True)[0].numpy()


def predict_file(model, path, preprocess):
    return ask(model, np.array(Image.open(path).convert("RGB")), preprocess)


def decode(probabilities, class_names, top=3):
    order = np.argsort(-probabilities)
    return [(class_names[i], float(probabilities[i])) for i in order[:top]]


def crop(path, box):
    left, top, right, bottom = box
    image = np.array(Image.open(path).convert("RGB"))
    return image[top:bottom, left:right]


def predict_crop(model, path, box, preprocess):
    return ask(model, crop(path, box), preprocess)
