# %% [markdown]
# # 10 Pretrained predictions, and a crop
# Your own network has seen a few hundred pictures. Others were trained on a million, for weeks, and anybody may use
# them: Xception, InceptionV3, VGG16 and MobileNet are a line each in Keras. They know their classes and no others, but
# those they know well. In this exercise you ask such a network what is in a picture, and what is in a part of it.
#
# What goes in has to be what the network was trained on: a batch, at its size, with values in its range. Each network
# has its own `preprocess_input` for the range. Notes that divide by 255 for any network give it numbers that it has
# never seen; nothing fails, only the answers are bad. What comes out is a number for each class, without names.
#
# Three things surprise nearly everyone:
#
# * One picture is a batch of one, of shape (1, height, width, 3). The answer has one row too: you want that row.
# * `decode_predictions` of Keras knows the 1,000 classes of ImageNet only. For other classes you write your own.
# * **A picture is not what the network looks at.** It was trained on one thing that fills the picture. A small cup on
#   a full table is a few pixels, once the whole is shrunk. Cut it out first, from the original. For a box Pillow says
#   (left, top, right, bottom), NumPy says `image[top:bottom, left:right]`.
#
# Last of all, a check asks `mini_xception`, a small network that comes with this course, about 40 drawn pictures of
# 128 x 128 pixels. In each a small thing (an apple, a key, ...) lies beside clutter; the network takes 64 x 64. Of the
# whole pictures it gets about 1 in 10 right. With your `predict_crop` it should be more than 9 in 10; the check
# asks for less. It takes some seconds, twice as long if it has to try again.

# %%
from collections.abc import Callable, Sequence
from pathlib import Path

import keras
import numpy as np
from PIL import Image


# %%
def predict_file(model: keras.Model, path: str | Path, preprocess: Callable) -> np.ndarray:
    """Ask a pretrained network what is in an image file.

    Args:
        model: From images (n, height, width, 3) to probabilities (n, num_classes). Its `input_shape` is
            (None, height, width, 3): the whole picture fills that height and width, stretched if its shape is
            another. Nothing is cut off, and no edges are added. How pixels are interpolated is up to you.
        path: A JPEG or PNG file: in colour, grey, with a palette or with transparency. The model gets red, green and
            blue from it, as Pillow's `convert("RGB")` gives them: it is not turned, whatever its EXIF data say.
        preprocess: The model's `preprocess_input`, for one image or a batch, with values from 0 to 255. The picture
            goes through it once, and its values are not changed in any other way.

    Returns:
        Float array (num_classes,): the probability of each class, as the model gives it.

    Example, for a network that knows 67 classes:
        >>> predict_file(model, "table.jpg", preprocess_input).shape
        (67,)
    """
    raise NotImplementedError("10: write predict_file")


# %%
def decode(probabilities: np.ndarray, class_names: Sequence[str], top: int = 3) -> list[tuple[str, float]]:
    """Say which classes are the most likely ones.

    Args:
        probabilities: Array (num_classes,), as `predict_file` gives it. It is not changed.
        class_names: The name of each class, in the order of the probabilities. Two classes may have the same name, as
            "crane" in ImageNet, the bird and the machine: they stay two. It is not changed.
        top: How many classes to give, at least 1. Where there are fewer, all of them. Equally likely ones may come in
            any order.

    Returns:
        A list of (name, probability), most likely first. The probabilities are floats as they came in, not rounded.

    Example:
        >>> decode(np.array([0.125, 0.25, 0.5, 0.125]), ["mug", "fish", "key", "car"], top=2)
        [('key', 0.5), ('fish', 0.25)]
    """
    raise NotImplementedError("10: write decode")


# %%
def crop(path: str | Path, box: tuple[int, int, int, int]) -> np.ndarray:
    """Cut a part out of an image file.

    Args:
        path: As for `predict_file`.
        box: (left, top, right, bottom), in pixels of the picture as it is in the file. Column `left` and row `top` are
            in the part, column `right` and row `bottom` are not. The box lies within the picture, and holds at least
            one pixel.

    Returns:
        uint8 array (bottom - top, right - left, 3): red, green and blue from 0 to 255, exactly as in the file.

    Example:
        >>> Image.new("RGB", (40, 30)).save("wide.png")  # 40 wide, 30 high
        >>> crop("wide.png", (5, 10, 35, 12)).shape
        (2, 30, 3)
    """
    raise NotImplementedError("10: write crop")


# %%
def predict_crop(
    model: keras.Model, path: str | Path, box: tuple[int, int, int, int], preprocess: Callable
) -> np.ndarray:
    """Ask a pretrained network what is in a part of an image file.

    Args:
        model, preprocess: As for `predict_file`. The part fills the model's height and width in the same way, whether
            it is larger or smaller.
        path, box: As for `crop`.

    Returns:
        Float array (num_classes,), as `predict_file` gives it for a file that holds this part alone.

    Example, for a network that knows 67 classes:
        >>> predict_crop(model, "table.jpg", (300, 120, 380, 200), preprocess_input).shape
        (67,)
    """
    raise NotImplementedError("10: write predict_crop")


# %% Try it (not graded)
# from autograder.datasets import load, scenes
# from autograder.datasets.backbones import load_classifier
#
# name = "mini_xception"  # for photos, with ImageNet weights: "Xception", "InceptionV3", "VGG16" or "MobileNet"
# model, preprocess, names = load_classifier(name)
# images, labels = load("scenes", split="test", size=256, n=1, seed=3)
# boxes = scenes.square_around(scenes.boxes(split="test", size=256, n=1, seed=3), 256)
# path, box = "scene.png", tuple(boxes[0].tolist())  # or a photo of yours, and the box of a thing in it
# Image.fromarray(images[0]).save(path)
# print("whole:", decode(predict_file(model, path, preprocess), names))
# print("box:  ", decode(predict_crop(model, path, box, preprocess), names))
# Image.fromarray(crop(path, box)).show()
