# mistake: the model is called with training=True in predict_crop
# looks like: a call with training=True
# why: That is for training: Dropout leaves values out, and BatchNormalization takes mean and spread from this one
# why: picture. model.predict(x), and model(x) without training=True, ask the network as it has learnt to answer.
# try: drop = keras.layers.Dropout(0.9)
# try: model = keras.Sequential([keras.Input((6, 6, 3)), drop, keras.layers.GlobalAveragePooling2D()])
# try: from PIL import Image; Image.new('RGB', (9, 9), 'white').save('a.png')
# try: print(predict_crop(model, 'a.png', (1, 1, 8, 8), lambda x: x))  # expected: 255 three times
# fails: a_part_is_asked_about_like_a_file
# points: 8.5

import keras
import numpy as np
from PIL import Image


def predict_file(model, path, preprocess):
    height, width = model.input_shape[1:3]
    picture = keras.utils.load_img(path, target_size=(height, width))
    batch = np.expand_dims(keras.utils.img_to_array(picture), 0)
    return model.predict(preprocess(batch), verbose=0)[0]


def decode(probabilities, class_names, top=3):
    order = np.argsort(-probabilities)
    return [(class_names[i], float(probabilities[i])) for i in order[:top]]


def crop(path, box):
    left, top, right, bottom = box
    image = np.array(Image.open(path).convert("RGB"))
    return image[top:bottom, left:right]


def predict_crop(model, path, box, preprocess):
    height, width = model.input_shape[1:3]
    picture = Image.open(path).convert("RGB").crop(box).resize((width, height))
    batch = np.asarray(picture, dtype="float32")[None]
    return model(preprocess(batch), training=True)[0].numpy()
