# right: images brought to -1..1 once in the network, a strided 1x1 after the blocks, steps as an np.int64
import keras
import numpy as np


def build_cnn(shape, num_classes):
    layers = [
        keras.Input(shape),
        keras.layers.Rescaling(2.0, offset=-1.0),
        keras.layers.Conv2D(24, 3, activation="relu"),
        keras.layers.MaxPooling2D(3, strides=2, padding="same"),
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.MaxPooling2D(),
        keras.layers.Conv2D(16, 1, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(num_classes),
        keras.layers.Activation("softmax"),
    ]
    return keras.Sequential(layers)


def compile_cnn(model, learning_rate):
    losses = ("binary_crossentropy", "sparse_categorical_crossentropy")
    rmsprop = keras.optimizers.get({"class_name": "RMSprop", "config": {"learning_rate": learning_rate}})
    model.compile(rmsprop, loss=losses[model.output_shape[-1] > 1], metrics=["accuracy"])


def steps(num_images, batch_size):
    return np.int64(-(-num_images // batch_size))


def train_cnn(model, train, validation, epochs):
    return dict(model.fit(train, validation_data=validation, epochs=int(epochs)).history)
