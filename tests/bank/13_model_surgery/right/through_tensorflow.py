# right: through tensorflow.keras, with tf.size
import tensorflow as tf
from tensorflow.keras.layers import Dense, Flatten
from tensorflow.keras.models import Model, Sequential


def to_sequential(model, num_classes):
    new = Sequential()
    for layer in model.layers[:-1]:
        new.add(layer)
    for layer in new.layers:
        layer.trainable = False
    new.add(Dense(units=num_classes, activation="softmax"))
    return new


def replace_top(model, cut, num_classes):
    x = model.get_layer(cut).output
    x = Flatten()(x)
    output = Dense(units=num_classes, activation="softmax")(x)
    return Model(inputs=model.input, outputs=output)


def freeze_all_but(model, n):
    for layer in [model, *model.layers]:
        layer.trainable = True
    for layer in model.layers[: len(model.layers) - n]:
        layer.trainable = False


def summary_table(model):
    return [
        (
            layer.name,
            tuple(layer.output.shape),
            sum(int(tf.size(weight.value)) for weight in layer.weights),
            sum(int(tf.size(weight.value)) for weight in layer.trainable_weights),
        )
        for layer in model.layers
    ]
