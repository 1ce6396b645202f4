# mistake: returns the place of the best instead of the rate
# looks like: the place of a rate instead of the rate
# fails: mean_of_the_last_three_epochs, smallest_that_is_as_good, lost_trainings_do_not_count, keeps_to_its_contract
# points: 7
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
    scores = [np.mean(h["val_accuracy"][-3:]) for h in histories.values()]
    return int(np.argmax(scores))
