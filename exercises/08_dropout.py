# %% [markdown]
# # 08 Dropout
# A network that can lean on any single value learns details, such as a logo, instead of shapes. Dropout takes that
# away. In training each value of a layer's output becomes 0 with probability `rate`, and each call draws new
# places. What survives is divided by `1 - rate`, so that the next layer receives as much as before, on average.
# At prediction nothing is dropped and nothing is scaled.
#
# Two things that surprise nearly everyone:
#
# * `rate` is the share that is dropped, as in Keras. Older texts give the share that is kept (`keep_prob`), and
#   the first paper scaled at prediction, not in training.
# * Notes often say that dropout hides a part of the image. That is another method, random erasing: exercise 09.
#   Dropout usually stands between the dense layers of the head and acts on the values inside the network.
#
# You will write dropout yourself, put Keras' own layer into a head, and measure that it acts in training only.

# %%
import keras
import numpy as np


# %%
def dropout(x: np.ndarray, rate: float, rng: np.random.Generator, training: bool) -> np.ndarray:
    """Inverted dropout on an array of any shape.

    Args:
        x: Float array. Leave it as it is.
        rate: Share of the values to drop (not to keep), 0 <= rate < 1, as in `keras.layers.Dropout`.
        rng: Draw all random numbers from this generator. The same seed then gives the same answer again.
        training: True in training. False means prediction: the values come back as they are.

    Returns:
        Float array of the shape of `x`. In training each value is 0 or `x / (1 - rate)`, whatever the others are.

    Example (which places are 0 depends on how you draw, so yours may be others):
        >>> dropout(np.ones((2, 4)), rate=0.5, rng=np.random.default_rng(0), training=True)
        array([[2., 0., 0., 0.],
               [2., 2., 2., 2.]])
    """
    raise NotImplementedError("08: write dropout")


# %%
def build_head(num_features: int, num_classes: int, hidden: int = 100, rate: float = 0.2) -> keras.Model:
    """A head for image vectors: Dense(hidden, relu), dropout, Dense(num_classes), softmax. No other weights.

    Sequential, functional or a subclass. You need not compile it.

    Args:
        num_features: Length of an image vector.
        num_classes: Number of classes, at least 2.
        hidden: Number of values that come out of the first Dense.
        rate: Share of those values that is dropped in training, 0 <= rate < 1.

    Returns:
        Model from (n, num_features) to (n, num_classes) probabilities. Dropout acts between the two Dense layers.

    Example:
        >>> build_head(num_features=64, num_classes=3).predict(np.zeros((8, 64)), verbose=0).shape
        (8, 3)
    """
    raise NotImplementedError("08: write build_head")


# %%
def spread(model: keras.Model, x: np.ndarray, training: bool, calls: int = 20) -> float:
    """How much the model's answers to the same batch vary from call to call.

    Call the model `calls` times on the whole batch `x`, in training mode or in prediction mode. Take the standard
    deviation over the calls for each output value. Return the mean of those.

    Args:
        model: Any model from a batch to one array of answers. It may vary at prediction too, so measure in both modes.
        x: The batch, the same in each call.
        training: True calls the model in training mode, False in prediction mode.
        calls: How often to call it, at least 2.

    Returns:
        One number: 0.0 (up to 1e-4, for rounding) for a model that answers the same each time.

    Example:
        >>> spread(keras.Sequential([keras.layers.Dropout(0.2)]), np.ones((8, 64)), training=False)
        0.0
    """
    raise NotImplementedError("08: write spread")


# %% Try it (not graded)
# print(dropout(np.ones((2, 10)), 0.2, np.random.default_rng(), training=True))
# head = build_head(64, 3)
# x = np.random.default_rng(0).normal(size=(8, 64))
# print("training:", spread(head, x, True), " prediction:", spread(head, x, False))
