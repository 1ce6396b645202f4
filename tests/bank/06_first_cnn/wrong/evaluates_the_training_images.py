# mistake: the training images are measured again, after each epoch
# looks like: evaluate for the training images, after the epoch
# why: fit gives what it measured on the way, while the model still changed. It costs no second pass.
# fails: returns_the_history
# points: 8
# says: loss
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
    history = {name: [] for name in ("accuracy", "loss", "val_accuracy", "val_loss")}
    for _ in range(epochs):
        model.fit(train, verbose=0)
        for prefix, data in (("", train), ("val_", validation)):
            for name, value in model.evaluate(data, verbose=0, return_dict=True).items():
                history[prefix + name].append(value)
    return history
