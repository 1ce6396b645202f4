# right: random erasing inside preprocessing_function; reflected edges; numbers by slicing; names as an array

import keras
import numpy as np
import tensorflow as tf
from tensorflow.keras.preprocessing.image import ImageDataGenerator


def make_generators(train_folder, validation_folder, preprocess, size, batch_size, seed):
    def erase_and_preprocess(image):
        image = image.copy()
        y = np.random.randint(0, image.shape[0] // 2)
        x = np.random.randint(0, image.shape[1] // 2)
        image[y:y + image.shape[0] // 4, x:x + image.shape[1] // 4] = 0
        return preprocess(image)

    train_gen = ImageDataGenerator(
        horizontal_flip=True,
        rotation_range=15,
        zoom_range=0.15,
        fill_mode="reflect",
        preprocessing_function=erase_and_preprocess,
    )
    val_gen = ImageDataGenerator(preprocessing_function=preprocess)
    train_ds = train_gen.flow_from_directory(train_folder, seed=seed, target_size=size, batch_size=batch_size)
    val_ds = val_gen.flow_from_directory(validation_folder, target_size=size, batch_size=batch_size, shuffle=False)
    steps_per_epoch = (train_ds.samples + batch_size - 1) // batch_size
    return train_ds, val_ds, steps_per_epoch


def predict_folder(model, folder, preprocess, size, batch_size):
    test_gen = ImageDataGenerator(preprocessing_function=preprocess)
    test_ds = test_gen.flow_from_directory(folder, target_size=size, batch_size=batch_size, shuffle=False)
    predictions = [model(test_ds[i][0], training=False) for i in range(len(test_ds))]
    return np.array(test_ds.filenames), tf.concat(predictions, axis=0)


def erase_patches(images, height, width, rng):
    mask = np.ones(images.shape[:3] + (1,), dtype=images.dtype)
    for one in mask:
        top = int(rng.integers(one.shape[0] - height + 1))
        left = int(rng.integers(one.shape[1] - width + 1))
        one[top:top + height, left:left + width] = 0
    return images * mask


def make_datasets(train_folder, validation_folder, preprocess, size, batch_size):
    height, width = size
    inputs = keras.Input((height, width, 3))
    x = keras.layers.RandomFlip("horizontal")(inputs)
    x = keras.layers.RandomRotation(0.05, fill_mode="constant")(x)
    x = keras.layers.RandomContrast(0.1)(x)
    augmenter = keras.Model(inputs, x)

    train = keras.preprocessing.image_dataset_from_directory(
        train_folder, label_mode="categorical", image_size=(height, width), batch_size=batch_size)
    validation = keras.preprocessing.image_dataset_from_directory(
        validation_folder, label_mode="categorical", image_size=(height, width), batch_size=batch_size, shuffle=False)
    train = train.map(lambda image, label: (augmenter(image, training=True), label))
    train = train.map(lambda image, label: (preprocess(image), label))
    validation = validation.map(lambda image, label: (preprocess(image), label))
    return train, validation
