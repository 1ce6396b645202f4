# mistake: stops when the validation loss does not fall
# looks like: a training that stops early
# try: x = np.random.rand(8, 4); y = np.array([0, 1] * 4)
# try: model = keras.Sequential([keras.layers.Dense(2, 'softmax')]); model.compile(keras.optimizers.SGD(0.0), 'sparse_categorical_crossentropy', metrics=['accuracy'])
# try: import tensorflow as tf; data = tf.data.Dataset.from_tensor_slices((x, y)).batch(4)
# try: print(len(train_cnn(model, data, data, 9)['loss']))  # expected: 9
# fails: trains_on_every_image_once_an_epoch, returns_the_history
# points: 7
import keras

L = keras.layers


def build_cnn(shape, num_classes):
    return keras.Sequential([
        keras.Input(shape),
        L.Conv2D(16, 3, activation="relu"),
        L.MaxPooling2D(),
        L.Conv2D(32, 3, activation="relu"),
        L.MaxPooling2D(),
        L.Flatten(),
        L.Dense(64, activation="relu"),
        L.Dense(num_classes, activation="softmax"),
    ])


def compile_cnn(model, learning_rate):
    loss = "binary_crossentropy" if model.output_shape[-1] == 1 else "sparse_categorical_crossentropy"
    model.compile(optimizer=keras.optimizers.RMSprop(learning_rate), loss=loss, metrics=["accuracy"])


def steps(num_images, batch_size):
    return -(-num_images // batch_size)


def train_cnn(model, train, validation, epochs):
    stop = keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True)
    history = model.fit(train, validation_data=validation, epochs=epochs, callbacks=[stop])
    return history.history
