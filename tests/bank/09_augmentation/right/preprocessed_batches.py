# right: whole batches preprocessed by a wrapper; zoom; a Lambda layer; crop_to_aspect_ratio

import keras, numpy as np, tensorflow as tf
from tensorflow.keras.preprocessing.image import ImageDataGenerator


class Mapped(keras.utils.PyDataset):
    def __init__(self, gen, f, **kw):
        super().__init__(**kw); self.gen, self.f = gen, f
    def __len__(self): return len(self.gen)
    def __getitem__(self, i):
        x, y = self.gen[i]
        return self.f(x), y
    def on_epoch_end(self): self.gen.on_epoch_end()


def make_generators(train_folder, validation_folder, preprocess, size, batch_size, seed):
    a = ImageDataGenerator(horizontal_flip=True, vertical_flip=False, zoom_range=.3).flow_from_directory(train_folder, size, batch_size=batch_size, seed=seed)
    b = ImageDataGenerator().flow_from_directory(validation_folder, size, batch_size=batch_size, seed=seed)
    return Mapped(a, preprocess), Mapped(b, preprocess), len(a)


def predict_folder(model, folder, preprocess, size, batch_size):
    g = ImageDataGenerator().flow_from_directory(folder, size, batch_size=batch_size, shuffle=False, class_mode=None)
    x = np.concatenate([g[i] for i in range(len(g))])
    return g.filenames, model.predict(preprocess(x), batch_size=batch_size)


def erase_patches(images, height, width, rng):
    idx = [(rng.integers(0, images.shape[1] - height + 1), rng.integers(0, images.shape[2] - width + 1)) for _ in images]
    new_images = images + 0
    for im, (t, l) in zip(new_images, idx):
        im[t:t+height, l:l+width].fill(0)
    return new_images


def make_datasets(train_folder, validation_folder, preprocess, size, batch_size):
    t = keras.utils.image_dataset_from_directory(train_folder, label_mode="categorical", image_size=size, batch_size=batch_size, crop_to_aspect_ratio=True)
    v = keras.utils.image_dataset_from_directory(validation_folder, label_mode="categorical", image_size=size, batch_size=batch_size, crop_to_aspect_ratio=True)
    a = keras.Sequential([keras.layers.RandomFlip("horizontal"), keras.layers.Lambda(preprocess)])
    return t.map(lambda x, y: (a(x, training=True), y)), v.map(lambda x, y: (preprocess(x), y))
