# %% [markdown]
# # 09 Augmentation with ImageDataGenerator
# A network that has only seen pants lying one way may learn the way they lie instead of what they are. Augmentation
# shows it each training image a little changed: flipped, turned, shifted or zoomed, in another way in every epoch.
#
# * It adds no images. An epoch has as many batches as before, and each image comes once.
# * Choose changes after which you still see what the image shows, and which your users could send. Notes on clothes
#   sometimes show `vertical_flip=True`, but nobody takes pictures of clothes upside down.
# * Change training images only. Validation compares epochs and models, so it needs the same images every time.
#
# Three things surprise nearly everyone:
#
# * A pretrained model has its own `preprocess_input`: that of Xception turns 0..255 into -1..1. Hand it over as
#   `preprocessing_function` and leave `rescale` out. With `rescale=1/255` as well, every pixel ends up close to 0.
# * Generators shuffle. For training that is right. But `predict` returns answers without names: there you need
#   `shuffle=False`, so that the answers come in the order of the file names.
# * `ImageDataGenerator` is the older way. Keras 3 keeps it under `tensorflow.keras` only, and recommends
#   `keras.utils.image_dataset_from_directory` with layers such as `keras.layers.RandomFlip`. You will write both.
#
# You will also write random erasing: a black patch at another place in each image, so that the network cannot rely on
# a single detail such as a logo.
#
# At the end a small network is trained with your generator, on 160 images in 8 epochs. In these images pants face one
# way and shorts the other. New images face both ways: without augmentation 5 of 10 answers are right, with good
# changes 9 of 10.

# %%
from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf
from tensorflow.keras.preprocessing.image import ImageDataGenerator


# %%
def make_generators(
    train_folder: str,
    validation_folder: str,
    preprocess: Callable,
    size: tuple[int, int],
    batch_size: int,
    seed: int,
) -> tuple[keras.utils.PyDataset, keras.utils.PyDataset, int]:
    """Make generators of batches for training and for validation, and count the steps of an epoch.

    Args:
        train_folder, validation_folder: Each holds a folder for each class, with its images. Both have the same
            classes. Write nothing to them.
        preprocess: The model's `preprocess_input`, for one image or a batch with values 0 to 255. Every image goes
            through it once, after augmentation, and is not scaled in another way.
        size: (height, width) of the images in a batch, in pixels.
        batch_size: Images in a batch. The last batch of a pass holds what is left.
        seed: For the training generator: made again with the same seed, it gives the same batches.

    Returns:
        (train, validation, steps). Both generators are a `keras.utils.PyDataset`, as `flow_from_directory` returns.
        Batches are (images, labels): images float (n, height, width, 3), labels one-hot (n, number of classes) with
        the classes in alphabetical order. A pass gives every image of the folder once.

        train: In random order. Each image is changed at random in its own way, in another way in each pass. Choose
            the changes yourself; you can still see what an image shows, and it is never upside down.
        validation: Images as they are in the files, in any order.
        steps: The number of batches in a pass over `train`, an int.

    Example, for 50 training images in batches of 20:
        >>> preprocess = keras.applications.xception.preprocess_input
        >>> train, validation, steps = make_generators("train", "validation", preprocess, (150, 100), 20, seed=1)
        >>> images, labels = train[0]
        >>> images.shape, steps
        ((20, 150, 100, 3), 3)
    """
    ### BEGIN SOLUTION
    varied = ImageDataGenerator(
        preprocessing_function=preprocess,
        horizontal_flip=True,
        rotation_range=10,
        width_shift_range=0.1,
        height_shift_range=0.1,
    )
    plain = ImageDataGenerator(preprocessing_function=preprocess)
    train = varied.flow_from_directory(train_folder, target_size=size, batch_size=batch_size, seed=seed)
    validation = plain.flow_from_directory(validation_folder, target_size=size, batch_size=batch_size)
    return train, validation, len(train)
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# make_generators
# 1. Two `ImageDataGenerator`s: one that changes images, one that does not. Both are given `preprocess`. Each makes the
#    batches of its own folder with `flow_from_directory`. What kind of change turns "one way" into "both ways"?
# 2. `ImageDataGenerator(preprocessing_function=preprocess, horizontal_flip=True, rotation_range=10)` for training, the
#    same without the last two for validation; `flow_from_directory(folder, target_size=size, batch_size=batch_size)`
#    gives one-hot labels unless told otherwise. A generator knows its own number of batches.
# 3. `train = varied.flow_from_directory(train_folder, target_size=size, batch_size=batch_size, seed=seed)`, the same
#    with `plain` and `validation_folder`, then `return train, validation, len(train)`.


