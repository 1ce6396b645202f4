# %% [markdown]
# # 13 Model surgery
# The shop's pictures belong to its own few classes, and a network from ImageNet answers with 1,000. So you cut off its
# end, keep the rest with all that it has learnt, and put a new end in its place. That is *surgery*: no weight that you
# keep is changed, only what stands behind it.
#
# Keras has two kinds of models for that. A `Sequential` is a list of layers, one after the other. A functional model
# is a graph: every layer knows its `output`, and a new model may lead from the old input to any of these outputs.
# VGG16 is a chain, so it fits into a `Sequential`. MobileNet is a chain as well, but longer; there it is easier to cut
# the graph at a name. Three things surprise nearly everyone:
#
# * In Keras 3 `model.layers.pop()` does nothing: `model.layers` is a copy of the list.
# * Old recipes cut MobileNet at `layers[-6]`. In Keras 3 that is a map; the pooled values are at `layers[-5]`, and they
#   are (n, 1, 1, 1024), not vectors. So cut at a name, look at the shape, and flatten.
# * Layers that you take over are the same objects in both models. Freeze them in one, and they are frozen in the other.
#
# Notes sometimes call a new last layer fine-tuning. It is a new head, and it comes before fine-tuning (exercise 12).
# And VGG16 did not win ImageNet's classification in 2014: it came second, behind GoogLeNet.

# %%
import math

import keras


# %%
def to_sequential(model: keras.Model, num_classes: int) -> keras.Sequential:
    """A chain of layers as a `Sequential` with a new head: all layers but the last, frozen, then Dense and softmax.

    Args:
        model: A functional or Sequential model without branches. The layer before its last one gives vectors. `model`
            keeps its own last layer. The layers may be shared with it, and so be frozen there as well; copies with the
            same weights are as good.
        num_classes: How many classes the new head tells apart, at least 2.

    Returns:
        A Sequential, not compiled. Only its head, a new Dense layer with bias, learns. It gives probabilities
        (n, num_classes).

    Example:
        >>> layers = [keras.layers.Dense(4, activation="relu"), keras.layers.Dense(1000, activation="softmax")]
        >>> model = keras.Sequential([keras.Input((6,)), *layers])
        >>> to_sequential(model, 2)(keras.ops.ones((3, 6))).shape
        (3, 2)
    """
    ### BEGIN SOLUTION
    new = keras.Sequential()
    for layer in model.layers[:-1]:
        layer.trainable = False
        new.add(layer)
    new.add(keras.layers.Dense(num_classes, activation="softmax"))
    new.build(model.input_shape)
    return new
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# to_sequential
# 1. `model.layers` is the list of layers in order. Which of them do you keep, and what has to be set on each of these?
# 2. `model.layers[:-1]` is all but the last. Go through it: `layer.trainable = False`, and add the layer to a new
#    `keras.Sequential()`. The head is added after that, so that it is not frozen.
# 3. In the loop `layer.trainable = False` and `new.add(layer)`; after it
#    `new.add(keras.layers.Dense(num_classes, activation="softmax"))`.


# %%
def replace_top(model: keras.Model, cut: str, num_classes: int) -> keras.Model:
    """The model from the input of `model` to the output of its layer `cut`, with a new head: Flatten, Dense, softmax.

    Args:
        model: A functional model, with or without branches. It is not changed, and nothing is frozen: what learns there
            goes on learning. The new model may share its layers, or have copies with the same weights.
        cut: The name of the last layer that is kept. Its output is a vector or a map for each image. A map (height,
            width, channels) is flattened, not averaged; one of (1, 1, channels) too.
        num_classes: How many classes the new head tells apart, at least 2.

    Returns:
        A model, not compiled, whose new head is a Dense layer with bias. It gives probabilities (n, num_classes).

    Raises:
        ValueError: `model` has no layer of that name.

    Example:
        >>> layers = [keras.layers.Conv2D(4, 3, name="maps"), keras.layers.Flatten(), keras.layers.Dense(1000)]
        >>> chain = keras.Sequential([keras.Input((5, 6, 3)), *layers])
        >>> model = keras.Model(chain.inputs, chain.outputs)
        >>> replace_top(model, "maps", 2)(keras.ops.ones((3, 5, 6, 3))).shape
        (3, 2)
    """
    ### BEGIN SOLUTION
    features = keras.layers.Flatten()(model.get_layer(cut).output)
    answers = keras.layers.Dense(num_classes, activation="softmax")(features)
    return keras.Model(model.input, answers)
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# replace_top
# 1. No layer has to be copied. A functional model is made from a tensor where it begins and a tensor where it ends.
# 2. `model.get_layer(cut).output` is the tensor behind the named layer (`get_layer` raises ValueError for a name that
#    is not there). Layers are called on a tensor and give the next one: `x = keras.layers.Flatten()(x)`.
# 3. After Flatten comes `x = keras.layers.Dense(num_classes, activation="softmax")(x)`, and then
#    `keras.Model(model.input, x)`.


