# mistake: one helper opens every file, and turns the picture by its EXIF data
# looks like: a picture turned as its EXIF data say
# why: The box was measured in the picture as it is in the file. Once that is turned, the box is somewhere else.
# try: from PIL import Image; e = Image.Exif(); e[274] = 6; a = Image.new('RGB', (90, 60))
# try: a.putpixel((2, 1), (255, 255, 255)); a.save('a.png', exif=e)
# try: print(crop('a.png', (2, 1, 3, 2)))  # expected: [[[255 255 255]]]
# fails: the_box_is_cut_out
# points: 8

import keras
import numpy as np
from PIL import Image, ImageOps


def read(path):
    return ImageOps.exif_transpose(Image.open(path)).convert("RGB")


def ask(model, picture, preprocess):
    height, width = model.input_shape[1:3]
    batch = np.array(picture.resize((width, height)), dtype="float32")[None]
    return model.predict(preprocess(batch), verbose=0)[0]


def predict_file(model, path, preprocess):
    return ask(model, read(path), preprocess)


def decode(probabilities, class_names, top=3):
    order = np.argsort(-probabilities)
    return [(class_names[i], float(probabilities[i])) for i in order[:top]]


def crop(path, box):
    return np.array(read(path).crop(box))


def predict_crop(model, path, box, preprocess):
    return ask(model, read(path).crop(box), preprocess)
