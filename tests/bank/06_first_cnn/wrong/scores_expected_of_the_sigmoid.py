# mistake: from_logits for the sigmoid unit
# looks like: from_logits=True is for a head without sigmoid
# why: Keras may notice that the head has a sigmoid, and then it only warns. Where it does not notice, the loss is that of other numbers.
# try: model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, 'sigmoid')]); compile_cnn(model, 0.002)
# try: print(float(model.compute_loss(None, np.array([[1]]), np.array([[0.8]]))))  # expected: 0.223, -log(0.8)
# fails: loss_fits_head_and_labels
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
    loss = keras.losses.BinaryCrossentropy(from_logits=True) if model.output_shape[-1] == 1 else "sparse_categorical_crossentropy"
    model.compile(optimizer=keras.optimizers.RMSprop(learning_rate), loss=loss, metrics=["accuracy"])


def steps(num_images, batch_size):
    return -(-num_images // batch_size)


def train_cnn(model, train, validation, epochs):
    history = model.fit(train, validation_data=validation, epochs=epochs)
    return history.history
