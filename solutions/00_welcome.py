# %% [markdown]
# # 00 Welcome
# One minute, to see how this works. Every exercise is a file like this one: a short text, then functions that you
# write. This is what you do, here and in all the others:
#
# 1. **Edit.** Put your code where it says `raise NotImplementedError`, and take that line away.
# 2. **Save**, then type `convlings check 00`. (Or leave `convlings watch` running: it checks each time you save.)
# 3. **Read.** A check that fails tells you what was called, what your function gave (`got`), what is right
#    (`expected`), and why it matters. Where it says `looks like`, the numbers show which slip it was. The lines
#    after `try` show the same thing in plain Python: paste them below your function and run the file.
# 4. **Ask.** `convlings hint 00` gives a hint. There are three for each function, each clearer than the last;
#    they cost nothing.
#
# Checks are independent: what is right counts, whatever else is missing. `convlings` alone shows where you are,
# and `convlings reset 00` brings the empty file back.
#
# And something to write: to a program an image is an array with three axes, (height, width, channels). A colour
# image has 3 channels (red, green, blue), a grey one 1. Files hold whole numbers from 0 to 255; networks learn
# better from small floats, so nearly every program for images begins by scaling them to 0 to 1.

# %% [markdown] tags=["notebook"]
# # 00 Welcome
# One minute, to see how this works. Every exercise is a notebook like this one: a short text, then functions that you
# write. This is what you do, here and in all the others:
#
# 1. **Begin.** Run the first code cell below. It brings the commands that begin with `%`.
# 2. **Edit.** Put your code where it says `raise NotImplementedError`, take that line away, and run the cell.
# 3. **Check.** Run the `%check` cell below it. A check that fails tells you what was called, what your function gave
#    (`got`), what is right (`expected`), and why it matters. Where it says `looks like`, the numbers show which slip it
#    was. The lines after `try` show the same thing in plain Python: paste them into a cell of their own and run it.
# 4. **Ask.** `%hint 00` gives a hint. There are three for each function, each clearer than the last; they cost
#    nothing. `%look` draws what your code does, in exercises that have a picture.
#
# Checks are independent: what is right counts, whatever else is missing. `%progress` shows where you are, and
# `%solution 00` shows the solution for comparison, once all has passed.
#
# And something to write: to a program an image is an array with three axes, (height, width, channels). A colour
# image has 3 channels (red, green, blue), a grey one 1. Files hold whole numbers from 0 to 255; networks learn
# better from small floats, so nearly every program for images begins by scaling them to 0 to 1.

# %%
import numpy as np


# %%
def image_size(image: np.ndarray) -> tuple[int, int, int]:
    """Size of an image.

    Args:
        image: Array with the axes (height, width, channels), any number of channels.

    Returns:
        Height, width and number of channels, in this order.

    Example:
        >>> image_size(np.zeros((40, 60, 3)))
        (40, 60, 3)
    """
    ### BEGIN SOLUTION
    height, width, channels = image.shape
    return height, width, channels
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# image_size
# 1. A NumPy array knows the lengths of its axes.
# 2. They are in `image.shape`, in the order of the axes.
# 3. `return image.shape`


# %%
def scale_pixels(image: np.ndarray) -> np.ndarray:
    """Pixels from 0 to 255 as floats from 0 to 1: 0 becomes 0.0, 255 becomes 1.0, in even steps.

    Args:
        image: Array of any shape with values from 0 to 255, whole numbers (uint8) or floats. It is not changed.

    Returns:
        New float array (float32 or float64) of the same shape. How bright the other pixels are plays no part.

    Example:
        >>> scale_pixels(np.array([0, 51, 255], dtype=np.uint8))
        array([0. , 0.2, 1. ])
    """
    ### BEGIN SOLUTION
    return image / 255
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# scale_pixels
# 1. Which number turns 255 into 1 and 51 into 0.2, if you divide by it?
# 2. `/` between an array and a number acts on each value and gives floats, in a new array. (`//` would cut off
#    everything after the decimal point; `/=` would write into the caller's array, and uint8 cannot hold floats.)
# 3. `return image / 255`


# %% Try it (not graded)
# picture = np.array([[[0], [51]], [[102], [255]]], dtype=np.uint8)
# print(image_size(picture))
# print(scale_pixels(picture)[:, :, 0])
