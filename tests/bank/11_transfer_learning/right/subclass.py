# right: subclasses of keras.Model; batches of 8; a check of the file before it is read
import h5py
import keras
import numpy as np


def image_vectors(base, images, preprocess):
    found = []
    for start in range(0, len(images), 8):
        batch = preprocess(np.copy(images[start : start + 8]).astype(np.float32))
        given = base.predict_on_batch(batch)
        found.append(given.mean((1, 2)) if given.ndim == 4 else given)
    return np.concatenate(found)


class Classifier(keras.Model):
    def __init__(self, base, num_classes):
        super().__init__()
        self.base = base
        self.base.trainable = False
        self.head = keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.base(x, training=False)
        if len(x.shape) == 4:
            x = keras.ops.mean(x, axis=(1, 2))
        return self.head(x)


def build_classifier(base, num_classes):
    return Classifier(base, num_classes)


class WrongFile(ValueError):
    pass


def load_base(path, make_base):
    name = str(path)
    if not h5py.is_hdf5(name):
        raise WrongFile(f"{name} is damaged, or is not a file of weights.")
    model = make_base()
    try:
        model.load_weights(name)
    except Exception as error:
        raise WrongFile(f"{name} does not fit {model.name}.") from error
    return model


class Cut(keras.Model):
    def __init__(self, base, layer_name, num_classes):
        super().__init__()
        base.trainable = False
        self.below = keras.Model(base.input, base.get_layer(layer_name).output)
        self.below.trainable = False
        self.flatten = keras.layers.Flatten()
        self.hidden = keras.layers.Dense(1024, activation=keras.ops.relu)
        self.dropout = keras.layers.Dropout(0.2)
        if num_classes == 2:
            self.last = keras.layers.Dense(1, activation="sigmoid")
        else:
            self.last = keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x, training=None):
        x = self.flatten(self.below(x, training=False))
        return self.last(self.dropout(self.hidden(x), training=training))


def cut_at(base, layer_name, num_classes):
    return Cut(base, layer_name, num_classes)
