# mistake: a hundred places are drawn and used again for the next hundred images
# looks like: a place that several images share: draw for each image
# fails: a_black_patch_in_each_image
# points: 8.5
# says: draw for each image

import keras
import numpy as np
import tensorflow as tf
from tensorflow.keras.preprocessing.image import ImageDataGenerator


def make_generators(train_folder, validation_folder, preprocess, size, batch_size, seed):
    changed = ImageDataGenerator(preprocessing_function=preprocess, horizontal_flip=True)
    plain = ImageDataGenerator(preprocessing_function=preprocess)
    train = changed.flow_from_directory(train_folder, target_size=size, batch_size=batch_size, seed=seed)
    validation = plain.flow_from_directory(validation_folder, target_size=size, batch_size=batch_size)
    return train, validation, len(train)


def predict_folder(model, folder, preprocess, size, batch_size):
    plain = ImageDataGenerator(preprocessing_function=preprocess)
    flow = plain.flow_from_directory(folder, target_size=size, batch_size=batch_size, class_mode=None, shuffle=False)
    return flow.filenames, model.predict(flow, verbose=0)


def erase_patches(images, height, width, rng):
    erased = images.copy()
    tops = rng.integers(images.shape[1] - height + 1, size=100)
    lefts = rng.integers(images.shape[2] - width + 1, size=100)
    for index, image in enumerate(erased):
        top, left = tops[index % 100], lefts[index % 100]
        image[top : top + height, left : left + width] = 0
    return erased


def make_datasets(train_folder, validation_folder, preprocess, size, batch_size):
    train, validation = (
        keras.utils.image_dataset_from_directory(
            folder, label_mode="categorical", image_size=size, batch_size=batch_size
        )
        for folder in (train_folder, validation_folder)
    )
    flip = keras.layers.RandomFlip("horizontal")
    train = train.map(lambda images, labels: (preprocess(flip(images, training=True)), labels))
    return train, validation.map(lambda images, labels: (preprocess(images), labels))
