# mistake: a callback makes the rate smaller on the way
# looks like: a callback that changes the rate on the way
# try: x, y, models = np.eye(2).repeat(9, 0), np.arange(18) // 9, []
# try: make_model = lambda: keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, activation='softmax')])
# try: _ = sweep(lambda: models.append(make_model()) or models[-1], [0.5], (x, y), (x, 1 - y), 8, 3)
# try: print(float(models[-1].optimizer.learning_rate))  # expected: 0.5
# fails: trains_at_each_rate
# points: 8.5

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
        lower = keras.callbacks.ReduceLROnPlateau(monitor="val_loss", patience=1)
        history = model.fit(
            train[0], train[1], validation_data=validation, epochs=epochs, callbacks=[lower], verbose=0
        )
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
