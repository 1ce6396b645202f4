# mistake: a larger rate must beat the best so far by the tolerance
# looks like: the rates compared one after the other instead of with the best
# fails: smallest_that_is_as_good
# points: 9
import keras
import numpy as np


def sgd_step(w, gradient, learning_rate):
    return w - learning_rate * gradient


def rmsprop_step(w, gradient, mean_square, learning_rate, rho=0.9, epsilon=1e-7):
    mean_square = rho * mean_square + (1 - rho) * gradient**2
    return w - learning_rate * gradient / np.sqrt(mean_square + epsilon), mean_square


def sweep(make_model, rates, train, validation, epochs, seed):
    histories = {}
    for rate in rates:
        keras.utils.set_random_seed(seed)
        model = make_model()
        model.compile(keras.optimizers.SGD(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
        histories[rate] = model.fit(*train, validation_data=validation, epochs=epochs, verbose=0).history
    return histories


def choose(histories, tolerance=0.01):
    best_rate, best = None, 0
    for rate in sorted(histories):
        history = histories[rate]
        if any(np.isnan(values).any() for values in history.values()):
            continue
        score = np.mean(history["val_accuracy"][-3:])
        if score > best + tolerance:
            best_rate, best = rate, score
    return best_rate
