# right: tf.keras, the usual recipe of turns, shifts, shear, zoom and flip, ceil, boolean masks, a function for map

import math

import numpy as np
import tensorflow as tf
from tensorflow.keras.preprocessing.image import ImageDataGenerator


def make_generators(train_folder, validation_folder, preprocess, size, batch_size, seed):
    train_datagen = ImageDataGenerator(
        preprocessing_function=preprocess,
        rotation_range=40,
        width_shift_range=0.2,
        height_shift_range=0.2,
        shear_range=0.2,
        zoom_range=0.2,
        horizontal_flip=True,
        fill_mode='nearest')
    validation_datagen = ImageDataGenerator(preprocessing_function=preprocess)

    train_generator = train_datagen.flow_from_directory(
        train_folder,
        target_size=(size[0], size[1]),
        batch_size=batch_size,
        class_mode='categorical',
        seed=seed)
    validation_generator = validation_datagen.flow_from_directory(
        validation_folder,
        target_size=(size[0], size[1]),
        batch_size=batch_size,
        class_mode='categorical',
        shuffle=False)
    steps = math.ceil(train_generator.samples / batch_size)
    return train_generator, validation_generator, steps


def predict_folder(model, folder, preprocess, size, batch_size):
    datagen = ImageDataGenerator(preprocessing_function=preprocess)
    generator = datagen.flow_from_directory(
        folder, target_size=size, batch_size=batch_size, class_mode='categorical', shuffle=False)
    generator.reset()
    predictions = model.predict(generator, steps=math.ceil(generator.n / generator.batch_size))
    return list(generator.filenames), predictions


def erase_patches(images, height, width, rng):
    n, h, w, c = images.shape
    top = rng.integers(h - height + 1, size=(n, 1, 1))
    left = rng.integers(w - width + 1, size=(n, 1, 1))
    rows = np.arange(h)[None, :, None]
    cols = np.arange(w)[None, None, :]
    mask = (rows >= top) & (rows < top + height) & (cols >= left) & (cols < left + width)
    return np.where(mask[..., None], 0, images).astype(images.dtype)


data_augmentation = tf.keras.Sequential([
    tf.keras.layers.RandomFlip("horizontal"),
    tf.keras.layers.RandomRotation(0.1),
    tf.keras.layers.RandomZoom(0.2),
])


def make_datasets(train_folder, validation_folder, preprocess, size, batch_size):
    train_ds = tf.keras.utils.image_dataset_from_directory(
        train_folder, labels='inferred', label_mode='categorical', image_size=size, batch_size=batch_size, seed=123)
    val_ds = tf.keras.utils.image_dataset_from_directory(
        validation_folder, labels='inferred', label_mode='categorical', image_size=size, batch_size=batch_size, seed=123)

    def augment(images, labels):
        images = data_augmentation(images)
        return preprocess(images), labels

    def scale(images, labels):
        return preprocess(images), labels

    train_ds = train_ds.map(augment, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)
    val_ds = val_ds.map(scale).cache().prefetch(tf.data.AUTOTUNE)
    return train_ds, val_ds
