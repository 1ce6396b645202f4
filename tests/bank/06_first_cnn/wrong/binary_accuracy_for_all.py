# mistake: BinaryAccuracy for a softmax head as well
# looks like: metrics.BinaryAccuracy() for a softmax head: the name "accuracy" picks the one that fits
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
    model.compile(optimizer=keras.optimizers.RMSprop(learning_rate), loss=loss, metrics=[keras.metrics.BinaryAccuracy(name="accuracy")])


def steps(num_images, batch_size):
    return -(-num_images // batch_size)


def train_cnn(model, train, validation, epochs):
    history = model.fit(train, validation_data=validation, epochs=epochs)
    return history.history
