# right: fromstring on each line, a Dataset made from a Python generator with scipy, compile with "acc" named accuracy
import keras
import numpy as np
import tensorflow as tf
from scipy import ndimage


def read_signs(path):
    images, labels = [], []
    with open(path) as f:
        f.readline()
        for line in f:
            label, _, rest = line.partition(",")
            images.append(np.array(rest.split(","), dtype=np.uint8).reshape(28, 28))
            labels.append(int(label))
    return np.stack(images), np.array(labels, dtype=np.int64)


def class_index(labels):
    return np.array([label - 1 if label >= 10 else label for label in labels.tolist()]), [
        "A", "B", "C", "D", "E", "F", "G", "H", "I", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U", "V", "W", "X", "Y",
    ]


def _dataset(part, batch_size, varied):
    images, classes = part
    images = images / 255.0
    if images.ndim == 3:
        images = images[..., np.newaxis]
    count = len(images)

    def produce():
        order = np.random.permutation(count) if varied else range(count)
        for place in order:
            image = images[place]
            if varied:
                angle = np.random.normal(0, 6)
                image = ndimage.rotate(image, angle, reshape=False, order=1, mode="nearest")
            yield image, classes[place]

    signature = (tf.TensorSpec(images.shape[1:], tf.float32), tf.TensorSpec((), tf.int64))
    data = tf.data.Dataset.from_generator(produce, output_signature=signature).batch(batch_size)
    return data.apply(tf.data.experimental.assert_cardinality(-(-count // batch_size)))


def make_batches(train, validation, test, batch_size):
    return _dataset(train, batch_size, True), _dataset(validation, batch_size, False), _dataset(test, batch_size, False)


def build_model(shape, num_classes):
    image = keras.layers.Input(shape)
    maps = keras.layers.Activation("relu")(keras.layers.Conv2D(16, 3)(image))
    maps = keras.layers.MaxPooling2D()(maps)
    maps = keras.layers.Conv2D(32, 3)(maps)
    maps = keras.layers.MaxPooling2D()(maps)
    maps = keras.layers.LeakyReLU()(maps)
    vector = keras.layers.Flatten()(maps)
    vector = keras.layers.Dropout(0.4)(vector)
    answer = keras.layers.Softmax()(keras.layers.Dense(num_classes)(vector))
    model = keras.Model(inputs=image, outputs=answer)
    model.compile(optimizer="nadam", loss="sparse_categorical_crossentropy", metrics=["acc", "accuracy"])
    return model


def train_to_target(model, train, validation, target, max_epochs):
    whole = None
    for number in range(max_epochs):
        history = model.fit(train, validation_data=validation, verbose=0).history
        whole = history if whole is None else {key: whole[key] + history[key] for key in whole}
        if whole["val_accuracy"][number] >= target:
            break
    return whole
