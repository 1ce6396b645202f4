# %% [markdown]
# # 11 Transfer learning
# The shop has a few photos of each piece of clothing, too few to teach a network how to see. So we borrow eyes: a
# network that has learnt on very many images, without its last layers. It is called the *base*.
#
# What the base gives for an image is a stack of small maps, one for each pattern it knows. Their averages are the
# *image vector*: so much of this pattern, so little of that one. Images of the same kind have vectors that are close
# together, and one new layer, the *head*, is enough to tell the kinds apart. The picture shows it.
#
# Three things surprise nearly everyone:
#
# * The base wants the pixels as it got them when it learnt. Each network comes with its own `preprocess_input`. Some
#   notes divide by 255 for InceptionV3. That runs, and makes its answers worse: InceptionV3 learnt with -1 to 1.
# * While the base learns together with a new head, the first large steps spoil it. So freeze it (exercise 12).
# * With `skip_mismatch=True`, `load_weights` takes a file of another network without an error, and leaves the layers
#   that do not fit as random as they were.
#
# A base without its top ends in maps (`include_top=False`), or in vectors (`pooling="avg"` as well). With its top it
# ends in the probabilities of 1,000 kinds of things, and those are poor vectors for your own kinds.
#
# You write the steps of the notes: vectors of images, a classifier with a new head, a base whose weights come from a
# file, and a base that is cut in the middle. Changing the last layer is what notes sometimes call fine-tuning. It is a
# new head; fine-tuning comes after it, in exercise 12.

# %%
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np


# %%
def image_vectors(base: keras.Model, images: np.ndarray, preprocess: Callable) -> np.ndarray:
    """One vector for each image: what `base` gives at prediction, averaged over height and width if it gives maps.

    Args:
        base: A functional model from images (n, height, width, 3), to maps (n, rows, columns, features) or to vectors
            (n, features). Its weights stay as they are.
        images: (n, height, width, 3), uint8 or float, 0 to 255; n is at least 1. They are not changed.
        preprocess: What `base` wants done to images of 0 to 255, once. Like those of Keras, it takes a batch, returns
            one, and may change a float array that it gets.

    Returns:
        Float array (n, features).

    Example:
        >>> x = keras.Input((4, 6, 3))
        >>> base = keras.Model(x, keras.layers.MaxPooling2D(2)(x))
        >>> vectors = image_vectors(base, np.full((2, 4, 6, 3), 255), lambda x: x / 127.5 - 1)
        >>> np.shape(vectors)
        (2, 3)
    """
    ### BEGIN SOLUTION
    features = np.asarray(base(preprocess(np.array(images, dtype="float32")), training=False))
    return features.mean(axis=(1, 2)) if features.ndim == 4 else features
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# image_vectors
# 1. Three steps: prepare the images, ask the base, average if there is something to average. How many axes do maps
#    have, and how many do vectors have?
# 2. `base.predict(x, verbose=0)` gives an array. Maps have four axes, and height and width are axes 1 and 2. `np.array`
#    makes a copy that `preprocess` may change.
# 3. `features = base.predict(preprocess(np.array(images, dtype="float32")), verbose=0)`, then
#    `features.mean(axis=(1, 2))` if `features.ndim == 4`, else `features`.


# %%
def build_classifier(base: keras.Model, num_classes: int) -> keras.Model:
    """`base`, frozen, then the average over height and width if it gives maps, then one Dense layer with softmax.

    Args:
        base: A functional model with its weights, as those of `keras.applications` are, from images to maps or to
            vectors. It is frozen here, and used as it is: no copy. Models may be nested in it.
        num_classes: At least 2. With 2 there are two softmax units.

    Returns:
        Model, not compiled, from images that were preprocessed already to probabilities (n, num_classes). In training
        the weights of the head move, and none of the base, BatchNormalization's means and variances included.

    Example:
        >>> x = keras.Input((8, 8, 3))
        >>> base = keras.Model(x, keras.layers.Conv2D(4, 3)(x))
        >>> model = build_classifier(base, 5)
        >>> tuple(model(np.zeros((2, 8, 8, 3))).shape)
        (2, 5)
    """
    ### BEGIN SOLUTION
    base.trainable = False
    x = base.output
    if len(x.shape) == 4:
        x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(base.input, keras.layers.Dense(num_classes, activation="softmax")(x))
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# build_classifier
# 1. Freeze first. Then the new layers go on from where the base ends. Does it end in maps?
# 2. `base.output` is where it ends, and `len(base.output.shape)` is 4 for maps. (`base.output_shape` is there as well,
#    but a layer's `output_shape` is gone in Keras 3.) The average is a `GlobalAveragePooling2D` layer.
# 3. `base.trainable = False`, then `keras.Model(base.input, keras.layers.Dense(num_classes, activation="softmax")(x))`,
#    where `x` is `base.output`, or `keras.layers.GlobalAveragePooling2D()(base.output)` for maps.


