# right: as in the notes: csv, array_split, generators, RMSprop, a callback made inside the training
import csv

import numpy as np
import tensorflow as tf
from tensorflow.keras.preprocessing.image import ImageDataGenerator


def read_signs(path):
    labels, images = [], []
    with open(path) as training_file:
        reader = csv.reader(training_file, delimiter=",")
        next(reader)
        for row in reader:
            labels.append(row[0])
            images.append(np.array_split(row[1:785], 28))
    return np.array(images).astype("float").astype("uint8"), np.array(labels).astype("int")


def class_index(labels):
    names = [chr(ord("A") + number) for number in range(25) if number != 9]
    classes = []
    for label in labels:
        if label > 9:
            classes.append(label - 1)
        else:
            classes.append(label)
    return np.array(classes), names


def make_batches(train, validation, test, batch_size):
    train_datagen = ImageDataGenerator(
        rescale=1.0 / 255,
        rotation_range=40,
        width_shift_range=0.2,
        height_shift_range=0.2,
        shear_range=0.2,
        zoom_range=0.2,
        fill_mode="nearest",
    )
    test_datagen = ImageDataGenerator(rescale=1.0 / 255)

    def with_channels(images):
        return np.expand_dims(images, axis=-1) if len(images.shape) == 3 else images

    return (
        train_datagen.flow(with_channels(train[0]), train[1], batch_size=batch_size),
        test_datagen.flow(with_channels(validation[0]), validation[1], batch_size=batch_size, shuffle=False),
        test_datagen.flow(with_channels(test[0]), test[1], batch_size=batch_size, shuffle=False),
    )


def build_model(shape, num_classes):
    model = tf.keras.models.Sequential(
        [
            tf.keras.layers.Conv2D(64, (3, 3), activation="relu", input_shape=shape),
            tf.keras.layers.MaxPooling2D(2, 2),
            tf.keras.layers.Conv2D(64, (3, 3), activation="relu"),
            tf.keras.layers.MaxPooling2D(2, 2),
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(128, activation=tf.nn.relu),
            tf.keras.layers.Dense(num_classes, activation=tf.nn.softmax),
        ]
    )
    model.compile(
        optimizer=tf.keras.optimizers.RMSprop(learning_rate=0.001),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def train_to_target(model, train, validation, target, max_epochs):
    class myCallback(tf.keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs={}):
            if logs.get("val_accuracy") >= target:
                print("\nReached the target, so cancelling training!")
                self.model.stop_training = True

    callbacks = myCallback()
    history = model.fit(train, epochs=max_epochs, validation_data=validation, verbose=1, callbacks=[callbacks])
    return history.history
