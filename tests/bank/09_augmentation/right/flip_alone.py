# right: nothing but a flip; shuffled validation; positional arguments; full paths as names; layers one after the other

import keras
import numpy as np
from tensorflow.keras.preprocessing.image import ImageDataGenerator


def flow(datagen, folder, size, batch_size, **options):
    return datagen.flow_from_directory(folder, size, batch_size=batch_size, **options)


def make_generators(train_folder, validation_folder, preprocess, size, batch_size, seed):
    augmenting = ImageDataGenerator(horizontal_flip=True, preprocessing_function=preprocess)
    plain = ImageDataGenerator(preprocessing_function=preprocess)
    train = flow(augmenting, train_folder, size, batch_size, seed=seed, shuffle=True)
    validation = flow(plain, validation_folder, size, batch_size, seed=seed)
    full, rest = divmod(train.n, batch_size)
    return [train, validation, full + (1 if rest else 0)]


def predict_folder(model, folder, preprocess, size, batch_size):
    generator = flow(ImageDataGenerator(preprocessing_function=preprocess), folder, size, batch_size, shuffle=False)
    answers = np.concatenate([model.predict_on_batch(generator[i][0]) for i in range(len(generator))])
    return generator.filepaths, answers


def erase_patches(images, height, width, rng):
    new = []
    for image in images:
        image = np.copy(image)
        y = rng.integers(0, image.shape[0] - height, endpoint=True)
        x = rng.integers(0, image.shape[1] - width, endpoint=True)
        image[y:y + height, x:x + width, :] = 0
        new.append(image)
    return np.array(new)


def make_datasets(train_folder, validation_folder, preprocess, size, batch_size):
    flip = keras.layers.RandomFlip("horizontal", seed=1)

    def load(folder):
        return keras.utils.image_dataset_from_directory(
            folder, label_mode="categorical", image_size=size, batch_size=batch_size)

    train = load(train_folder).map(lambda x, y: (flip(x), y)).map(lambda x, y: (preprocess(x), y))
    validation = load(validation_folder).map(lambda x, y: (preprocess(x), y))
    return [train, validation]
