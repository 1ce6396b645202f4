# mistake: exif_transpose turns the picture, so the box no longer fits
# looks like: a picture turned as its EXIF data say
# why: The box was measured in the picture as it is in the file. Once that is turned, the box is somewhere else.
# try: from PIL import Image; e = Image.Exif(); e[274] = 6; a = Image.new('RGB', (90, 60))
# try: a.putpixel((2, 1), (255, 255, 255)); a.save('a.png', exif=e)
# try: print(crop('a.png', (2, 1, 3, 2)))  # expected: [[[255 255 255]]]
# fails: the_box_is_cut_out
# points: 8

import numpy as np
from PIL import Image
from PIL import ImageOps


def predict_file(model, path, preprocess):
    height, width = model.input_shape[1:3]
    image = Image.open(path).convert("RGB").resize((width, height))
    batch = np.expand_dims(np.array(image, dtype="float32"), axis=0)
    return model.predict(preprocess(batch), verbose=0)[0]


def decode(probabilities, class_names, top=3):
    order = np.argsort(probabilities)[::-1][:top]
    return [(class_names[i], float(probabilities[i])) for i in order]


def crop(path, box):
    image = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
    return np.array(image.crop(box))


def predict_crop(model, path, box, preprocess):
    height, width = model.input_shape[1:3]
    image = Image.fromarray(crop(path, box)).resize((width, height))
    batch = np.expand_dims(np.array(image, dtype="float32"), axis=0)
    return model.predict(preprocess(batch), verbose=0)[0]
