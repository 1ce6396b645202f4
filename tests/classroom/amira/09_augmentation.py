import keras
import numpy as np
from tensorflow.keras.preprocessing.image import ImageDataGenerator

AUGMENTATION = dict(
    horizontal_flip=True,
    rotation_range=15,
    width_shift_range=0.1,
    zoom_range=0.1,
)


def make_generators(train_folder, validation_folder, preprocess, size, batch_size, seed):
    train_generator = ImageDataGenerator(preprocessing_function=preprocess, **AUGMENTATION).flow_from_directory(
        train_folder,
        target_size=size,
        batch_size=batch_size,
        class_mode="categorical",
        seed=seed,
    )
    validation_generator = ImageDataGenerator(preprocessing_function=preprocess).flow_from_directory(
        validation_folder,
        target_size=size,
        batch_size=batch_size,
        class_mode="categorical",
        shuffle=False,
    )
    steps = int(np.ceil(train_generator.samples / batch_size))
    return train_generator, validation_generator, steps


def predict_folder(model, folder, preprocess, size, batch_size):
    generator = ImageDataGenerator(preprocessing_function=preprocess).flow_from_directory(
        folder, target_size=size, batch_size=batch_size, class_mode="categorical", shuffle=False
    )
    predictions = model.predict(generator, verbose=0)
    return list(generator.filenames), predictions


def erase_patches(images, height, width, rng):
    out = np.array(images)
    rows, columns = out.shape[1], out.shape[2]
    for n in range(out.shape[0]):
        row = int(rng.integers(rows - height + 1))
        column = int(rng.integers(columns - width + 1))
        out[n, row : row + height, column : column + width, :] = 0
    return out


def make_datasets(train_folder, validation_folder, preprocess, size, batch_size):
    flip = keras.layers.RandomFlip("horizontal")
    rotate = keras.layers.RandomRotation(0.05)
    settings = dict(label_mode="categorical", image_size=size, batch_size=batch_size)
    train = keras.utils.image_dataset_from_directory(train_folder, shuffle=True, **settings)
    validation = keras.utils.image_dataset_from_directory(validation_folder, shuffle=False, **settings)

    def augmented(images, labels):
        images = rotate(flip(images, training=True), training=True)
        return preprocess(images), labels

    def plain(images, labels):
        return preprocess(images), labels

    return train.map(augmented), validation.map(plain)
