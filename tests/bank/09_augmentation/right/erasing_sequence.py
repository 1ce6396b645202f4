# right: a Sequence around a generator that erases after preprocessing; a layer of its own

import keras, numpy as np, tensorflow as tf
from tensorflow.keras.preprocessing.image import ImageDataGenerator


class Erasing(tf.keras.utils.Sequence):
    """random erasing on top of another generator"""
    def __init__(self, gen, seed):
        super().__init__()
        self.gen = gen; self.rng = np.random.default_rng(seed)
    def __len__(self): return len(self.gen)
    def __getitem__(self, i):
        x, y = self.gen[i]
        h, w = x.shape[1] // 5, x.shape[2] // 5
        for img in x:
            a = self.rng.integers(x.shape[1] - h); b = self.rng.integers(x.shape[2] - w)
            img[a:a+h, b:b+w] = x.min()
        return x, y
    def on_epoch_end(self): self.gen.on_epoch_end()


def make_generators(train_folder, validation_folder, preprocess, size, batch_size, seed):
    g = ImageDataGenerator(preprocessing_function=preprocess, horizontal_flip=True).flow_from_directory(train_folder, target_size=size, batch_size=batch_size, seed=seed)
    v = ImageDataGenerator(preprocessing_function=preprocess).flow_from_directory(validation_folder, target_size=size, batch_size=batch_size)
    return Erasing(g, seed), v, len(g)


def predict_folder(model, folder, preprocess, size, batch_size):
    g = ImageDataGenerator(preprocessing_function=preprocess).flow_from_directory(folder, target_size=size, batch_size=batch_size, shuffle=False)
    names = []
    answers = []
    for i in range(len(g)):
        x, y = g[i]
        p = model.predict(x, verbose=0)
        for k in range(len(p)):
            names.append(g.filenames[i * batch_size + k]); answers.append(p[k])
    return names, np.array(answers)


def erase_patches(images, height, width, rng):
    erased = []
    for image in images:
        new = image.copy()
        top, left = rng.integers(image.shape[0] - height + 1), rng.integers(image.shape[1] - width + 1)
        new[top:top + height, left:left + width] = 0
        erased.append(new)
    return np.array(erased)


def make_datasets(train_folder, validation_folder, preprocess, size, batch_size):
    kwargs = {"label_mode": "categorical", "image_size": size, "batch_size": batch_size}
    class Aug(keras.layers.Layer):
        def __init__(self):
            super().__init__(); self.flip = keras.layers.RandomFlip("horizontal"); self.rot = keras.layers.RandomRotation(0.1)
        def call(self, x, training=False):
            return self.rot(self.flip(x, training=training), training=training)
    aug = Aug()
    t = keras.utils.image_dataset_from_directory(train_folder, **kwargs).map(lambda x, y: (preprocess(aug(x, training=True)), y))
    v = keras.utils.image_dataset_from_directory(validation_folder, **kwargs).map(lambda x, y: (preprocess(aug(x, training=False)), y))
    return t, v
