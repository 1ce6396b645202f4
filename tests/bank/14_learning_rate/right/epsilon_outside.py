# right: epsilon added to the root, mean updated by a difference; sorted rates
import keras
import numpy as np


def sgd_step(w, gradient, learning_rate):
    return w - learning_rate * gradient


def rmsprop_step(w, gradient, mean_square, learning_rate, rho=0.9, epsilon=1e-7):
    new = mean_square + (1 - rho) * (np.square(gradient) - mean_square)
    step = gradient / (np.sqrt(new) + epsilon)
    return w - learning_rate * step, new


def sweep(make_model, rates, train, validation, epochs, seed):
    histories = {}
    for rate in rates:
        keras.utils.set_random_seed(seed)
        model = make_model()
        model.compile(keras.optimizers.SGD(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
        histories[rate] = model.fit(*train, validation_data=validation, epochs=epochs, verbose=0).history
    return histories


def choose(histories, tolerance=0.01):
    def score(history):
        lost = np.isnan(np.array(list(history.values()))).any()
        return -1.0 if lost else float(np.mean(history["val_accuracy"][-3:]))

    rates = sorted(histories)
    scores = np.array([score(histories[rate]) for rate in rates])
    return rates[int(np.argmax(scores >= scores.max() - tolerance))]
