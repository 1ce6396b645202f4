# right: a PyDataset written by hand that flips and erases; datasets from file names, with tf.image

import pathlib

import keras
import numpy as np
import tensorflow as tf


def files_of(folder):
    folder = pathlib.Path(folder)
    classes = sorted(path.name for path in folder.iterdir() if path.is_dir())
    paths = [path for name in classes for path in sorted((folder / name).iterdir())]
    labels = [classes.index(path.parent.name) for path in paths]
    return paths, keras.utils.to_categorical(labels, len(classes))


class Images(keras.utils.PyDataset):
    def __init__(self, folder, preprocess, size, batch_size, augment, seed=None):
        super().__init__()
        self.paths, self.labels = files_of(folder)
        self.preprocess = preprocess
        self.size = size
        self.batch_size = batch_size
        self.augment = augment
        self.rng = np.random.default_rng(seed)
        self.order = np.arange(len(self.paths))
        self.on_epoch_end()

    def __len__(self):
        return int(np.ceil(len(self.paths) / self.batch_size))

    def on_epoch_end(self):
        if self.augment:
            self.rng.shuffle(self.order)

    def __getitem__(self, index):
        chosen = self.order[index * self.batch_size:(index + 1) * self.batch_size]
        images = np.array([self.read(self.paths[i]) for i in chosen])
        if self.augment:
            flipped = self.rng.random(len(images)) < 0.5
            images[flipped] = images[flipped][:, :, ::-1]
            images = erase_patches(images, self.size[0] // 4, self.size[1] // 4, self.rng)
        return self.preprocess(images), self.labels[chosen]

    def read(self, path):
        return keras.utils.img_to_array(keras.utils.load_img(path, target_size=self.size))


def make_generators(train_folder, validation_folder, preprocess, size, batch_size, seed):
    train = Images(train_folder, preprocess, size, batch_size, augment=True, seed=seed)
    validation = Images(validation_folder, preprocess, size, batch_size, augment=False)
    return train, validation, len(train)


def predict_folder(model, folder, preprocess, size, batch_size):
    paths, _ = files_of(folder)
    dataset = Images(folder, preprocess, size, batch_size, augment=False)
    names = [path.relative_to(folder).as_posix() for path in paths]
    return names, model.predict(dataset)


def erase_patches(images, height, width, rng):
    erased = np.array(images)
    tops = rng.integers(0, erased.shape[1] - height + 1, len(erased))
    lefts = rng.integers(0, erased.shape[2] - width + 1, len(erased))
    for index, (top, left) in enumerate(zip(tops, lefts)):
        erased[index][top:top + height, left:left + width] = 0
    return erased


def make_datasets(train_folder, validation_folder, preprocess, size, batch_size):
    def read(path, label):
        image = tf.io.decode_image(tf.io.read_file(path), channels=3, expand_animations=False)
        return tf.image.resize(tf.cast(image, "float32"), size), label

    def augment(image, label):
        return tf.image.random_brightness(tf.image.random_flip_left_right(image), 10), label

    def dataset(folder, training):
        paths, labels = files_of(folder)
        found = tf.data.Dataset.from_tensor_slices(([str(path) for path in paths], labels))
        if training:
            found = found.shuffle(len(paths))
        found = found.map(read)
        if training:
            found = found.map(augment)
        return found.batch(batch_size).map(lambda images, labels: (preprocess(tf.clip_by_value(images, 0, 255)), labels))

    return dataset(train_folder, True), dataset(validation_folder, False)