# %%
def freeze_all_but(model: keras.Model, n: int) -> None:
    """Let the last `n` layers of `model.layers` learn, and freeze all others. Changes `model`.

    A layer that was frozen before learns again if it is one of the last `n`, even if `model.trainable = False` had
    switched off the whole model. Every layer counts as one, those without weights too. BatchNormalization is treated as
    any other layer here.

    Args:
        model: Any model that has its weights already. It is compiled after this call.
        n: From 0 (nothing learns) to `len(model.layers)` (everything learns), both inclusive.

    Example:
        >>> layers = [keras.layers.Dense(4) for _ in range(3)]
        >>> freeze_all_but(keras.Sequential([keras.Input((4,)), *layers]), 1)
        >>> [layer.trainable for layer in layers]
        [False, False, True]
    """
    ### BEGIN SOLUTION
    start = len(model.layers) - n
    model.trainable = True
    for index, layer in enumerate(model.layers):
        layer.trainable = index >= start
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# freeze_all_but
# 1. Each layer gets one of two values of `trainable`. Its place in `model.layers` decides which. The model has a
#    `trainable` as well: while it is False nothing in the model learns, whatever its layers say.
# 2. A slice `[-n:]` is tempting, but `-0` is `0`: what are `layers[-0:]` and `layers[:-0]`? Counting from the front
#    avoids that: the first layer that learns is at `len(model.layers) - n`.
# 3. First `model.trainable = True`. It does not reach all layers where it was True before, so set each of them:
#    `for index, layer in enumerate(model.layers):`, and in it `layer.trainable = index >= len(model.layers) - n`.


# %%
def summary_table(model: keras.Model) -> list[tuple[str, tuple[int | None, ...], int, int]]:
    """What `model.summary()` prints, as data: one row for each layer of `model.layers`, in order.

    Args:
        model: A functional or Sequential model that has its weights already. It is not changed. Models may be nested in
            it: each is one layer.

    Returns:
        Rows (name, output shape, parameters, of which learn). The shape is that of the layer's output, with None for
        the number of images. Parameters are the numbers in all of the layer's weights, and the last is how many of
        these learn: 0 in a frozen layer, half of them in a BatchNormalization that is not frozen.

    Example:
        >>> layers = [keras.layers.Dense(3, name="a"), keras.layers.BatchNormalization(name="b")]
        >>> summary_table(keras.Sequential([keras.Input((4,)), *layers]))
        [('a', (None, 3), 15, 15), ('b', (None, 3), 12, 6)]
    """
    ### BEGIN SOLUTION
    return [
        (
            layer.name,
            tuple(layer.output.shape),
            layer.count_params(),
            sum(math.prod(weight.shape) for weight in layer.trainable_weights),
        )
        for layer in model.layers
    ]
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# summary_table
# 1. A loop over `model.layers` that appends a tuple of four. Each layer knows its name, its output and its weights.
# 2. `layer.output.shape` (`output_shape` is gone in Keras 3), and `layer.count_params()`. What learns is in
#    `layer.trainable_weights`, a list of arrays: count the numbers in them, not the arrays.
# 3. The last two of the row: `layer.count_params()` and
#    `sum(math.prod(weight.shape) for weight in layer.trainable_weights)`.


# %% Try it (not graded)
# import numpy as np
# from autograder import datasets
#
# weights = None  # "imagenet" downloads what VGG16 and MobileNet have learnt: 528 MB and 17 MB; it needs the network
# vgg = keras.applications.VGG16(weights=weights, input_shape=None if weights else (32, 32, 3))
# model = to_sequential(vgg, 2)
# print(type(model).__name__, *summary_table(model)[-3:], sep="\n")
# mobile = keras.applications.MobileNet(weights=weights, input_shape=(224, 224, 3) if weights else (32, 32, 3))
# model = replace_top(mobile, mobile.layers[-5].name, 5)
# freeze_all_but(model, 23)
# print("parameters, and how many learn:", *(sum(row[place] for row in summary_table(model)) for place in (2, 3)))
# names = ["dress", "hat", "pants", "shoes", "t-shirt"]
# images, labels = datasets.load("fashion", size=model.input_shape[1], n=50, classes=names)
# model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
# model.fit(keras.applications.mobilenet.preprocess_input(images.astype("float32")), labels, epochs=5)
