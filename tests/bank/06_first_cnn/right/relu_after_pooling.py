# right: ReLU and softmax are layers of their own, pooling before ReLU; the rate is set afterwards
import keras


def build_cnn(shape, num_classes):
    model = keras.models.Sequential()
    model.add(keras.layers.InputLayer(shape=shape))
    model.add(keras.layers.Conv2D(32, kernel_size=5, padding="same"))
    model.add(keras.layers.MaxPooling2D(pool_size=(2, 2)))
    model.add(keras.layers.Activation("relu"))
    model.add(keras.layers.Conv2D(32, kernel_size=3))
    model.add(keras.layers.MaxPooling2D(pool_size=(3, 3), strides=2))
    model.add(keras.layers.Activation(keras.activations.relu))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(num_classes))
    model.add(keras.layers.Softmax())
    return model


def compile_cnn(model, learning_rate):
    optimizer = keras.optimizers.RMSprop(rho=0.9)
    optimizer.learning_rate = learning_rate
    if model.output_shape == (None, 1):
        model.compile(optimizer=optimizer, loss=keras.losses.binary_crossentropy, metrics=[keras.metrics.BinaryAccuracy(name="accuracy")])
    else:
        model.compile(optimizer=optimizer, loss=keras.losses.sparse_categorical_crossentropy, metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")])


import math
def steps(num_images, batch_size):
    return math.ceil(num_images / batch_size)


def train_cnn(model, train, validation, epochs):
    history = model.fit(train, validation_data=validation, epochs=epochs, steps_per_epoch=len(train), validation_steps=len(validation), callbacks=[keras.callbacks.TerminateOnNaN()])
    return history.history
