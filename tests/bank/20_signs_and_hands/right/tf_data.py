# right: tf.data with augmenting layers, a functional model, a LambdaCallback
import csv
import string

import keras
import numpy as np
import tensorflow as tf


def read_signs(path):
    with open(path, newline="") as file:
        rows = list(csv.reader(file))[1:]
    table = np.array(rows, dtype=np.int64)
    return table[:, 1:].astype(np.uint8).reshape((-1, 28, 28)), table[:, 0]


def class_index(labels):
    known = np.array([n for n in range(25) if n != 9])
    return np.searchsorted(known, labels), [string.ascii_uppercase[n] for n in known]


def make_batches(train, validation, test, batch_size):
    augment = keras.Sequential(
        [keras.layers.RandomRotation(0.04, fill_mode="nearest"), keras.layers.RandomTranslation(0.1, 0.1)]
    )

    def prepared(part):
        images, classes = part
        if images.ndim == 3:
            images = tf.expand_dims(images, -1)
        return tf.data.Dataset.from_tensor_slices((tf.cast(images, tf.float32) / 255, classes))

    training = prepared(train).shuffle(len(train[1])).batch(batch_size)
    training = training.map(lambda images, classes: (augment(images, training=True), classes))
    return training, prepared(validation).batch(batch_size), prepared(test).batch(batch_size)


def build_model(shape, num_classes):
    inputs = keras.Input(shape=shape)
    x = keras.layers.Conv2D(32, 5, activation="relu")(inputs)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(64, activation="relu")(x)
    outputs = keras.layers.Dense(num_classes, activation="softmax")(x)
    model = keras.Model(inputs, outputs)
    model.compile(loss=keras.losses.sparse_categorical_crossentropy, optimizer="rmsprop", metrics=["accuracy"])
    return model


def train_to_target(model, train, validation, target, max_epochs):
    def stop(epoch, logs):
        if logs["val_accuracy"] >= target:
            model.stop_training = True

    watcher = keras.callbacks.LambdaCallback(on_epoch_end=stop)
    fitted = model.fit(train, validation_data=validation, epochs=max_epochs, callbacks=[watcher], verbose=0)
    return dict(fitted.history)
