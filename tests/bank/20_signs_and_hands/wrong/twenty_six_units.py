# mistake: 26 units, whatever num_classes is
# looks like: 26 units written into the code
# fails: is_a_small_network, keeps_to_its_contract
# points: 7.5
# says: 26
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
        keras.layers.Dense(26, activation="softmax"),
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
