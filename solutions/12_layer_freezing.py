# %% [markdown]
# # 12 Layer freezing
# A network that was trained on very many images has learnt edges, textures and shapes. With few images of your own you
# keep that: the pretrained part (the *base*) is frozen, and only a new head on top of it learns. Later some of the
# base may learn as well, in small steps: that is *fine-tuning*.
#
# Frozen means that training does not move a weight. In Keras a layer is frozen by `layer.trainable = False`; on a
# model that reaches every layer in it. Four things surprise nearly everyone:
#
# * Python accepts `layer.trianable = False` without a word. Look at `model.summary()`, which counts what learns.
# * After a loop that has frozen every layer, `base.trainable` itself is still True; with TensorFlow, setting it to what
#   it is already reaches no layer. Where some layers are to learn and others not, set each layer's.
# * `compile` counts. `fit` keeps the training step that it has built until the model is compiled again, and an
#   optimizer keeps to the weights that it was built for. So after changing `trainable`: compile, with a new optimizer.
# * A BatchNormalization layer holds four weights. Two learn; the other two, mean and variance, are averaged over the
#   batches that pass by in training. Your few images would soon overwrite what very many taught. While the layer is
#   frozen, all four stay. Tutorials write `base(x, training=False)` for that; in Keras 3 up to 3.15 `fit` overrides it
#   for a functional base, and once the layer is unfrozen its mean and variance move. So leave these layers frozen.
#
# Notes sometimes call it fine-tuning to "set the last layer and change the number of units". That is a new head, which
# comes first. Fine-tuning comes after it: it changes no layer and sets no weight anew, it lets some of the base learn.

# %%
import math

import keras


# %%
def freeze(base: keras.Model) -> None:
    """Freeze all of `base`: training a model that contains it moves none of its weights. Changes `base`.

    Args:
        base: Any model that has its weights already; models may be nested in it. The model around it is compiled
            after this call.

    Example:
        >>> base = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
        >>> freeze(base)
        >>> len(base.trainable_weights)
        0
    """
    ### BEGIN SOLUTION
    base.trainable = False
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# freeze
# 1. Every layer has an attribute that says whether it learns, and a model is a layer too.
# 2. The attribute is `trainable`. Set on a model, it reaches all layers in it, those of nested models as well.
# 3. One line: `base.trainable = False`. A loop over `base.layers` does the same.


# %%
def freeze_before(base: keras.Model, first: str) -> None:
    """Make `first` the first layer of `base` that learns.

    Layers before it are frozen; `first` itself and those after it learn, except BatchNormalization layers, which
    stay frozen everywhere (their means and variances were learnt on far more images than yours). `base` may have
    been frozen before, by `base.trainable = False`. Order is that of `base.layers`; a model nested in `base` counts as
    one layer there.

    Args:
        base: Any model that has its weights already. It is changed. Models nested in it that are to learn hold no
            BatchNormalization.
        first: The whole name of a layer in `base.layers`, as `summary()` prints it.

    Raises:
        ValueError: `base` has no layer of that name.

    Example:
        >>> layers = [keras.layers.Dense(4, name=name) for name in ("a", "b", "c")]
        >>> base = keras.Sequential([keras.Input((4,)), *layers])
        >>> freeze_before(base, "b")
        >>> [layer.trainable for layer in layers]
        [False, True, True]
    """
    ### BEGIN SOLUTION
    start = base.layers.index(base.get_layer(first))
    base.trainable = True
    for index, layer in enumerate(base.layers):
        layer.trainable = index >= start and not isinstance(layer, keras.layers.BatchNormalization)
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# freeze_before
# 1. Go through `base.layers` in order. What decides about a layer: does it come before the named one, and what kind
#    of layer is it? Both values of `trainable` have to be set, because `base` may have been frozen before.
# 2. `base.get_layer(first)` gives the named layer, or raises ValueError; `base.layers.index(layer)` gives its place.
#    `isinstance(layer, keras.layers.BatchNormalization)` tells the kind whatever the layer's name is.
# 3. With `start` for the place of the named layer: `for index, layer in enumerate(base.layers):`, and in it
#    `layer.trainable = index >= start and not isinstance(layer, keras.layers.BatchNormalization)`.


