# right: other activations that bend, larger kernels, pooling before the activation
import keras
from keras import layers


def build_cnn(shape: tuple[int, int, int], num_classes: int) -> keras.Model:
    image = keras.Input(shape, name="image")
    x = layers.Conv2D(16, 5, padding="same")(image)
    x = layers.MaxPooling2D(2)(x)
    x = layers.LeakyReLU(negative_slope=0.1)(x)
    x = layers.Conv2D(32, 3, padding="same", activation="elu")(x)
    x = layers.MaxPooling2D(2)(x)
    x = layers.Reshape((-1,))(x)
    x = layers.Dense(32, activation="gelu")(x)
    return keras.Model(image, layers.Dense(num_classes, "softmax", name="classes")(x))


def compile_cnn(model, learning_rate):
    loss = keras.losses.SparseCategoricalCrossentropy()
    if tuple(model.output_shape)[-1] == 1:
        loss = keras.losses.BinaryCrossentropy()
    model.compile(optimizer=keras.optimizers.RMSprop(learning_rate=float(learning_rate)), loss=loss, metrics=["accuracy"])


def steps(num_images, batch_size):
    return sum(1 for _ in range(0, num_images, batch_size))


class Keep(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.seen = {}

    def on_epoch_end(self, epoch, logs=None):
        for name, value in logs.items():
            self.seen.setdefault(name, []).append(value)


def train_cnn(model, train, validation, epochs):
    keep = Keep()
    model.fit(train, validation_data=validation, epochs=epochs, callbacks=[keep])
    return keep.seen
