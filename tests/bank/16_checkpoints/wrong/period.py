# mistake: period=n, from older Keras
# looks like: period=, which ModelCheckpoint no longer has
# why: It can save after every epoch, or after a number of batches. For every n-th epoch you need a callback of your own.
# fails: saves_after_every_nth_epoch, names_hold_epoch_and_accuracy
# points: 7.5
import keras
import numpy as np


def keep_best(folder, by="accuracy", weights_only=False):
    if weights_only:
        path = f"{folder}/best.weights.h5"
    else:
        path = f"{folder}/best.keras"
    return keras.callbacks.ModelCheckpoint(
        path,
        monitor="val_accuracy" if by == "accuracy" else "val_loss",
        mode="max" if by == "accuracy" else "min",
        save_best_only=True,
        save_weights_only=weights_only,
    )


def keep_every(folder, n):
    return keras.callbacks.ModelCheckpoint(folder + "/epoch-{epoch:02d}-{val_accuracy:.2f}.keras", period=n)


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
