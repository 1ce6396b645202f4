# mistake: a lost rate still counts as the best to compare with
# looks like: a lost training taken for the best one
# why: A training with a nan does not count at all: neither as an answer, nor as what others are measured by.
# fails: lost_trainings_do_not_count
# points: 9.5

import keras
import numpy as np


def sgd_step(w, gradient, learning_rate):
    return w - learning_rate * gradient


def rmsprop_step(w, gradient, mean_square, learning_rate, rho=0.9, epsilon=1e-7):
    new_mean = rho * mean_square + (1 - rho) * gradient**2
    return w - learning_rate * gradient / (np.sqrt(new_mean) + epsilon), new_mean


def sweep(make_model, rates, train, validation, epochs, seed):
    histories = {}
    for rate in rates:
        keras.utils.set_random_seed(seed)
        model = make_model()
        model.compile(
            optimizer=keras.optimizers.SGD(learning_rate=rate),
            loss="sparse_categorical_crossentropy",
            metrics=["accuracy"],
        )
        history = model.fit(train[0], train[1], validation_data=validation, epochs=epochs, verbose=0)
        histories[rate] = history.history
    return histories


def choose(histories, tolerance=0.01):
    scores = {rate: np.mean(history["val_accuracy"][-3:]) for rate, history in histories.items()}
    best = max(scores.values())
    for rate in sorted(scores):
        if any(np.isnan(values).any() for values in histories[rate].values()):
            continue
        if scores[rate] >= best - tolerance:
            return rate
    return min(scores)
