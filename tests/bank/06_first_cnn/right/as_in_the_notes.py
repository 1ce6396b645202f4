# right: as in older notes, three convolutions, input_shape in the first layer, one sigmoid unit for two classes
import tensorflow as tf
from tensorflow.keras.optimizers import RMSprop


def build_cnn(shape, num_classes):
    if num_classes == 2:
        last = tf.keras.layers.Dense(1, activation="sigmoid")
    else:
        last = tf.keras.layers.Dense(num_classes, activation="softmax")
    return tf.keras.models.Sequential([
        tf.keras.layers.Conv2D(16, (3, 3), activation="relu", padding="same", input_shape=shape),
        tf.keras.layers.MaxPooling2D(2, 2),
        tf.keras.layers.Conv2D(32, (3, 3), activation="relu", padding="same"),
        tf.keras.layers.MaxPooling2D(2, 2),
        tf.keras.layers.Conv2D(64, (3, 3), activation="relu", padding="same"),
        tf.keras.layers.MaxPooling2D(2, 2),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        last,
    ])


def compile_cnn(model, learning_rate):
    binary = model.layers[-1].units == 1
    model.compile(
        loss="binary_crossentropy" if binary else "sparse_categorical_crossentropy",
        optimizer=RMSprop(learning_rate=learning_rate),
        metrics=["accuracy"],
    )


def steps(num_images, batch_size):
    n = num_images // batch_size
    if num_images % batch_size != 0:
        n = n + 1
    return n


def train_cnn(model, train, validation, epochs):
    history = model.fit(train, validation_data=validation, epochs=epochs, verbose=1)
    return history.history
