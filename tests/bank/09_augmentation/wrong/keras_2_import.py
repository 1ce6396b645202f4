# mistake: the path of Keras 2 at the top of the file, which Keras 3 no longer has
# fails: generators_give_every_image_with_its_label, images_are_preprocessed_once, training_images_vary, validation_images_stay, steps_count_the_batches, answers_belong_to_their_files
# points: 3
# says: ImageDataGenerator

import keras
import numpy as np
import tensorflow as tf
from keras.preprocessing.image import ImageDataGenerator


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
    for image in erased:
        top = rng.integers(image.shape[0] - height + 1)
        left = rng.integers(image.shape[1] - width + 1)
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
