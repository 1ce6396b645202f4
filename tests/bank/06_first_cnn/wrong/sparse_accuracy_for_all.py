# mistake: SparseCategoricalAccuracy for a sigmoid unit as well
# looks like: metrics.SparseCategoricalAccuracy() for a single unit, of which the largest is always number 0: the name "accuracy" picks the one that fits
# try: model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, 'sigmoid', True, 'ones')]); compile_cnn(model, 0.002)
# try: print(model.evaluate(np.array([[9.0], [-9.0]]), np.array([1, 0]), verbose=0, return_dict=True)['accuracy'])  # expected: 1.0
# fails: measures_accuracy
# points: 8.5
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
    model.compile(optimizer=keras.optimizers.RMSprop(learning_rate), loss=loss, metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")])


def steps(num_images, batch_size):
    return -(-num_images // batch_size)


def train_cnn(model, train, validation, epochs):
    history = model.fit(train, validation_data=validation, epochs=epochs)
    return history.history
