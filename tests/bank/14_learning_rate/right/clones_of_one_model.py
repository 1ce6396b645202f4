# right: copies of one model by clone_model; a weighted average; argmax over sorted rates
import keras
import numpy as np


def sgd_step(w, gradient, learning_rate):
    new = np.copy(w)
    new -= np.multiply(learning_rate, gradient)
    return new


def rmsprop_step(w, gradient, mean_square, learning_rate, rho=0.9, epsilon=1e-7):
    s = np.average([mean_square, np.square(gradient)], axis=0, weights=[rho, 1 - rho])
    return w - learning_rate * gradient / (np.sqrt(s) + epsilon), s


def sweep(make_model, rates, train, validation, epochs, seed):
    keras.utils.set_random_seed(seed)
    first = make_model()
    weights = first.get_weights()
    result = {}
    for rate in rates:
        model = keras.models.clone_model(first)
        model.set_weights(weights)
        model.compile(
            loss="sparse_categorical_crossentropy", optimizer=keras.optimizers.SGD(rate), metrics=["accuracy"]
        )
        history = model.fit(*train, epochs=epochs, validation_data=validation, verbose=0)
        result[rate] = {k: list(v) for k, v in history.history.items()}
    return result


def choose(histories, tolerance=0.01):
    rates = np.array(sorted(histories))
    clean = np.array([all(np.isfinite(v).all() for v in histories[r].values()) for r in rates])
    rates = rates[clean]
    scores = np.array([np.mean(histories[r]["val_accuracy"][-3:]) for r in rates])
    return rates[np.argmax(scores >= scores.max() - tolerance)]
