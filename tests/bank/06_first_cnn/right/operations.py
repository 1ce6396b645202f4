# right: functions of keras.ops between the layers
import keras

L = keras.layers


def build_cnn(shape, num_classes):
    inputs = keras.Input(shape)
    x = 2 * inputs - 1
    for filters in (12, 24):
        x = keras.ops.relu(L.Conv2D(filters, 3)(x))
        x = keras.ops.max_pool(x, 2)
    x = keras.ops.reshape(x, (-1, x.shape[1] * x.shape[2] * x.shape[3]))
    x = L.Dense(32, activation=keras.ops.relu)(x)
    return keras.Model(inputs, keras.ops.softmax(L.Dense(num_classes)(x)))


def compile_cnn(model, learning_rate):
    loss = "binary_crossentropy" if model.output_shape[-1] == 1 else "sparse_categorical_crossentropy"
    model.compile(optimizer=keras.optimizers.RMSprop(learning_rate), loss=loss, metrics=["accuracy"])


def steps(num_images, batch_size):
    return -(-num_images // batch_size)


def train_cnn(model, train, validation, epochs):
    return model.fit(train, validation_data=validation, epochs=epochs, verbose=0).history
