# right: an average and a max pooling, and a global one that does not count; layers that change whole batches of a
# right: dataset; one fit for each epoch
import csv

import keras
import numpy as np
import tensorflow as tf
from keras import layers


def read_signs(path):
    images, labels = [], []
    with open(path) as file:
        rows = csv.reader(file)
        next(rows)
        for row in rows:
            labels.append(int(row[0]))
            image = np.array(row[1:785], dtype=np.uint8)
            images.append(np.array_split(image, 28))
    return np.array(images), np.array(labels)


def class_index(labels):
    letters = [chr(ord("A") + i) for i in range(25) if i != 9]
    alphabet = [chr(ord("A") + i) for i in range(26)]
    return np.array([letters.index(alphabet[label]) for label in labels], dtype="int64"), letters


def make_batches(train, validation, test, batch_size):
    augment = keras.Sequential(
        [
            layers.RandomRotation(0.03, fill_mode="nearest"),
            layers.RandomTranslation(0.08, 0.08, fill_mode="nearest"),
            layers.RandomZoom(0.1, fill_mode="nearest"),
        ]
    )

    def start(part):
        images, classes = part
        if len(images.shape) == 3:
            images = np.expand_dims(images, -1)
        return tf.data.Dataset.from_tensor_slices((images, classes))

    def scale(image, label):
        return tf.cast(image, tf.float32) / 255.0, label

    first = (
        start(train)
        .shuffle(len(train[0]))
        .batch(batch_size)
        .map(scale)
        .map(lambda x, y: (tf.clip_by_value(augment(x, training=True), 0.0, 1.0), y))
        .prefetch(tf.data.AUTOTUNE)
    )
    return first, start(validation).batch(batch_size).map(scale), start(test).batch(batch_size).map(scale)


def build_model(shape, num_classes):
    inputs = keras.Input(shape=shape)
    x = layers.Conv2D(32, (3, 3), padding="same")(inputs)
    x = layers.BatchNormalization()(x)
    x = layers.Activation("relu")(x)
    x = layers.AveragePooling2D((2, 2))(x)
    x = layers.Conv2D(64, (3, 3), activation=tf.nn.relu)(x)
    x = layers.MaxPooling2D((2, 2))(x)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(64, activation="relu")(x)
    x = layers.Dense(num_classes)(x)
    outputs = layers.Softmax()(x)
    model = keras.Model(inputs, outputs)
    model.compile(
        optimizer=keras.optimizers.RMSprop(learning_rate=0.001),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    return model


def train_to_target(model, train, validation, target, max_epochs):
    history = {}
    for epoch in range(max_epochs):
        result = model.fit(train, validation_data=validation, verbose=0)
        for name, values in result.history.items():
            history.setdefault(name, []).extend(values)
        if history["val_accuracy"][-1] >= target:
            break
    return history
