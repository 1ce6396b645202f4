# right: brightness as well, edges wrapped round; preprocess in a lambda; global random numbers; Pipeline; cached before

import os

import keras
import numpy as np
import tensorflow as tf
from tensorflow.keras.preprocessing.image import ImageDataGenerator


def make_generators(train_folder, validation_folder, preprocess, size, batch_size, seed):
    options = dict(target_size=size, color_mode="rgb", class_mode="categorical", batch_size=batch_size)
    train = ImageDataGenerator(
        rotation_range=25, width_shift_range=0.15, height_shift_range=0.15, zoom_range=[0.9, 1.1], fill_mode="wrap",
        brightness_range=[0.7, 1.3], horizontal_flip=True, preprocessing_function=lambda image: preprocess(image),
    ).flow_from_directory(train_folder, seed=seed, **options)
    validation = ImageDataGenerator(
        preprocessing_function=lambda image: preprocess(image),
    ).flow_from_directory(validation_folder, **options)
    return train, validation, train.__len__()


def predict_folder(model, folder, preprocess, size, batch_size):
    names, images = [], []
    for label in os.listdir(folder):
        for name in os.listdir(os.path.join(folder, label)):
            names.append(os.path.join(label, name))
            image = keras.utils.load_img(os.path.join(folder, label, name), target_size=size)
            images.append(keras.utils.img_to_array(image))
    return names, model.predict(preprocess(np.array(images)), batch_size=batch_size, verbose=0)


def erase_patches(images, height, width, rng):
    images = images.copy()
    for i in range(images.shape[0]):
        y = np.random.randint(0, images.shape[1] - height + 1)
        x = np.random.randint(0, images.shape[2] - width + 1)
        images[i, y:y + height, x:x + width] = np.zeros((height, width, images.shape[3]))
    return images


def make_datasets(train_folder, validation_folder, preprocess, size, batch_size):
    layers = keras.layers.Pipeline([
        keras.layers.RandomFlip("horizontal"),
        keras.layers.RandomTranslation(0.1, 0.1, fill_mode="wrap"),
        keras.layers.RandomBrightness(0.2, value_range=(0, 255)),
    ])
    train, validation = [
        keras.utils.image_dataset_from_directory(
            folder, label_mode="categorical", batch_size=None, image_size=size, verbose=False)
        for folder in (train_folder, validation_folder)
    ]
    train = train.cache().shuffle(100).batch(batch_size)
    train = train.map(lambda images, labels: (preprocess(layers(images, training=True)), labels))
    validation = validation.batch(batch_size).map(lambda images, labels: (preprocess(images), labels))
    return train, validation
