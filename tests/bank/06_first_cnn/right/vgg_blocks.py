# right: two convolutions in each block and dropout after it
import keras
import numpy as np

L = keras.layers


def conv(filters):
    return L.Conv2D(filters, 3, padding="same", activation="relu")


def build_cnn(shape, num_classes):
    stack = [L.Input(shape)]
    for filters in (16, 32):
        stack += [conv(filters), conv(filters), L.MaxPooling2D(), L.Dropout(0.1)]
    stack += [L.Flatten(), L.Dense(num_classes, activation="softmax")]
    return keras.Sequential(stack)


def compile_cnn(model, learning_rate):
    units = model(np.zeros((1, *model.input_shape[1:]))).shape[-1]
    loss = {1: "binary_crossentropy"}.get(units, "sparse_categorical_crossentropy")
    model.compile(loss=loss, optimizer=keras.optimizers.RMSprop(learning_rate=learning_rate), metrics=["accuracy"])


def steps(num_images, batch_size):
    return len(range(0, num_images, batch_size))


def train_cnn(model, train, validation, epochs):
    return model.fit(train, None, validation_data=validation, epochs=epochs, verbose=0).history
