# %% [markdown]
# # 06 First cnn
# A mirrored photo of a shoe is still a photo of a shoe. So networks are often trained on mirrored images as well.
# An image is an array: mirroring it means that its columns come in the other order.

# %%
import numpy as np


# %%
def flip(image: np.ndarray) -> np.ndarray:
    """Mirror an image from left to right.

    Args:
        image: (height, width) or (height, width, channels), of any dtype. It is not changed.

    Returns:
        A new array of the same shape and dtype: the last column comes first.

    Example:
        >>> flip(np.array([[1, 2, 3]]))
        array([[3, 2, 1]])
    """
    raise NotImplementedError("06: write flip")


# %% Try it (not graded)
# print(flip(np.array([[1, 2, 3], [4, 5, 6]])))
