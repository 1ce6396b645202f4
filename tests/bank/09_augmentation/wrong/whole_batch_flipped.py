# mistake: one decision for each batch
# looks like: one random number for the whole batch
# fails: training_images_vary
# points: 8
# says: in each batch

import keras
import numpy as np
from tensorflow.keras.preprocessing.image import ImageDataGenerator


class Flipping(keras.utils.PyDataset):
    def __init__(self, batches, seed):
        super().__init__()
        self.batches = batches
        self.rng = np.random.default_rng(seed)

    def __len__(self):
        return len(self.batches)

    def __getitem__(self, index):
        images, labels = self.batches[index]
        if self.rng.random() < 0.5:
            images = images[:, :, ::-1]
        return images, labels

    def on_epoch_end(self):
        self.batches.on_epoch_end()


def make_generators(train_folder, validation_folder, preprocess, size, batch_size, seed):
    datagen = ImageDataGenerator(preprocessing_function=preprocess)
    train = datagen.flow_from_directory(train_folder, target_size=size, batch_size=batch_size, seed=seed)
    validation = datagen.flow_from_directory(validation_folder, target_size=size, batch_size=batch_size)
    return Flipping(train, seed), validation, len(train)


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
