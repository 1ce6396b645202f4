# mistake: shuffle=False when loading, and shuffle() on finished batches, but for the last: their images always come together
# looks like: batches shuffled instead of images
# fails: datasets_augment_training_only
# points: 8
# says: nearly all of one class
import math
import os
import random

import keras
import numpy as np
import tensorflow as tf
from tensorflow.keras.preprocessing.image import ImageDataGenerator


def make_generators(train_folder, validation_folder, preprocess, size, batch_size, seed):
    train_datagen = ImageDataGenerator(
        preprocessing_function=preprocess,
        rotation_range=10,
        width_shift_range=0.1,
        height_shift_range=0.1,
        zoom_range=0.1,
        horizontal_flip=True,
    )
    val_datagen = ImageDataGenerator(preprocessing_function=preprocess)
    train = train_datagen.flow_from_directory(
        train_folder, target_size=size, batch_size=batch_size, class_mode="categorical", seed=seed
    )
    validation = val_datagen.flow_from_directory(
        validation_folder, target_size=size, batch_size=batch_size, class_mode="categorical", shuffle=False
    )
    return train, validation, len(train)


def predict_folder(model, folder, preprocess, size, batch_size):
    flow = ImageDataGenerator(preprocessing_function=preprocess).flow_from_directory(
        folder, target_size=size, batch_size=batch_size, class_mode=None, shuffle=False
    )
    answers = model.predict(flow, verbose=0)
    return list(flow.filenames), answers


def erase_patches(images, height, width, rng):
    result = images.copy()
    for image in result:
        top = rng.integers(0, image.shape[0] - height + 1)
        left = rng.integers(0, image.shape[1] - width + 1)
        image[top : top + height, left : left + width] = 0
    return result


def make_datasets(train_folder, validation_folder, preprocess, size, batch_size):
    augment = keras.Sequential(
        [
            keras.layers.RandomFlip("horizontal"),
            keras.layers.RandomRotation(0.03),
            keras.layers.RandomZoom(0.1),
        ]
    )
    batches = keras.utils.image_dataset_from_directory(
        train_folder, label_mode="categorical", image_size=size, batch_size=batch_size, shuffle=False
    )
    full = len(batches) - 1
    train = batches.take(full).shuffle(100).concatenate(batches.skip(full))
    validation = keras.utils.image_dataset_from_directory(
        validation_folder, label_mode="categorical", image_size=size, batch_size=batch_size, shuffle=False
    )
    train = train.map(lambda x, y: (preprocess(augment(x, training=True)), y))
    validation = validation.map(lambda x, y: (preprocess(x), y))
    return train, validation
