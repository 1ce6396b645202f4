# mistake: height and width exchanged
# looks like: height and width exchanged
# fails: a_black_patch_in_each_image, keeps_to_its_contract
# points: 8
# says: 3 x 4

import keras
import numpy as np
from tensorflow.keras.preprocessing.image import ImageDataGenerator


def make_generators(train_folder, validation_folder, preprocess, size, batch_size, seed):
    train_datagen = ImageDataGenerator(preprocessing_function=preprocess, horizontal_flip=True, rotation_range=10)
    val_datagen = ImageDataGenerator(preprocessing_function=preprocess)
    train = train_datagen.flow_from_directory(train_folder, target_size=size, batch_size=batch_size, seed=seed)
    validation = val_datagen.flow_from_directory(validation_folder, target_size=size, batch_size=batch_size)
    return train, validation, len(train)


def predict_folder(model, folder, preprocess, size, batch_size):
    datagen = ImageDataGenerator(preprocessing_function=preprocess)
    test = datagen.flow_from_directory(folder, target_size=size, batch_size=batch_size, shuffle=False)
    return test.filenames, model.predict(test)


def erase_patches(images, height, width, rng):
    result = images.copy()
    for image in result:
        y = rng.integers(0, image.shape[0] - width + 1)
        x = rng.integers(0, image.shape[1] - height + 1)
        image[y:y + width, x:x + height] = 0
    return result


def make_datasets(train_folder, validation_folder, preprocess, size, batch_size):
    train = keras.utils.image_dataset_from_directory(
        train_folder, label_mode="categorical", image_size=size, batch_size=batch_size)
    validation = keras.utils.image_dataset_from_directory(
        validation_folder, label_mode="categorical", image_size=size, batch_size=batch_size)
    augment = keras.Sequential([keras.layers.RandomFlip("horizontal"), keras.layers.RandomRotation(0.05)])
    train = train.map(lambda x, y: (preprocess(augment(x, training=True)), y))
    validation = validation.map(lambda x, y: (preprocess(x), y))
    return train, validation
