# mistake: all weights begin at 0, so that no gradient ever reaches the convolutions
# fails: recognises_new_letters
# points: 9
# says: stay there
import keras


def build_cnn(shape, num_classes):
    options = {"activation": "relu", "kernel_initializer": "zeros"}
    return keras.Sequential([
        keras.Input(shape),
        keras.layers.Conv2D(16, 3, **options),
        keras.layers.MaxPooling2D(),
        keras.layers.Conv2D(32, 3, **options),
        keras.layers.MaxPooling2D(),
        keras.layers.Flatten(),
        keras.layers.Dense(64, **options),
        keras.layers.Dense(num_classes, activation="softmax"),
    ])


def compile_cnn(model, learning_rate):
    loss = "binary_crossentropy" if model.output_shape[-1] == 1 else "sparse_categorical_crossentropy"
    model.compile(optimizer=keras.optimizers.RMSprop(learning_rate), loss=loss, metrics=["accuracy"])


def steps(num_images, batch_size):
    return -(-num_images // batch_size)


def train_cnn(model, train, validation, epochs):
    return model.fit(train, validation_data=validation, epochs=epochs).history
