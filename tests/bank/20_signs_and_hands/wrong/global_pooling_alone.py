# mistake: no pooling but the global one
# looks like: a global pooling as the only one
# why: Without pooling in between, the second convolution works on maps of full size, and sees only 5 x 5 pixels.
# fails: is_a_small_network
# points: 8
# says: 0 poolings
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
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.GlobalAveragePooling2D(),
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
