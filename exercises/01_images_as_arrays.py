# %% [markdown]
# # 01 Images as arrays
# A shop wants to know what is on the pictures that people upload. Everything begins here: with opening a picture and
# turning it into numbers. By the end of the course you will have a service that suggests a category for each picture.
#
# To a network a colour image is an array of shape (height, width, 3): for each pixel how much red, green and blue it
# has. Files hold whole numbers from 0 to 255, which is what `uint8` can hold. A network takes a *batch*, many images at
# once, with the axes (n, height, width, 3). So all of them need one size, and three channels, whatever is in the file.
#
# Networks learn better from small numbers around 0. Xception, which you will build on later, was trained on values from
# -1 to 1, so your images have to be scaled in the same way. Many tutorials divide by 255 instead, which gives 0 to 1.
# That is fine for a network of your own, but not for one that was trained on another range.
#
# Three things surprise nearly everyone:
#
# * **Height and width.** Arrays, and Keras with its `target_size`, say (height, width). Pillow, which opens files for
#   you, says (width, height), in `picture.size` and in `picture.resize(...)`. With square images you never notice.
# * **Not every picture has three channels.** A grey one has a single one and comes as (height, width). One with
#   transparency has four. A palette picture (many PNG files) holds for each pixel the number of a colour in a table.
#   `picture.convert("RGB")` makes three channels of each.
# * **`uint8` overflows without a word.** In `uint8`, 100 - 127 is 229. Subtract or multiply only after you have made
#   floats. And on an array of floats `images /= 127.5` changes the array of whoever called you. `preprocess_input` of
#   Keras does just that.

# %%
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image


# %%
def load_image(path: str | Path, size: tuple[int, int]) -> np.ndarray:
    """Read an image file, at the size that is asked for.

    Args:
        path: A JPEG, PNG or BMP file: in colour, grey, with a palette or with transparency. A str or a Path.
        size: (height, width) of the result in pixels. The picture may be smaller or larger. All of it is made to fit:
            it is not cropped or padded, and may be stretched. How pixels are interpolated is up to you.

    Returns:
        uint8 array (height, width, 3): red, green and blue, from 0 to 255. Grey has three equal channels. Transparency
        is left out, as `convert("RGB")` does (convert before you resize). Some cameras note in the file that they were
        turned (EXIF): you may turn the picture accordingly or ignore the note.

    Example, for a photo of 4000 x 3000 pixels:
        >>> load_image("shirt.jpg", (150, 200)).shape
        (150, 200, 3)
    """
    raise NotImplementedError("01: write load_image")


# %%
def to_batch(images: Sequence[np.ndarray]) -> np.ndarray:
    """Make one batch of several images.

    Args:
        images: A list of n arrays (height, width, 3) of the same size, at least one, of whole numbers or floats. It is
            not changed.

    Returns:
        float32 array (n, height, width, 3): the images in their order, with the values that they have.

    Example:
        >>> to_batch([np.zeros((2, 4, 3), "uint8")] * 5).shape
        (5, 2, 4, 3)
    """
    raise NotImplementedError("01: write to_batch")


# %%
def scale(images: np.ndarray) -> np.ndarray:
    """Scale pixels as Xception wants them: 0 becomes -1, 255 becomes 1, and in between it goes evenly.

    Args:
        images: Array of any shape with values from 0 to 255, whole numbers or floats. It is not changed. A dark image
            is scaled like any other, even if none of its values is above 1.

    Returns:
        Float array of the same shape, with values from -1 to 1.

    Example:
        >>> scale(np.array([0.0, 51.0, 255.0]))
        array([-1. , -0.6,  1. ])
    """
    raise NotImplementedError("01: write scale")


# %%
def channel_means(images: np.ndarray) -> np.ndarray:
    """How red, how green and how blue a batch is on average.

    Args:
        images: Array (n, height, width, 3) of whole numbers or floats, scaled or not. It is not changed.

    Returns:
        Array (3,) of floats: the mean of all red values of the batch, that of all green ones and that of all blue ones.

    Example, for two images of one pixel each:
        >>> channel_means(np.array([[[[10, 20, 30]]], [[[30, 20, 40]]]]))
        array([20., 20., 35.])
    """
    raise NotImplementedError("01: write channel_means")


# %% Try it (not graded)
# import tempfile
# from autograder.datasets import write_tree
#
# name = "fashion"    # drawn clothes; "clothing" is photos of real ones, after: convlings data fetch clothing
# paths = write_tree(tempfile.mkdtemp(), name, {"train": 40})
# batch = to_batch([load_image(path, (150, 200)) for path in paths])
# print(batch.shape, batch.dtype, batch.min(), batch.max())
# print("red, green, blue:", channel_means(batch), "scaled:", channel_means(scale(batch)))
# Image.fromarray(load_image(paths[0], (150, 200))).show()
