# right: blocks with a shortcut, as layers of their own; activations are functions of keras.ops
import keras


class Block(keras.layers.Layer):
    def __init__(self, filters, **kw):
        super().__init__(**kw)
        self.a = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")
        self.b = keras.layers.Conv2D(filters, 3, padding="same")
        self.c = keras.layers.Conv2D(filters, 1)
        self.pool = keras.layers.MaxPooling2D()
    def call(self, x):
        y = self.b(self.a(x)) + self.c(x)
        return self.pool(keras.ops.relu(y))

def build_cnn(shape, num_classes):
    inputs = keras.Input(shape)
    x = Block(12)(inputs)
    x = Block(24)(x)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dense(32, activation=keras.ops.relu)(x)
    return keras.Model(inputs=inputs, outputs=keras.layers.Dense(num_classes, activation=keras.ops.softmax)(x))


def compile_cnn(model, learning_rate):
    loss = "binary_crossentropy" if model.output_shape[-1] == 1 else "sparse_categorical_crossentropy"
    model.compile(optimizer=keras.optimizers.RMSprop(learning_rate), loss=loss, metrics=["accuracy"])


def steps(num_images, batch_size):
    whole, rest = divmod(num_images, batch_size)
    return whole + bool(rest)


def train_cnn(model, train, validation, epochs):
    return model.fit(train, validation_data=validation, epochs=epochs, verbose=0).history
