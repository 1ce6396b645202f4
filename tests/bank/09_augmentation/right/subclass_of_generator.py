# right: a subclass of ImageDataGenerator; shear, shifts in pixels; one number for each place; tuples

import math
import keras
import numpy as np
from tensorflow.keras.preprocessing.image import ImageDataGenerator


class Plain(ImageDataGenerator):
    def __init__(self, preprocess, **kw):
        super().__init__(**kw)
        self.pre = preprocess
    def standardize(self, x):
        return self.pre(np.copy(x))


def make_generators(train_folder, validation_folder, preprocess, size, batch_size, seed):
    train = Plain(preprocess, horizontal_flip=True, shear_range=10, height_shift_range=2, width_shift_range=[-3, 0, 3]).flow_from_directory(
        train_folder, target_size=size, batch_size=batch_size, seed=seed)
    validation = Plain(preprocess).flow_from_directory(validation_folder, target_size=size, batch_size=batch_size, seed=seed, shuffle=False)
    n = sum(1 for _ in train.filenames)
    return train, validation, math.ceil(n / batch_size)


def predict_folder(model, folder, preprocess, size, batch_size):
    it = Plain(preprocess).flow_from_directory(folder, target_size=size, batch_size=batch_size, shuffle=False, class_mode="sparse")
    return tuple(it.filenames), model.predict(it)


def erase_patches(images, height, width, rng):
    n, H, W = images.shape[0], images.shape[1], images.shape[2]
    spots = [(a, b) for a in range(H - height + 1) for b in range(W - width + 1)]
    picks = rng.choice(len(spots), size=n)
    new = images.copy()
    for k in range(n):
        a, b = spots[picks[k]]
        new[k, a:a + height, b:b + width, ...] *= 0
    return new


def make_datasets(train_folder, validation_folder, preprocess, size, batch_size):
    def ds(f):
        return keras.utils.image_dataset_from_directory(f, label_mode="categorical", image_size=size, batch_size=batch_size)
    flip, turn = keras.layers.RandomFlip(mode="horizontal"), keras.layers.RandomRotation(factor=(-0.05, 0.05), fill_mode="nearest")
    def f(x, y):
        x = flip(x, training=True)
        x = turn(x, training=True)
        x = preprocess(x)
        return x, y
    return ds(train_folder).map(f), ds(validation_folder).map(lambda x, y: (preprocess(x), y))
