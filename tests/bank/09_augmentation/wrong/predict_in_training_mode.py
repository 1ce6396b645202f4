# mistake: calls the model with training=True
# looks like: the model asked in training mode: Dropout and BatchNormalization then give other answers
# why: predict asks the model as it is used later: nothing is dropped, and no batch is measured.
# fails: answers_belong_to_their_files
# points: 8
# try: import tempfile; from autograder.datasets import write_tree; folder = tempfile.mkdtemp()
# try: write_tree(folder, "fashion", {"train": 30, "validation": 12}, classes=["pants", "shorts"])
# try: preprocess = keras.applications.xception.preprocess_input
# try: pooled = [keras.layers.GlobalAveragePooling2D(), keras.layers.Dropout(0.9)]
# try: model = keras.Sequential([keras.Input((48, 64, 3)), *pooled])
# try: names, answers = predict_folder(model, f"{folder}/validation", preprocess, (48, 64), 5)
# try: print((np.asarray(answers) == 0).mean())   # expected: 0.0, as nothing is dropped when a model is used
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
    answers = [np.asarray(model(flow[i], training=True)) for i in range(len(flow))]
    return list(flow.filenames), np.concatenate(answers)


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
    train = keras.utils.image_dataset_from_directory(
        train_folder, label_mode="categorical", image_size=size, batch_size=batch_size
    )
    validation = keras.utils.image_dataset_from_directory(
        validation_folder, label_mode="categorical", image_size=size, batch_size=batch_size, shuffle=False
    )
    train = train.map(lambda x, y: (preprocess(augment(x, training=True)), y))
    validation = validation.map(lambda x, y: (preprocess(x), y))
    return train, validation
