# mistake: a subclass that calls its Dropout layer with training=True
# looks like: dropout at prediction, too
# try: model = build_cnn((28, 28, 1), 3); x = np.ones((1, 28, 28, 1))
# try: print(np.abs(model.predict(x, verbose=0) - model.predict(x, verbose=0)).max())  # expected: 0.0
# fails: gives_class_probabilities
# points: 8
import keras

L = keras.layers


class Net(keras.Model):
    def __init__(self, num_classes):
        super().__init__()
        self.blocks = [L.Conv2D(16, 3, activation="relu"), L.MaxPooling2D(), L.Conv2D(32, 3, activation="relu")]
        self.vector = [L.MaxPooling2D(), L.Flatten(), L.Dense(64, activation="relu")]
        self.dropout = L.Dropout(0.4)
        self.head = L.Dense(num_classes, activation="softmax")

    def call(self, x):
        for layer in self.blocks + self.vector:
            x = layer(x)
        return self.head(self.dropout(x, training=True))


def build_cnn(shape, num_classes):
    return Net(num_classes)


def compile_cnn(model, learning_rate):
    loss = "binary_crossentropy" if model.output_shape[-1] == 1 else "sparse_categorical_crossentropy"
    model.compile(optimizer=keras.optimizers.RMSprop(learning_rate), loss=loss, metrics=["accuracy"])


def steps(num_images, batch_size):
    return -(-num_images // batch_size)


def train_cnn(model, train, validation, epochs):
    return model.fit(train, validation_data=validation, epochs=epochs, verbose=0).history
