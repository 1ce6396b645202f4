# right: preprocessed before the layers augment; white where images were turned away; names of a dataset's file_paths

import keras
import numpy as np
import tensorflow as tf
ImageDataGenerator = tf.keras.preprocessing.image.ImageDataGenerator


def make_generators(train_folder, validation_folder, preprocess, size, batch_size, seed):
    common = {"target_size": size, "batch_size": batch_size, "class_mode": "categorical"}
    plain = ImageDataGenerator(preprocessing_function=preprocess)
    aug = ImageDataGenerator(preprocessing_function=preprocess, horizontal_flip=True, fill_mode="constant", cval=255.0, rotation_range=20, width_shift_range=0.1)
    train = aug.flow_from_directory(directory=train_folder, shuffle=True, seed=seed, **common)
    val = plain.flow_from_directory(directory=validation_folder, shuffle=True, **common)
    steps = train.samples // batch_size
    if train.samples % batch_size != 0:
        steps += 1
    return train, val, steps


def predict_folder(model, folder, preprocess, size, batch_size):
    ds = keras.utils.image_dataset_from_directory(folder, labels=None, image_size=size, batch_size=batch_size, shuffle=False)
    names = [p.replace(folder, "").lstrip("/") for p in ds.file_paths]
    return names, model.predict(ds.map(preprocess), verbose=0)


def erase_patches(images, height, width, rng):
    n, h, w = images.shape[:3]
    t = rng.integers(0, h - height + 1, n)[:, None]
    l = rng.integers(0, w - width + 1, n)[:, None]
    inside_rows = (np.arange(h) >= t) & (np.arange(h) < t + height)
    inside_cols = (np.arange(w) >= l) & (np.arange(w) < l + width)
    keep = ~(inside_rows[:, :, None] & inside_cols[:, None, :])
    return images * keep[..., None]


def make_datasets(train_folder, validation_folder, preprocess, size, batch_size):
    train = keras.utils.image_dataset_from_directory(train_folder, label_mode="categorical", image_size=size, batch_size=batch_size)
    val = keras.utils.image_dataset_from_directory(validation_folder, label_mode="categorical", image_size=size, batch_size=batch_size)
    train = train.map(lambda x, y: (preprocess(x), y))
    val = val.map(lambda x, y: (preprocess(x), y))
    augment = keras.Sequential([keras.layers.RandomFlip("horizontal"), keras.layers.RandomTranslation(0.1, 0.1, fill_mode="nearest")])
    train = train.map(lambda x, y: (augment(x), y))
    return train, val
