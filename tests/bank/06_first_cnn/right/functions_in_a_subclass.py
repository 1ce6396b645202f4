# right: a subclass, with functions of tf.nn in call
import keras
import tensorflow as tf

L = keras.layers


class Net(keras.Model):
    def __init__(self, num_classes):
        super().__init__()
        self.first = L.Conv2D(8, 5, padding="same")
        self.second = L.Conv2D(16, 3)
        self.third = L.Conv2D(32, 3)
        self.head = L.Dense(num_classes)

    def call(self, x):
        x = tf.nn.max_pool2d(tf.nn.relu(self.first(x)), 2, 2, "VALID")
        x = tf.nn.relu(tf.nn.max_pool2d(self.second(x), 2, 2, "VALID"))
        x = tf.reduce_mean(tf.nn.relu(self.third(x)), axis=(1, 2))
        return tf.nn.softmax(self.head(x))


def build_cnn(shape, num_classes):
    return Net(num_classes)


def compile_cnn(model, learning_rate):
    loss = "binary_crossentropy" if model.layers[-1].units == 1 else "sparse_categorical_crossentropy"
    model.compile(optimizer=keras.optimizers.RMSprop(learning_rate), loss=loss, metrics=["accuracy"])


def steps(num_images, batch_size):
    return -(-num_images // batch_size)


def train_cnn(model, train, validation, epochs):
    return model.fit(train, validation_data=validation, epochs=epochs, verbose=0).history
