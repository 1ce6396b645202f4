# mistake: EarlyStopping with patience besides the target
# looks like: stopping because the accuracy no longer rises
# why: It often falls and rises again. Only the target ends the training, or the last epoch allowed.
# try: model = keras.Sequential([keras.layers.Dense(2, 'softmax', kernel_initializer='zeros')]); model.compile('sgd', 'sparse_categorical_crossentropy', metrics=['accuracy'])
# try: import tensorflow as tf; part = tf.data.Dataset.from_tensor_slices((np.ones((4, 1)), np.array([0, 1, 0, 1]))).batch(2)
# try: print(len(train_to_target(model, part, part, 0.8, 6)["loss"]))  # 6
# fails: stops_at_the_target
# points: 8
import keras
import numpy as np
from tensorflow.keras.preprocessing.image import ImageDataGenerator


def read_signs(path):
    rows = np.loadtxt(path, delimiter=",", skiprows=1, dtype=np.uint8, ndmin=2)
    return rows[:, 1:].reshape(-1, 28, 28), rows[:, 0].astype(int)


def class_index(labels):
    return labels - (labels > 9), list("ABCDEFGHIKLMNOPQRSTUVWXY")


def make_batches(train, validation, test, batch_size):
    varied = ImageDataGenerator(rescale=1 / 255, rotation_range=10, width_shift_range=0.1, zoom_range=0.1)
    plain = ImageDataGenerator(rescale=1 / 255)

    def flow(part, generator, shuffle):
        images, classes = part
        images = images.reshape(*images.shape[:3], -1)
        return generator.flow(images, classes, batch_size=batch_size, shuffle=shuffle)

    return flow(train, varied, True), flow(validation, plain, False), flow(test, plain, False)


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

    callbacks = [Stop(), keras.callbacks.EarlyStopping(monitor="val_accuracy", patience=2)]
    history = model.fit(train, validation_data=validation, epochs=max_epochs, callbacks=callbacks, verbose=0)
    return history.history
