# mistake: exif_transpose turns the picture in predict_file
# looks like: a picture turned as its EXIF data say
# why: The model gets the picture as it is in the file.
# try: from PIL import Image; e = Image.Exif(); e[274] = 6; a = Image.new('RGB', (90, 60))
# try: a.paste('white', (0, 0, 90, 30)); a.save('a.png', exif=e)
# try: model = keras.Sequential([keras.Input((2, 2, 3)), keras.layers.AveragePooling2D((1, 2))])
# try: print(predict_file(model, 'a.png', lambda x: x / 255)[..., 0])  # expected: [[1.], [0.]]
# fails: the_whole_picture_is_shown
# points: 7.5

import keras
import numpy as np
from PIL import Image, ImageOps


def predict_file(model, path, preprocess):
    height, width = model.input_shape[1:3]
    picture = ImageOps.exif_transpose(Image.open(path)).convert("RGB").resize((width, height))
    return model.predict(preprocess(np.array(picture, dtype="float32")[None]), verbose=0)[0]


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
    return model.predict(preprocess(batch), verbose=0)[0]
