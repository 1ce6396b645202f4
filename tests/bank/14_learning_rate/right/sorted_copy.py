# right: smallest rate first; histories copied as plain floats; filters
import keras
import numpy as np


def sgd_step(w, gradient, learning_rate):
    return w - learning_rate * gradient


def rmsprop_step(w, gradient, mean_square, learning_rate, rho=0.9, epsilon=1e-7):
    new = rho * mean_square + (1 - rho) * gradient**2
    return w - learning_rate * gradient / np.sqrt(new + epsilon), new


def train_one(make_model, rate, train, validation, epochs, seed):
    keras.utils.set_random_seed(seed)
    model = make_model()
    model.compile(keras.optimizers.SGD(rate, momentum=0.0), "sparse_categorical_crossentropy", metrics=["accuracy"])
    found = model.fit(train[0], train[1], 32, epochs, 0, validation_data=validation).history
    return {name: [float(value) for value in values] for name, values in found.items()}


def sweep(make_model, rates, train, validation, epochs, seed):
    return {rate: train_one(make_model, rate, train, validation, epochs, seed) for rate in sorted(rates)}


def choose(histories, tolerance=0.01):
    kept = [rate for rate in histories if not np.isnan(sum(map(sum, histories[rate].values())))]
    means = [sum(histories[rate]["val_accuracy"][-3:]) / len(histories[rate]["val_accuracy"][-3:]) for rate in kept]
    close = [rate for rate, mean in zip(kept, means, strict=True) if max(means) - mean <= tolerance]
    return sorted(close)[0]
