# mistake: validated once, at the end, and the values repeated for each epoch
# looks like: validated once, after all epochs
# why: Each epoch has values of its own: they show when it stopped getting better.
# fails: returns_the_history
# points: 8
# says: in epoch 1
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
    history = model.fit(train, epochs=epochs, verbose=0).history
    tested = model.evaluate(validation, verbose=0, return_dict=True)
    return history | {f"val_{name}": [value] * epochs for name, value in tested.items()}
