# mistake: metrics given to compile by place, where loss_weights are
# looks like: metrics in the place of loss_weights
# why: The third argument of compile is loss_weights. Say metrics=["accuracy"].
# fails: same_first_weights_for_each_rate, trains_at_each_rate, the_seed_decides
# points: 6.5

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
        model.compile(keras.optimizers.SGD(rate), "sparse_categorical_crossentropy", ["accuracy"])
        history = model.fit(train[0], train[1], validation_data=validation, epochs=epochs, verbose=0)
        histories[rate] = history.history
    return histories


def choose(histories, tolerance=0.01):
    scores = {}
    for rate, history in histories.items():
        if any(np.isnan(values).any() for values in history.values()):
            continue
        scores[rate] = np.mean(history["val_accuracy"][-3:])
    best = max(scores.values())
    return min(rate for rate, score in scores.items() if score >= best - tolerance)
