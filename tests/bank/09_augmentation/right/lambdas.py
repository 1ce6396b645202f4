# right: lambdas, a helper class, batches by iterating, brightness

import keras, numpy as np
from tensorflow.keras.preprocessing.image import ImageDataGenerator


class Pipeline:
    def __init__(self, pre, size, bs): self.pre, self.size, self.bs = pre, size, bs
    def flow(self, folder, **kw):
        aug = kw.pop("aug", {})
        return ImageDataGenerator(preprocessing_function=self.pre, **aug).flow_from_directory(folder, target_size=self.size, batch_size=self.bs, **kw)


make_generators = lambda train_folder, validation_folder, preprocess, size, batch_size, seed: (
    lambda p: (lambda t: (t, p.flow(validation_folder), len(t)))(p.flow(train_folder, aug=dict(horizontal_flip=True, brightness_range=(0.8, 1.2)), seed=seed))
)(Pipeline(preprocess, size, batch_size))


def predict_folder(model, folder, preprocess, size, batch_size):
    flow = Pipeline(preprocess, size, batch_size).flow(folder, shuffle=False, class_mode=None)
    answers = [model(batch, training=False).numpy() for batch, _ in zip(flow, range(len(flow)))]
    return flow.filenames, np.vstack(answers)


def erase_patches(images, height, width, rng):
    def one(img):
        img = img.copy()
        y, x = int(rng.random() * (img.shape[0] - height + 1)), int(rng.random() * (img.shape[1] - width + 1))
        img[y:y+height, x:x+width] = 0
        return img
    return np.stack([one(i) for i in images])


def make_datasets(train_folder, validation_folder, preprocess, size, batch_size):
    mk = lambda f: keras.utils.image_dataset_from_directory(f, label_mode="categorical", image_size=size, batch_size=batch_size)
    layers = [keras.layers.RandomFlip("horizontal"), keras.layers.RandomBrightness(0.1)]
    def aug(x, y):
        for l in layers: x = l(x, training=True)
        return preprocess(x), y
    return mk(train_folder).map(aug), mk(validation_folder).map(lambda x, y: (preprocess(x), y))
