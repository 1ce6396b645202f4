# %% [markdown]
# # 06 A first network
# The shop's pictures are sorted, and you know what an answer and its error are. Now you train your first network: it is
# to tell what is in a picture that it has never seen.
#
# It begins with *blocks*. A convolution looks for small patterns all over the image, ReLU keeps what is above 0, and
# max pooling keeps the strongest find of each small window. Then the maps become one vector, and Dense layers make
# class probabilities of it:
#
#     image -> Conv2D, ReLU, MaxPooling2D -> Conv2D, ReLU, MaxPooling2D -> Flatten -> Dense, ReLU -> Dense, softmax
#
# Four things surprise nearly everyone:
#
# * A Dense layer on maps does not mind: it answers for each place of them. Flatten, or a global pooling, comes first.
# * Softmax over a single number is 1, whatever the number is. One unit needs a sigmoid.
# * Without ReLU in between, layers add up to a single linear one. Nothing warns you.
# * Images are scaled once. Scaled to 0..1, and divided by 255 again in the network, they are nearly black.
#
# Notes sometimes say that RMSprop makes tuning the learning rate unnecessary. It does fit each weight's steps to its
# gradients, but how long they are is still up to you, and `optimizer="rmsprop"` always takes 0.001.
#
# Last of all, a check trains your network on 320 letters of 20 x 20 pixels (I, L, O; batches of 8, rate 0.001, 16
# epochs) and asks about 240 new ones. That takes about 4 seconds, twice if it has to try again. Guessing is right for
# 33%, a usual network for over 90%; the check passes from about 36% on.

# %%
import keras


