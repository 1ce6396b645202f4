# right: functional, activations as layers of their own, the loss as an object
import math

import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


def build_cnn(shape, num_classes):
    inputs = keras.Input(shape=shape)
    x = inputs
    for filters in (16, 32):
        x = layers.Conv2D(filters, kernel_size=(3, 3), padding="same")(x)
        x = layers.Activation("relu")(x)
        x = layers.MaxPooling2D(pool_size=(2, 2))(x)
    x = layers.Flatten()(x)
    x = layers.Dense(48)(x)
    x = layers.ReLU()(x)
    scores = layers.Dense(num_classes)(x)
    return keras.Model(inputs, layers.Softmax()(scores))


def compile_cnn(model, learning_rate):
    if model.outputs[0].shape[-1] == 1:
        loss = keras.losses.BinaryCrossentropy()
    else:
        loss = keras.losses.SparseCategoricalCrossentropy()
    model.compile(optimizer=keras.optimizers.RMSprop(learning_rate=learning_rate), loss=loss, metrics=["accuracy"])


def steps(num_images, batch_size):
    return math.ceil(num_images / batch_size)


def train_cnn(model, train, validation, epochs):
    result = model.fit(train, epochs=epochs, validation_data=validation)
    history = dict(result.history)
    return history
