# right: train_on_batch for each batch, and means over the images
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
        sums, count = {"accuracy": 0.0, "loss": 0.0}, 0
        for images, labels in train:
            logs = model.train_on_batch(images, labels, return_dict=True)
            sums = {name: sums[name] + len(labels) * float(logs[name]) for name in sums}
            count += len(labels)
        tested = model.evaluate(validation, verbose=0, return_dict=True)
        for name in sums:
            history[name].append(sums[name] / count)
            history[f"val_{name}"].append(float(tested[name]))
    return history
