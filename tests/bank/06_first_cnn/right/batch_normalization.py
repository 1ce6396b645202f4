# right: BatchNormalization between each convolution and its ReLU, metrics as objects
import keras
import numpy as np
from keras.layers import BatchNormalization, Conv2D, Dense, Flatten, Input, MaxPooling2D, ReLU


def build_cnn(shape, num_classes):
    model = keras.models.Sequential()
    model.add(Input(shape=shape))
    for n in [16, 32]:
        model.add(Conv2D(n, (3, 3), use_bias=False))
        model.add(BatchNormalization())
        model.add(ReLU())
        model.add(MaxPooling2D((2, 2)))
    model.add(Flatten())
    model.add(Dense(num_classes, activation="softmax"))
    return model


def compile_cnn(model, learning_rate):
    if model.output_shape[1] > 1:
        loss, accuracy = "sparse_categorical_crossentropy", keras.metrics.SparseCategoricalAccuracy(name="accuracy")
    else:
        loss, accuracy = "binary_crossentropy", keras.metrics.BinaryAccuracy(name="accuracy")
    model.compile(optimizer=keras.optimizers.RMSprop(learning_rate, rho=0.9), loss=loss, metrics=[accuracy])


def steps(num_images, batch_size):
    return int(np.ceil(num_images / batch_size))


def train_cnn(model, train, validation, epochs):
    history = model.fit(
        train, steps_per_epoch=len(train), validation_data=validation, validation_steps=len(validation), epochs=epochs
    )
    return history.history
