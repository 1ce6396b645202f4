# mistake: the changes are drawn once
# looks like: changes drawn once for all passes
# fails: only_training_images_vary
# points: 8
import keras
import numpy as np
import tensorflow as tf


def read_signs(path):
    rows = np.loadtxt(path, delimiter=",", skiprows=1, dtype=np.uint8, ndmin=2)
    return rows[:, 1:].reshape(-1, 28, 28), rows[:, 0].astype(int)


def class_index(labels):
    return labels - (labels > 9), list("ABCDEFGHIKLMNOPQRSTUVWXY")


def make_batches(train, validation, test, batch_size):
    turn = keras.layers.RandomRotation(0.03)

    def dataset(part, change=lambda images: images):
        images, classes = part
        images = change(images.reshape(*images.shape[:3], -1).astype("float32") / 255)
        return tf.data.Dataset.from_tensor_slices((images, classes))

    varied = dataset(train, lambda images: turn(images, training=True)).shuffle(1000).batch(batch_size)
    return varied, dataset(validation).batch(batch_size), dataset(test).batch(batch_size)


def build_model(shape, num_classes):
    model = keras.Sequential([
        keras.Input(shape),
        keras.layers.Conv2D(16, 3, activation="relu"),
        keras.layers.MaxPooling2D(),
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.MaxPooling2D(),
        keras.layers.Flatten(),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(num_classes, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def train_to_target(model, train, validation, target, max_epochs):
    class Stop(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if logs["val_accuracy"] >= target:
                self.model.stop_training = True

    history = model.fit(train, validation_data=validation, epochs=max_epochs, callbacks=[Stop()], verbose=0)
    return history.history
