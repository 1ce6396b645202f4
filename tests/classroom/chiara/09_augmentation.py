import keras
import numpy as np
from tensorflow.keras.preprocessing.image import ImageDataGenerator


def make_generators(train_folder, validation_folder, preprocess, size, batch_size, seed):
    train_datagen = ImageDataGenerator(
        preprocessing_function=preprocess,
        rotation_range=20,
        zoom_range=0.2,
        height_shift_range=0.1,
        fill_mode="nearest",
    )
    val_datagen = ImageDataGenerator(preprocessing_function=preprocess)
    train = train_datagen.flow_from_directory(
        train_folder, target_size=size, batch_size=batch_size, class_mode="categorical", seed=seed
    )
    val = val_datagen.flow_from_directory(
        validation_folder, target_size=size, batch_size=batch_size, class_mode="categorical"
    )
    return train, val, len(train)


def predict_folder(model, folder, preprocess, size, batch_size):
    datagen = ImageDataGenerator(preprocessing_function=preprocess)
    gen = datagen.flow_from_directory(folder, target_size=size, batch_size=batch_size, shuffle=False)
    return gen.filenames, model.predict(gen)


def erase_patches(images, height, width, rng):
    n, h, w = images.shape[:3]
    top = rng.integers(0, h - height + 1, size=n)
    left = rng.integers(0, w - width + 1, size=n)
    y = np.arange(h)[None, :, None]
    x = np.arange(w)[None, None, :]
    top, left = top[:, None, None], left[:, None, None]
    inside = (y >= top) & (y < top + height) & (x >= left) & (x < left + width)
    return np.where(inside[..., None], 0, images).astype(images.dtype)


def make_datasets(train_folder, validation_folder, preprocess, size, batch_size):
    train = keras.utils.image_dataset_from_directory(
        train_folder, label_mode="categorical", image_size=size, batch_size=batch_size
    )
    val = keras.utils.image_dataset_from_directory(
        validation_folder, label_mode="categorical", image_size=size, batch_size=batch_size
    )
    augment = keras.Sequential([keras.layers.RandomRotation(0.05), keras.layers.RandomZoom(0.2)])
    train = train.map(lambda x, y: (preprocess(augment(x, training=True)), y))
    val = val.map(lambda x, y: (preprocess(x), y))
    return train, val
