# right: one fit for each epoch; the optimizer of Keras for SGD; nan by v != v
import keras
import numpy as np


def sgd_step(w, gradient, learning_rate):
    optimizer = keras.optimizers.SGD(learning_rate)
    v = keras.Variable(np.asarray(w, dtype="float32"))
    optimizer.apply([keras.ops.convert_to_tensor(gradient, "float32")], [v])
    return v.numpy().astype(float)


def rmsprop_step(w, gradient, mean_square, learning_rate, rho=0.9, epsilon=1e-7):
    g2 = np.power(gradient, 2)
    new_mean = (1 - rho) * g2 + rho * np.array(mean_square)
    root = np.sqrt(new_mean)
    return np.subtract(w, np.divide(learning_rate * gradient, np.maximum(root, epsilon))), new_mean


def sweep(make_model, rates, train, validation, epochs, seed):
    histories = {}
    initial = None
    for rate in rates:
        keras.utils.set_random_seed(seed)
        model = make_model()
        if initial is None:
            initial = model.get_weights()
        model.set_weights(initial)
        model.compile(
            optimizer=keras.optimizers.SGD(learning_rate=rate),
            loss="sparse_categorical_crossentropy",
            metrics=["accuracy"],
        )
        logs = {"loss": [], "accuracy": [], "val_loss": [], "val_accuracy": []}
        for _ in range(epochs):
            h = model.fit(train[0], train[1], validation_data=validation, epochs=1, verbose=0).history
            for k in logs:
                logs[k] += h[k]
        histories[rate] = logs
    return histories


def choose(histories, tolerance=0.01):
    best_rate, best = None, -1
    means = {}
    for rate, history in histories.items():
        if any(v != v for values in history.values() for v in values):
            continue
        means[rate] = np.mean(history["val_accuracy"][-3:])
        if means[rate] > best:
            best_rate, best = rate, means[rate]
    for rate, mean in means.items():
        if mean >= best - tolerance and rate < best_rate:
            best_rate = rate
    return best_rate
