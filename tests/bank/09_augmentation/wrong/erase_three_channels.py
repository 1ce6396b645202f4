# mistake: the mask has three channels, whatever the images have
# looks like: three channels written into the code
# fails: keeps_to_its_contract
# points: 8.5
# says: shape (20, 8, 8, 3)

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
    count, rows, columns = images.shape[:3]
    keep = np.ones((count, rows, columns, 3), images.dtype)
    for each in keep:
        top, left = rng.integers(rows - height + 1), rng.integers(columns - width + 1)
        each[top : top + height, left : left + width] = 0
    return images * keep


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
