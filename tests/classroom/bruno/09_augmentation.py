import math

import keras
from tensorflow.keras.preprocessing.image import ImageDataGenerator


def make_generators(train_folder, validation_folder, preprocess, size, batch_size, seed):
    datagen = ImageDataGenerator(preprocessing_function=preprocess, horizontal_flip=True, rotation_range=10)
    train = datagen.flow_from_directory(train_folder, target_size=size, batch_size=batch_size, seed=seed)
    validation = datagen.flow_from_directory(validation_folder, target_size=size, batch_size=batch_size, seed=seed)
    return train, validation, math.ceil(train.n / batch_size)


def predict_folder(model, folder, preprocess, size, batch_size):
    datagen = ImageDataGenerator(preprocessing_function=preprocess)
    test = datagen.flow_from_directory(folder, target_size=size, batch_size=batch_size, class_mode=None)
    return test.filenames, model.predict(test, verbose=0)


def erase_patches(images, height, width, rng):
    erased = images.copy()
    for image in erased:
        top = rng.integers(image.shape[0] - height, endpoint=True)
        left = rng.integers(image.shape[1] - width, endpoint=True)
        image[top : top + height, left : left + width] = 0
    return erased


def make_datasets(train_folder, validation_folder, preprocess, size, batch_size):
    raise NotImplementedError("09: write make_datasets")
