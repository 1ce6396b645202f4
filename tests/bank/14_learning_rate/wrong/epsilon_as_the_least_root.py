# mistake: epsilon as the least that the root may be, instead of added
# looks like: epsilon as the least value of the root: it is added, to the mean under the root or to the root
# fails: a_gradient_of_zero
# points: 9.5
import keras
import numpy as np


def sgd_step(w, gradient, learning_rate):
    return w - learning_rate * gradient


def rmsprop_step(w, gradient, mean_square, learning_rate, rho=0.9, epsilon=1e-7):
    new = rho * mean_square + (1 - rho) * gradient**2
    return w - learning_rate * gradient / np.maximum(np.sqrt(new), epsilon), new


def sweep(make_model, rates, train, validation, epochs, seed):
    histories = {}
    for rate in rates:
        keras.utils.set_random_seed(seed)
        model = make_model()
        model.compile(keras.optimizers.SGD(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
        histories[rate] = model.fit(*train, validation_data=validation, epochs=epochs, verbose=0).history
    return histories


def choose(histories, tolerance=0.01):
    scores = {}
    for rate, history in histories.items():
        if not any(np.isnan(values).any() for values in history.values()):
            scores[rate] = np.mean(history["val_accuracy"][-3:])
    best = max(scores.values())
    return min(rate for rate in scores if scores[rate] >= best - tolerance)
