# right: SGD by Keras' own optimizer, in 64 bits; a table of scores
import keras
import numpy as np


def sgd_step(w, gradient, learning_rate):
    weight = keras.Variable(np.asarray(w), dtype="float64")
    keras.optimizers.SGD(learning_rate or 0.0).apply([gradient], [weight])
    return weight.numpy()


def rmsprop_step(w, gradient, mean_square, learning_rate, rho=0.9, epsilon=1e-7):
    new = rho * mean_square + (1 - rho) * gradient**2
    return w - learning_rate * gradient / np.sqrt(new + epsilon), new


def sweep(make_model, rates, train, validation, epochs, seed):
    histories = {}
    for rate in rates:
        keras.utils.set_random_seed(seed)
        model = make_model()
        model.compile(keras.optimizers.SGD(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
        histories[rate] = model.fit(*train, validation_data=validation, epochs=epochs, verbose=0).history
    return histories


def choose(histories, tolerance=0.01):
    table = []
    for rate, history in histories.items():
        lists = [history[name] for name in ("loss", "accuracy", "val_loss", "val_accuracy")]
        if np.isfinite(lists).all():
            table.append((rate, np.mean(lists[3][-3:])))
    best = max(score for _, score in table)
    return min(rate for rate, score in table if score > best - tolerance - 1e-9)
