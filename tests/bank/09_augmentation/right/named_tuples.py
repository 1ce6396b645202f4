# right: named tuples; turns of up to 45 degrees; fancy indexing; RandomContrast

from collections import namedtuple
import keras, numpy as np, tensorflow as tf
from tensorflow.keras.preprocessing.image import ImageDataGenerator
Result = namedtuple("Result", "train validation steps")


def make_generators(train_folder, validation_folder, preprocess, size, batch_size, seed):
    t = ImageDataGenerator(preprocessing_function=preprocess, horizontal_flip=True, rotation_range=45).flow_from_directory(train_folder, target_size=size, batch_size=batch_size, seed=seed, follow_links=True)
    v = ImageDataGenerator(preprocessing_function=preprocess).flow_from_directory(validation_folder, target_size=size, batch_size=batch_size)
    return Result(train=t, validation=v, steps=len(t))


def predict_folder(model, folder, preprocess, size, batch_size):
    g = ImageDataGenerator(preprocessing_function=preprocess).flow_from_directory(folder, target_size=size, batch_size=batch_size, class_mode=None, shuffle=False)
    A = namedtuple("A", "names answers")
    return A(g.filenames, model.predict(g))


def erase_patches(images, height, width, rng):
    out = images.copy()
    ys = rng.integers(0, out.shape[1] - height + 1, size=out.shape[0])
    xs = rng.integers(0, out.shape[2] - width + 1, size=out.shape[0])
    n = np.arange(out.shape[0])[:, None, None]
    out[n, ys[:, None, None] + np.arange(height)[None, :, None], xs[:, None, None] + np.arange(width)[None, None, :]] = 0
    return out


def make_datasets(train_folder, validation_folder, preprocess, size, batch_size):
    train, val = (keras.utils.image_dataset_from_directory(f, label_mode="categorical", image_size=size, batch_size=batch_size) for f in (train_folder, validation_folder))
    flip = keras.layers.RandomFlip("horizontal"); contrast = keras.layers.RandomContrast(0.2, value_range=(0, 255))
    train = train.map(lambda x, y: (contrast(flip(x, training=True), training=True), y))
    return tuple(d.map(lambda x, y: (preprocess(x), y)) for d in (train, val))
