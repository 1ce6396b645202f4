# right: LambdaCallback; saves through the callback's own model
import keras
import numpy as np


def keep_best(folder, by="accuracy", weights_only=False):
    sign = 1 if by == "accuracy" else -1
    best = [-float("inf")]

    def end(epoch, logs):
        score = sign * logs[f"val_{by}"]
        if score > best[0]:
            best[0] = score
            if weights_only:
                callback.model.save_weights(f"{folder}/best.weights.h5")
            else:
                callback.model.save(f"{folder}/best.keras")

    callback = keras.callbacks.LambdaCallback(on_epoch_end=end)
    return callback


def keep_every(folder, n):
    def save(epoch, logs):
        if (epoch + 1) % n:
            return
        name = "epoch-%02d-%.2f.keras" % (epoch + 1, logs["val_accuracy"])
        callback.model.save(folder + "/" + name)

    callback = keras.callbacks.LambdaCallback(on_epoch_end=save)
    return callback


def train_and_test(model, train, validation, test, epochs, folder):
    history = model.fit(
        train[0], train[1], validation_data=validation, epochs=epochs, callbacks=[keep_best(folder)], verbose=0
    )
    best_epoch = int(np.argmax(history.history["val_accuracy"])) + 1
    best = keras.models.load_model(f"{folder}/best.keras")
    loss, accuracy = best.evaluate(test[0], test[1], verbose=0)
    return best_epoch, accuracy


def resume(path, train, validation, done, total, callbacks):
    model = keras.models.load_model(path)
    x, y = train
    model.fit(x, y, validation_data=validation, initial_epoch=done, epochs=total, callbacks=callbacks, verbose=0)
    return model
