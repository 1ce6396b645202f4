# right: a training loop with a gradient tape
import keras
import numpy as np
import tensorflow as tf

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
    @tf.function(reduce_retracing=True)
    def step(images, labels):
        with tf.GradientTape() as tape:
            answers = model(images, training=True)
            loss = model.compute_loss(images, labels, answers)
        gradients = tape.gradient(loss, model.trainable_weights)
        model.optimizer.apply_gradients(zip(gradients, model.trainable_weights, strict=True))
        return loss, tf.argmax(answers, axis=-1)

    history = {name: [] for name in ("accuracy", "loss", "val_accuracy", "val_loss")}
    for _ in range(epochs):
        losses, hits = [], []
        for images, labels in train:
            loss, given = step(tf.constant(images), tf.constant(labels))
            losses += [float(loss)] * len(labels)
            hits += list(np.asarray(given) == np.asarray(labels))
        history["loss"].append(float(np.mean(losses)))
        history["accuracy"].append(float(np.mean(hits)))
        tested = model.evaluate(validation, verbose=0, return_dict=True)
        history["val_loss"].append(tested["loss"])
        history["val_accuracy"].append(tested["accuracy"])
    return history
