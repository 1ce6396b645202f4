# mistake: Xception's preprocess_input imported, the one passed in not used
# looks like: another model's preprocess_input: call the one that is passed in
# try: import tempfile; from autograder.datasets import write_tree; folder = tempfile.mkdtemp()
# try: write_tree(folder, "fashion", {"train": 8, "validation": 8}, classes=["pants", "shorts"])
# try: folders = (f"{folder}/train", f"{folder}/validation"); preprocess = keras.applications.vgg16.preprocess_input
# try: batch = make_generators(*folders, preprocess, (64, 48), 8, 1)[1][0][0]; print(batch.min(), batch.max())   # below -50, above 50
# fails: images_are_preprocessed_once
# points: 8
# says: values from

import keras
import numpy as np
from tensorflow.keras.preprocessing.image import ImageDataGenerator
from tensorflow.keras.applications.xception import preprocess_input


def make_generators(train_folder, validation_folder, preprocess, size, batch_size, seed):
    train_datagen = ImageDataGenerator(preprocessing_function=preprocess_input, horizontal_flip=True, rotation_range=10)
    val_datagen = ImageDataGenerator(preprocessing_function=preprocess_input)
    train = train_datagen.flow_from_directory(train_folder, target_size=size, batch_size=batch_size, seed=seed)
    validation = val_datagen.flow_from_directory(validation_folder, target_size=size, batch_size=batch_size)
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
