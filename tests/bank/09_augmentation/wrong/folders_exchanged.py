# mistake: the two folders the wrong way round
# looks like: the two folders exchanged
# fails: generators_give_every_image_with_its_label, steps_count_the_batches
# points: 7
# says: each of the 42 images once in a pass

import keras
import numpy as np
from tensorflow.keras.preprocessing.image import ImageDataGenerator


def make_generators(train_folder, validation_folder, preprocess, size, batch_size, seed):
    train_datagen = ImageDataGenerator(preprocessing_function=preprocess, horizontal_flip=True, rotation_range=10)
    val_datagen = ImageDataGenerator(preprocessing_function=preprocess)
    train = train_datagen.flow_from_directory(validation_folder, target_size=size, batch_size=batch_size, seed=seed)
    validation = val_datagen.flow_from_directory(train_folder, target_size=size, batch_size=batch_size)
    return train, validation, len(train)


def predict_folder(model, folder, preprocess, size, batch_size):
    datagen = ImageDataGenerator(preprocessing_function=preprocess)
    test = datagen.flow_from_directory(folder, target_size=size, batch_size=batch_size, shuffle=False)
    return test.filenames, model.predict(test)


def erase_patches(images, height, width, rng):
    result = images.copy()
    for i in range(len(images)):
        top = rng.integers(0, images.shape[1] - height + 1)
        left = rng.integers(0, images.shape[2] - width + 1)
        result[i, top:top + height, left:left + width] = 0
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
