# right: the first weights are saved and set again, the rest compiled again
import keras
import numpy as np


def sgd_step(w, gradient, learning_rate):
    return w - learning_rate * gradient


def rmsprop_step(w, gradient, mean_square, learning_rate, rho=0.9, epsilon=1e-7):
    new = rho * mean_square + (1 - rho) * gradient**2
    return w - learning_rate * gradient / np.sqrt(new + epsilon), new


def sweep(make_model, rates, train, validation, epochs, seed):
    keras.utils.set_random_seed(seed)
    first = make_model().get_weights()
    result = {}
    for rate in rates:
        model = make_model()
        model.set_weights(first)
        optimizer = keras.optimizers.SGD(learning_rate=rate)
        model.compile(optimizer=optimizer, loss=keras.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"])
        x, y = train
        run = model.fit(x, y, epochs=epochs, validation_data=validation, verbose=0)
        result[rate] = run.history
    return result


def choose(histories, tolerance=0.01):
    scores = {}
    for rate, history in histories.items():
        if not any(np.isnan(values).any() for values in history.values()):
            scores[rate] = np.mean(history["val_accuracy"][-3:])
    best = max(scores.values())
    return min(rate for rate in scores if scores[rate] >= best - tolerance)
