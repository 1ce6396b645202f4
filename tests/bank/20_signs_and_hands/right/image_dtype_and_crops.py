# right: genfromtxt, tf.image in two maps of a dataset, a separable convolution, values moved to -1..1 in the model
import keras
import numpy as np
import tensorflow as tf
from keras import layers


def read_signs(path):
    arr = np.genfromtxt(path, delimiter=",", skip_header=1, dtype="uint8")
    if arr.ndim == 1:
        arr = arr[None]
    y = arr[:, 0]
    x = np.array([np.array(np.array_split(r[1:], 28)) for r in arr])
    return x, y


def class_index(labels):
    letters = "ABCDEFGHIKLMNOPQRSTUVWXY"
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return np.array([letters.index(alphabet[i]) for i in labels], dtype="int64"), [c for c in letters]


def make_batches(train, validation, test, batch_size):
    def prep(x, y):
        x = tf.image.convert_image_dtype(x, tf.float32)
        return x, y

    def aug(x, y):
        x = tf.image.random_brightness(x, 0.1)
        x = tf.image.resize_with_crop_or_pad(x, x.shape[0] + 4, x.shape[1] + 4)
        x = tf.image.random_crop(x, [x.shape[0] - 4, x.shape[1] - 4, x.shape[2]])
        return tf.clip_by_value(x, 0.0, 1.0), y

    out = []
    for i, (x, y) in enumerate((train, validation, test)):
        if x.ndim == 3:
            x = x[..., None]
        ds = tf.data.Dataset.from_tensor_slices((x, y)).map(prep)
        if i == 0:
            ds = ds.cache().shuffle(10_000).map(aug)
        out.append(ds.batch(batch_size).prefetch(1))
    return out


def build_model(shape, num_classes):
    i = layers.Input(shape)
    x = layers.Rescaling(2.0, -1.0)(i)
    x = layers.SeparableConv2D(32, 3, activation="relu", padding="same")(x)
    x = layers.MaxPooling2D()(x)
    x = layers.Conv2D(48, 3, activation="relu", padding="same")(x)
    x = layers.MaxPooling2D()(x)
    x = layers.Flatten()(x)
    x = layers.Dropout(0.5)(x)
    o = layers.Dense(num_classes, activation="softmax")(x)
    m = keras.Model(i, o)
    m.compile("adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=False), metrics=["accuracy"])
    return m


class TargetReached(keras.callbacks.Callback):
    def __init__(self, t):
        super().__init__()
        self.t = t

    def on_epoch_end(self, epoch, logs={}):
        acc = logs.get("val_accuracy")
        if acc is not None and not acc < self.t:
            self.model.stop_training = True


def train_to_target(model, train, validation, target, max_epochs):
    model.fit(train, epochs=max_epochs, validation_data=validation, callbacks=[TargetReached(target)])
    return model.history.history