# %%
def load_base(path: str | Path, make_base: Callable[[], keras.Model]) -> keras.Model:
    """A new base with the weights of a file, as the notes load InceptionV3 from disk.

    Args:
        path: File of weights, `.weights.h5` or an older `.h5`. A `load_weights` call reads both.
        make_base: Takes no arguments and makes the network with random weights.

    Returns:
        The network that `make_base` made, with every weight from the file.

    Raises:
        ValueError: The file is damaged, is something else, or holds the weights of another network. The message is
            one short sentence that contains the name of the file: one line of at most 300 characters. What Keras says
            is much longer and names no file.

    Example:
        >>> make_base = lambda: keras.applications.InceptionV3(include_top=False, weights=None)
        >>> base = load_base("inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5", make_base)
    """
    ### BEGIN SOLUTION
    base = make_base()
    try:
        base.load_weights(path)
    except Exception as error:
        raise ValueError(f"{path} is damaged, or does not hold the weights of {base.name}.") from error
    return base
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# load_base
# 1. Two steps: make the network, then give it the weights. Think of what happens when the second one fails.
# 2. `base.load_weights(path)` changes `base` and returns nothing. It raises an exception if the file is damaged or does
#    not fit, of several kinds. `try:` and `except Exception as error:` catch all of them.
# 3. In the `except` part: `raise ValueError(f"{path} does not hold the weights of this network.") from error`. After
#    it: `return base`.


# %%
def cut_at(base: keras.Model, layer_name: str, num_classes: int) -> keras.Model:
    """`base`, frozen, from its input to the output of one of its layers, and on top of that the head of the notes.

    The head: Flatten, Dense(1024, relu), Dropout(0.2), and a last Dense layer: one unit with sigmoid for two classes,
    `num_classes` units with softmax for more.

    Args:
        base: A functional model with its weights. Its layers up to the named one are frozen, and used as they are: no
            copies.
        layer_name: The name of a layer in `base.layers` that gives maps.
        num_classes: At least 2.

    Returns:
        Model, not compiled, from images that were preprocessed already to probabilities: (n, 1) for two classes, the
        probability of class 1, and (n, num_classes) for more.

    Example:
        >>> x = keras.Input((8, 8, 3))
        >>> base = keras.Model(x, keras.layers.Conv2D(4, 3, name="a")(x))
        >>> model = cut_at(base, "a", 3)
        >>> tuple(model(np.zeros((2, 8, 8, 3))).shape)
        (2, 3)
    """
    ### BEGIN SOLUTION
    base.trainable = False
    x = keras.layers.Flatten()(base.get_layer(layer_name).output)
    x = keras.layers.Dense(1024, activation="relu")(x)
    x = keras.layers.Dropout(0.2)(x)
    if num_classes == 2:
        answer = keras.layers.Dense(1, activation="sigmoid")(x)
    else:
        answer = keras.layers.Dense(num_classes, activation="softmax")(x)
    return keras.Model(base.input, answer)
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# cut_at
# 1. A layer of a base knows its output. New layers can go on from there, and a model can end anywhere.
# 2. `base.get_layer(layer_name).output` is where the head begins. Call each layer of the head on what the one before
#    gives: `x = keras.layers.Flatten()(x)`. `keras.Model(base.input, x)` is the model that ends in `x`.
# 3. After freezing: Flatten, `Dense(1024, activation="relu")`, `Dropout(0.2)`, then `Dense(1, activation="sigmoid")` if
#    `num_classes == 2`, else `Dense(num_classes, activation="softmax")`.


# %% Try it (not graded)
# from autograder import datasets
# from autograder.datasets.backbones import load_backbone
#
# name = "fashion"  # real photos: "clothing", after `convlings data fetch clothing`
# names = ["dress", "hat", "pants", "shoes", "t-shirt"]
# images, labels = datasets.load(name, split="train", size=64, n=50, classes=names)
# new, wanted = datasets.load(name, split="test", size=64, n=200, classes=names)
# base, preprocess, cut = load_backbone("mini_xception")  # "Xception" fetches weights that learnt on real photos
# for way in (preprocess, lambda x: x / 255):
#     model = keras.Sequential([keras.layers.Dense(len(names), activation="softmax")])
#     model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
#     model.fit(image_vectors(base, images, way), labels, epochs=100, verbose=0)
#     print(model.evaluate(image_vectors(base, new, way), wanted, verbose=0, return_dict=True))
# cut_at(base, cut, len(names)).summary()
