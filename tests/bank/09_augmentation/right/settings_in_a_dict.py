# right: settings in a dict, a loop over folders, zoom that only enlarges, functional layers, RandomPerspective

import keras
from keras import layers, ops
import numpy as np
from tensorflow.keras.preprocessing.image import ImageDataGenerator as IDG
AUG = dict(rotation_range=30, width_shift_range=.1, height_shift_range=.1, horizontal_flip=True, zoom_range=(0.8, 1.0))


def make_generators(train_folder, validation_folder, preprocess, size, batch_size, seed):
    out = []
    for folder, aug in ((train_folder, AUG), (validation_folder, {})):
        out.append(IDG(preprocessing_function=preprocess, **aug).flow_from_directory(folder, target_size=size, batch_size=batch_size, seed=seed))
    return out[0], out[1], len(out[0])


def predict_folder(model, folder, preprocess, size, batch_size):
    test = IDG(preprocessing_function=preprocess).flow_from_directory(folder, target_size=size, batch_size=batch_size, shuffle=False)
    pred = model.predict(test, steps=len(test), verbose=1)
    names = [f for f in test.filenames]
    return names, pred


def erase_patches(images, height, width, rng):
    H, W = images.shape[1:3]
    patches = np.zeros((len(images), height, width, images.shape[3]), images.dtype)
    result = np.empty_like(images)
    for i in range(len(images)):
        y, x = rng.integers(0, H - height + 1), rng.integers(0, W - width + 1)
        result[i] = images[i]
        result[i, y:y+height, x:x+width] = patches[i]
    return result


def make_datasets(train_folder, validation_folder, preprocess, size, batch_size):
    train = keras.utils.image_dataset_from_directory(train_folder, label_mode="categorical", image_size=size, batch_size=batch_size)
    valid = keras.utils.image_dataset_from_directory(validation_folder, label_mode="categorical", image_size=size, batch_size=batch_size)
    inp = keras.Input(size + (3,))
    h = layers.RandomFlip("horizontal")(inp)
    h = layers.RandomShear(x_factor=0.1, y_factor=0.05)(h)
    h = layers.RandomPerspective(factor=0.5, scale=0.1)(h)
    net = keras.Model(inp, h)
    return train.map(lambda a, b: (preprocess(net(a, training=True)), b)), valid.map(lambda a, b: (preprocess(a), b))
