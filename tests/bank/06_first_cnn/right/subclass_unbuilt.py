# right: a subclass that has no weights until it is called, a block as a layer of its own
import keras


class Block(keras.layers.Layer):
    def __init__(self, filters):
        super().__init__()
        self.conv = keras.layers.Conv2D(filters, 3, padding="same", activation=keras.activations.relu)
        self.pool = keras.layers.MaxPool2D(2)

    def call(self, x):
        return self.pool(self.conv(x))


class Classifier(keras.Model):
    def __init__(self, num_classes):
        super().__init__()
        self.blocks = keras.Sequential([Block(16), Block(32), Block(32)])
        self.vector = keras.layers.GlobalMaxPooling2D()
        self.drop = keras.layers.Dropout(0.2)
        self.units = 1 if num_classes == 2 else num_classes
        self.out = keras.layers.Dense(self.units, "sigmoid" if self.units == 1 else "softmax")

    def call(self, images, training=None):
        return self.out(self.drop(self.vector(self.blocks(images)), training=training))


def build_cnn(shape, num_classes):
    return Classifier(num_classes)


def compile_cnn(model, learning_rate):
    units = model.units if hasattr(model, "units") else model.layers[-1].units
    names = {True: ("binary_crossentropy", "binary_accuracy"), False: ("sparse_categorical_crossentropy", "sparse_categorical_accuracy")}
    loss, metric = names[units == 1]
    model.compile(optimizer=keras.optimizers.RMSprop(learning_rate), loss=loss, metrics=[keras.metrics.get(metric), "accuracy"])


def steps(num_images, batch_size):
    count = 0
    while num_images > 0:
        num_images -= batch_size
        count += 1
    return count


def train_cnn(model, train, validation, epochs):
    return model.fit(train, validation_data=validation, epochs=epochs, shuffle=False).history
