# mistake: the weights of the epoch with the lowest validation loss, at the end
# fails: trains_on_every_image_once_an_epoch, returns_the_history
# points: 7
import keras

L = keras.layers


def build_cnn(shape, num_classes):
    return keras.Sequential([
        keras.Input(shape),
        L.Conv2D(16, 3, activation="relu"),
        L.MaxPooling2D(),
        L.Conv2D(32, 3, activation="relu"),
        L.MaxPooling2D(),
        L.Flatten(),
        L.Dense(64, activation="relu"),
        L.Dense(num_classes, activation="softmax"),
    ])


def compile_cnn(model, learning_rate):
    loss = "binary_crossentropy" if model.output_shape[-1] == 1 else "sparse_categorical_crossentropy"
    model.compile(optimizer=keras.optimizers.RMSprop(learning_rate), loss=loss, metrics=["accuracy"])


def steps(num_images, batch_size):
    return -(-num_images // batch_size)


def train_cnn(model, train, validation, epochs):
    best = keras.callbacks.EarlyStopping(patience=epochs, restore_best_weights=True, start_from_epoch=0)
    return model.fit(train, validation_data=validation, epochs=epochs, callbacks=[best], verbose=0).history