# %%
def build_cnn(shape: tuple[int, int, int], num_classes: int) -> keras.Model:
    """A convolutional network that gives class probabilities; not compiled.

    At least two blocks, each of a Conv2D (larger than 1 x 1) with ReLU and a max pooling after it, in steps of 2 or
    more as by default. A block may hold more than one Conv2D. Then Dense layers with ReLU, if you like, and a Dense
    head. Dropout (in training only) and BatchNormalization are welcome. At most 500,000 numbers in all its weights, for
    images of up to 32 x 32 pixels. Sequential, functional or a subclass.

    Args:
        shape: (height, width, channels) of an image, each side at least 20; the two may differ. The values are between
            0 and 1 already: do not divide them by 255 again. (To move them to -1..1 is fine.)
        num_classes: 2 or more.

    Returns:
        Model from (n, height, width, channels) to (n, num_classes) probabilities, by softmax. For two classes it may
        give (n, 1) by a sigmoid instead: the probability of class 1.

    Example:
        >>> build_cnn((28, 28, 1), 3).predict(np.zeros((5, 28, 28, 1)), verbose=0).shape
        (5, 3)
    """
    ### BEGIN SOLUTION
    return keras.Sequential(
        [
            keras.Input(shape),
            keras.layers.Conv2D(16, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Conv2D(32, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(num_classes, activation="softmax"),
        ]
    )
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# build_cnn
# 1. A list of layers in `keras.Sequential([...])` is enough, beginning with `keras.Input(shape)`. Which layer turns
#    maps into a vector, and which activation turns numbers into probabilities?
# 2. A block is `keras.layers.Conv2D(16, 3, activation="relu")` and `keras.layers.MaxPooling2D()`: 16 patterns, each 3
#    pixels high and wide. The next block may have more patterns, as its maps are smaller.
# 3. After two blocks: `keras.layers.Flatten()`, `keras.layers.Dense(64, activation="relu")`, and
#    `keras.layers.Dense(num_classes, activation="softmax")`.


# %%
def compile_cnn(model: keras.Model, learning_rate: float) -> None:
    """Compile `model` for training: RMSprop at this rate, the loss that fits its head, "accuracy" as metric.

    Labels are whole numbers, one for each image: 0 to num_classes - 1, not one-hot. The metric's name is "accuracy".

    Args:
        model: Its last layer is a Dense with softmax over two units or more, or with a sigmoid over one: one loss does
            not suit both. It is compiled, and stays the same otherwise.
        learning_rate: Of the optimizer; above 0.

    Example:
        >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
        >>> compile_cnn(model, 0.002)
        >>> round(float(model.optimizer.learning_rate), 4)
        0.002
    """
    ### BEGIN SOLUTION
    loss = "binary_crossentropy" if model.output_shape[-1] == 1 else "sparse_categorical_crossentropy"
    model.compile(optimizer=keras.optimizers.RMSprop(learning_rate), loss=loss, metrics=["accuracy"])
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# compile_cnn
# 1. `model.compile` takes an optimizer, a loss and a list of metrics. The name "rmsprop" cannot carry a rate.
# 2. Whole numbers as labels and a softmax head: the cross-entropy whose name begins with "sparse". One sigmoid unit:
#    the binary one. `model.output_shape[-1]` tells how many units there are.
# 3. `loss = "binary_crossentropy" if model.output_shape[-1] == 1 else "sparse_categorical_crossentropy"`, then
#    `model.compile(optimizer=keras.optimizers.RMSprop(learning_rate), loss=loss, metrics=["accuracy"])`.


# %%
def steps(num_images: int, batch_size: int) -> int:
    """How many batches an epoch has: the whole ones, and a smaller one for the rest, if there is a rest.

    Args:
        num_images, batch_size: Both at least 1.

    Example:
        >>> steps(100, 32)
        4
    """
    ### BEGIN SOLUTION
    return -(-num_images // batch_size)
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# steps
# 1. 100 images in batches of 32: three whole batches hold 96 of them. What about the other 4? And what if there were
#    only 96 images?
# 2. `num_images // batch_size` counts the whole batches, `num_images % batch_size` is the rest. Rounding up does both.
# 3. `math.ceil(num_images / batch_size)`, with `import math`; or without floats `-(-num_images // batch_size)`.


# %%
def train_cnn(model: keras.Model, train, validation, epochs: int) -> dict[str, list[float]]:
    """Train the compiled `model` on all batches of `train` in each epoch, and measure it on `validation` after each.

    Args:
        model: Compiled by the caller: do not compile it again. It is trained, so its weights change,
            and stay as the last epoch leaves them.
        train, validation: A `keras.utils.PyDataset` or a `tf.data.Dataset` each. They give batches of images and
            labels, and know how many batches they have; each batch is a step. Nothing is learnt from `validation`.
        epochs: How many to run, at least 1; all of them, even if the loss does not fall any more.

    Returns:
        The history of all epochs, as in `fit(...).history`: a dictionary with a list for each of "accuracy", "loss",
        "val_accuracy" and "val_loss", one value for each epoch: the mean over all images, as `fit` gives it.

    Example, with a model, train and validation as in the last cell:
        >>> history = train_cnn(model, train, validation, epochs=3)
        >>> history["val_accuracy"]
        [0.63, 0.71, 0.80]
    """
    ### BEGIN SOLUTION
    return model.fit(train, validation_data=validation, epochs=epochs, verbose=0).history
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# train_cnn
# 1. One call of `fit` is enough. It takes batches as they are, and counts them itself: leave `steps_per_epoch` out.
# 2. `fit` has an argument for the validation batches. Older notes call `fit_generator`, which is gone: `fit` does both.
#    What `fit` returns has the dictionary in its attribute `history`.
# 3. `return model.fit(train, validation_data=validation, epochs=epochs).history`.


# %% Try it (not graded)
# import tensorflow as tf
# from autograder import datasets
#
# name, names = "letters", ["I", "L", "O"]  # real hands: "sign-mnist", after `convlings data fetch sign-mnist`
# images, labels = datasets.load(name, split="train", size=28, n=800, classes=names)
# others, their_labels = datasets.load(name, split="validation", size=28, n=200, classes=names)
# train = tf.data.Dataset.from_tensor_slices((images[:600] / 255, labels[:600])).shuffle(600).batch(20)
# validation = tf.data.Dataset.from_tensor_slices((others / 255, their_labels)).batch(20)
# model = build_cnn(images.shape[1:], len(names))
# compile_cnn(model, 0.001)
# history = train_cnn(model, train, validation, epochs=10)
# print(steps(600, 20), len(train), [round(value, 2) for value in history["val_accuracy"]])
# print("new images:", model.evaluate(images[600:] / 255, labels[600:], verbose=0, return_dict=True))