# %%
def predict_folder(
    model: keras.Model, folder: str, preprocess: Callable, size: tuple[int, int], batch_size: int
) -> tuple[list[str], np.ndarray]:
    """Ask the model about each image of a folder, and say which answer belongs to which file.

    Args:
        model: From (n, height, width, 3) to (n, number of classes).
        folder: Holds a folder for each class, with its images.
        preprocess, size, batch_size: As for `make_generators`. Images are not changed in another way.

    Returns:
        (names, answers), each image once, in any order. names: the files relative to `folder`, such as
        "shorts/0007.jpg". answers: float (n, number of classes); row i is the model's answer for names[i].

    Example, for a folder with two images and a model for three classes:
        >>> names, answers = predict_folder(model, "test", preprocess, (150, 100), 20)
        >>> names, answers.shape
        (['pants/0001.jpg', 'shorts/0001.jpg'], (2, 3))
    """
    ### BEGIN SOLUTION
    generator = ImageDataGenerator(preprocessing_function=preprocess).flow_from_directory(
        folder, target_size=size, batch_size=batch_size, class_mode=None, shuffle=False
    )
    return generator.filenames, model.predict(generator, verbose=0)
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# predict_folder
# 1. `model.predict` takes a generator and gives one row for each image, in the order in which the images came. The
#    generator's list of file names has an order of its own. When are the two the same?
# 2. `flow_from_directory(..., shuffle=False)` keeps the order of `generator.filenames`. `class_mode=None` leaves out
#    the labels, which `predict` does not need. No augmentation here.
# 3. `generator = ImageDataGenerator(preprocessing_function=preprocess).flow_from_directory(folder, target_size=size,
#    batch_size=batch_size, class_mode=None, shuffle=False)`, then return `generator.filenames` and
#    `model.predict(generator)`.


# %%
def erase_patches(images: np.ndarray, height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """Erase a black patch in each image of a batch, at a random place.

    Args:
        images: (n, image height, image width, channels), values from 0 (black) up, of any dtype. It is not changed.
        height, width: Of the patch, in pixels; at most those of the image.
        rng: Draw the random numbers from it, so that a run can be repeated.

    Returns:
        A new array of the shape and dtype of `images`. In each image one rectangle of `height` x `width` pixels is 0
        in all channels. It lies wholly inside the image. All such places are equally likely, and each image gets a
        place of its own.

    Example (the places depend on how you draw):
        >>> erase_patches(np.ones((2, 2, 4, 1)), 1, 2, np.random.default_rng(0))[..., 0]
        array([[[1., 1., 1., 1.],
                [1., 0., 0., 1.]],
               [[0., 0., 1., 1.],
                [1., 1., 1., 1.]]])
    """
    ### BEGIN SOLUTION
    count, image_height, image_width = images.shape[:3]
    tops = rng.integers(0, image_height - height, size=count, endpoint=True)
    lefts = rng.integers(0, image_width - width, size=count, endpoint=True)
    erased = images.copy()
    for image, top, left in zip(erased, tops, lefts, strict=True):
        image[top : top + height, left : left + width] = 0
    return erased
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# erase_patches
# 1. Copy the batch, then go through its images: draw the upper left corner of the patch, and set that rectangle to 0.
#    Which corners keep the patch inside the image?
# 2. For an image 10 high and a patch 4 high the top row is one of 0, 1, ..., 6. `rng.integers(0, n)` never gives n
#    itself, so here n is 7: `rng.integers(0, image_height - height + 1)`.
# 3. In a loop `for image in erased:` draw `top` and `left` so, then
#    `image[top : top + height, left : left + width] = 0`. The image is a view: this writes into `erased`.


# %%
def make_datasets(
    train_folder: str, validation_folder: str, preprocess: Callable, size: tuple[int, int], batch_size: int
) -> tuple[tf.data.Dataset, tf.data.Dataset]:
    """Do the same as Keras 3 recommends it: with datasets, and layers that augment.

    Args:
        train_folder, validation_folder, preprocess, size, batch_size: As for `make_generators`.

    Returns:
        (train, validation), two `tf.data.Dataset`s with batches like those of `make_generators`: preprocessed images,
        float (n, height, width, 3), and one-hot labels, each image of the folder once in a pass. Training images come
        in random order and are changed as in `make_generators`; validation images stay as they are in the files.

    Example:
        >>> train, validation = make_datasets("train", "validation", preprocess, (150, 100), 20)
        >>> [tuple(images.shape) for images, labels in train]
        [(20, 150, 100, 3), (20, 150, 100, 3), (10, 150, 100, 3)]
    """
    ### BEGIN SOLUTION
    augment = keras.Sequential(
        [
            keras.layers.RandomFlip("horizontal"),
            keras.layers.RandomRotation(0.03),
            keras.layers.RandomTranslation(0.1, 0.1),
        ]
    )
    train, validation = (
        keras.utils.image_dataset_from_directory(
            folder, label_mode="categorical", image_size=size, batch_size=batch_size
        )
        for folder in (train_folder, validation_folder)
    )
    return (
        train.map(lambda images, labels: (preprocess(augment(images, training=True)), labels)),
        validation.map(lambda images, labels: (preprocess(images), labels)),
    )
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# make_datasets
# 1. `keras.utils.image_dataset_from_directory` reads a folder; `map` applies a function to every batch. What has to be
#    done to a batch for training, and what to a batch for validation?
# 2. `label_mode="categorical"` makes one-hot labels, `image_size=size` sets the size.
#    `keras.Sequential([keras.layers.RandomFlip("horizontal"), ...])` augments a batch; make it before the `map`, not in
#    it. `RandomRotation(0.03)` turns by up to 0.03 of a whole turn.
# 3. `train.map(lambda images, labels: (preprocess(augment(images, training=True)), labels))` and
#    `validation.map(lambda images, labels: (preprocess(images), labels))`.


# %% Try it (not graded)
# from autograder.datasets import write_tree
#
# write_tree("clothes", "fashion", {"train": 50, "validation": 20}, classes=["pants", "shorts"], facing=True)
# preprocess = keras.applications.xception.preprocess_input
# train, validation, steps = make_generators("clothes/train", "clothes/validation", preprocess, (64, 64), 10, seed=1)
# images, labels = train[0]
# print(images.shape, images.min(), images.max(), steps)
