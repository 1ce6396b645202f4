# right: len for each axis, and keras.ops, which gives a tensor
import keras


def image_size(image):
    return [len(image), len(image[0]), len(image[0, 0])]


def scale_pixels(image):
    return keras.ops.cast(image, "float32") / 255.0
