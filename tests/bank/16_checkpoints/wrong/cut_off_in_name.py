# mistake: val_accuracy cut off after two decimals, not rounded
# looks like: cut off after two decimals, not rounded
# why: {val_accuracy:.2f} rounds: 0.297 becomes 0.30.
# fails: names_hold_epoch_and_accuracy
# points: 8.5
import keras
import numpy as np


def keep_best(folder, by="accuracy", weights_only=False):
    return keras.callbacks.ModelCheckpoint(
        folder + ("/best.weights.h5" if weights_only else "/best.keras"),
        monitor="val_" + by,
        mode={"accuracy": "max", "loss": "min"}[by],
        save_best_only=True,
        save_weights_only=weights_only,
    )


def keep_every(folder, n):
    class Every(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if (epoch + 1) % n == 0:
                self.model.save(f"{folder}/epoch-{epoch + 1:02d}-{int(100 * logs['val_accuracy']) / 100:.2f}.keras")

    return Every()


def train_and_test(model, train, validation, test, epochs, folder):
    best = keras.callbacks.ModelCheckpoint(
        folder + "/best.keras", monitor="val_accuracy", mode="max", save_best_only=True
    )
    history = model.fit(*train, validation_data=validation, epochs=epochs, callbacks=[best], verbose=0)
    number = int(np.argmax(history.history["val_accuracy"])) + 1
    saved = keras.models.load_model(folder + "/best.keras")
    return number, saved.evaluate(*test, verbose=0)[1]


def resume(path, train, validation, done, total, callbacks):
    model = keras.models.load_model(path)
    model.fit(*train, validation_data=validation, initial_epoch=done, epochs=total, callbacks=callbacks, verbose=0)
    return model
