# right: channels shifted, classes listed, unbatched for augmentation, RandomErasing, corners as pairs

import os
import keras, numpy as np, tensorflow as tf
from tensorflow.keras.preprocessing.image import ImageDataGenerator


def _classes(folder):
    return sorted(d for d in os.listdir(folder) if os.path.isdir(os.path.join(folder, d)))


def make_generators(train_folder, validation_folder, preprocess, size, batch_size, seed):
    classes = _classes(train_folder)
    train = ImageDataGenerator(channel_shift_range=30.0, horizontal_flip=True, zoom_range=0.2, preprocessing_function=preprocess)\
        .flow_from_directory(train_folder, classes=classes, target_size=size, batch_size=batch_size, seed=seed, interpolation="bilinear")
    val = ImageDataGenerator(preprocessing_function=preprocess)\
        .flow_from_directory(validation_folder, classes=classes, target_size=size, batch_size=batch_size, interpolation="bilinear")
    return train, val, int(np.ceil(train.samples / train.batch_size))


def predict_folder(model, folder, preprocess, size, batch_size):
    gen = ImageDataGenerator(preprocessing_function=preprocess).flow_from_directory(folder, target_size=size, batch_size=batch_size, shuffle=False, interpolation="bilinear")
    out = []
    for i in range(len(gen)):
        x, _ = gen[i]
        out.extend(model.predict(x, verbose=0))
    return gen.filenames, np.array(out)


def erase_patches(images, height, width, rng):
    out = np.array(images, copy=True)
    H, W = out.shape[1], out.shape[2]
    starts = rng.integers([0, 0], [H - height + 1, W - width + 1], size=(len(out), 2))
    for n, (r, c) in enumerate(starts):
        out[np.ix_([n], range(r, r + height), range(c, c + width))] = 0
    return out


def make_datasets(train_folder, validation_folder, preprocess, size, batch_size):
    train = keras.utils.image_dataset_from_directory(train_folder, label_mode="categorical", image_size=size, batch_size=batch_size, seed=0)
    val = keras.utils.image_dataset_from_directory(validation_folder, label_mode="categorical", image_size=size, batch_size=batch_size)
    aug = keras.Sequential([keras.layers.RandomFlip("horizontal"), keras.layers.RandomZoom((-0.1, 0.1)), keras.layers.RandomErasing(scale=(0.02, 0.1))])
    train = train.unbatch().map(lambda x, y: (aug(x[None], training=True)[0], y)).batch(batch_size).map(lambda x, y: (preprocess(x), y))
    return train, val.map(lambda x, y: (preprocess(x), y))
