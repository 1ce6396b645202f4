# mistake: ReLU before the softmax
# looks like: ReLU before the softmax
# why: ReLU turns every score below 0 into 0, so those classes can no longer be told apart.
# fails: gives_class_probabilities
# points: 8
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
        L.Dense(num_classes, activation="relu"),
        L.Softmax(),
    ])


def compile_cnn(model, learning_rate):
    loss = "binary_crossentropy" if model.output_shape[-1] == 1 else "sparse_categorical_crossentropy"
    model.compile(optimizer=keras.optimizers.RMSprop(learning_rate), loss=loss, metrics=["accuracy"])


def steps(num_images, batch_size):
    return -(-num_images // batch_size)


def train_cnn(model, train, validation, epochs):
    history = model.fit(train, validation_data=validation, epochs=epochs)
    return history.history