# %%
def count_parameters(model: keras.Model) -> tuple[int, int]:
    """(trainable, non-trainable) numbers in the model's weights, as `model.summary()` prints them.

    Args:
        model: Any model that has its weights already.

    Returns:
        How many single numbers the weights hold that learn, and how many those that do not.

    Example, for 4 inputs: a Dense(3) has 4 * 3 + 3 numbers; 6 of BatchNormalization's 12 learn:
        >>> count_parameters(keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)]))
        (15, 0)
        >>> layers = [keras.layers.Dense(3), keras.layers.BatchNormalization()]
        >>> count_parameters(keras.Sequential([keras.Input((4,)), *layers]))
        (21, 6)
    """
    ### BEGIN SOLUTION
    counts = [
        sum(math.prod(weight.shape) for weight in weights)
        for weights in (model.trainable_weights, model.non_trainable_weights)
    ]
    return counts[0], counts[1]
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# count_parameters
# 1. A model has two lists of weights, those that learn and the others. A weight is an array: what counts is how many
#    numbers are in it, not that it is one array.
# 2. The lists are `model.trainable_weights` and `model.non_trainable_weights`. A weight of shape (3, 3, 8, 16) holds
#    3 * 3 * 8 * 16 numbers: `math.prod(weight.shape)`.
# 3. `sum(math.prod(weight.shape) for weight in model.trainable_weights)`, and the same for the other list.


# %%
def fine_tune(model: keras.Model, base: keras.Model, first: str, learning_rate: float) -> None:
    """Prepare an already trained model for fine-tuning: `freeze_before(base, first)`, then compile again.

    Any optimizer with this learning rate; the same loss as before; accuracy as metric. No training here, and no new
    layers: what the model has learnt stays.

    Args:
        model: Compiled and trained, while `base` was frozen. Its loss is `model.loss`, of any kind.
        base: The pretrained part of `model`: one of its layers, or a model whose layers are layers of `model`.
        first: As for `freeze_before`.
        learning_rate: Of the new optimizer. It is small, so that a few images do not undo what the base knows.

    Example:
        >>> fine_tune(model, base, first="block5_sepconv1", learning_rate=1e-4)
        >>> history = model.fit(images, labels, epochs=5)
    """
    ### BEGIN SOLUTION
    freeze_before(base, first)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss=model.loss, metrics=["accuracy"])
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# fine_tune
# 1. Two lines. Which function above changes what learns? And what has to follow, so that `fit` takes notice?
# 2. `model.compile` takes an optimizer, a loss and a list of metrics. The optimizer is a new one, because the old one
#    knows the weights of the head only; the loss that the model was compiled with is `model.loss`.
# 3. `freeze_before(base, first)`, then `model.compile(optimizer=keras.optimizers.Adam(learning_rate),`
#    `loss=model.loss, metrics=["accuracy"])`.


# %% Try it (not graded)
# from autograder import datasets
# from autograder.datasets.backbones import mini_xception, preprocess_input
#
# names = ["dress", "hat", "pants", "shoes", "t-shirt"]
# images, labels = datasets.load("fashion", size=64, n=50, classes=names)
# test_images, test_labels = datasets.load("fashion", split="test", size=64, n=200, classes=names)
# images, test_images = preprocess_input(images), preprocess_input(test_images)
# base = mini_xception(input_shape=(64, 64, 3), include_top=False, pooling="avg")
# model = keras.Sequential([base, keras.layers.Dense(5, activation="softmax")])
# freeze(base)
# model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
# model.fit(images, labels, epochs=20, verbose=0)
# print(count_parameters(model), model.evaluate(test_images, test_labels, verbose=0))
# fine_tune(model, base, "block3_sepconv1", learning_rate=1e-3)
# model.fit(images, labels, epochs=20, verbose=0)
# print(count_parameters(model), model.evaluate(test_images, test_labels, verbose=0))
