# mistake: an epoch at a time, validated before each
# looks like: validated before each epoch, instead of after it
# fails: returns_the_history
# points: 8
# says: val_loss
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
        tested = model.evaluate(validation, verbose=0, return_dict=True)
        learnt = model.fit(train, verbose=0).history
        for name in ("accuracy", "loss"):
            history[name] += learnt[name]
            history[f"val_{name}"].append(tested[name])
    return history
