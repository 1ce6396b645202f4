# mistake: pops the last layer off the model that was given
# looks like: layers popped off the model that was given
# why: Only a Sequential has pop(): a functional model such as VGG16 has not, and popping changes the caller's model.
# fails: a_chain_gets_a_new_head, only_the_new_head_learns, the_real_vgg16
# points: 7
import keras
import numpy as np


def to_sequential(model, num_classes):
    model.pop()
    model.trainable = False
    return keras.Sequential([model, keras.layers.Dense(num_classes, activation="softmax")])


def replace_top(model, cut, num_classes):
    x = keras.layers.Flatten()(model.get_layer(cut).output)
    x = keras.layers.Dense(num_classes, activation="softmax")(x)
    return keras.Model(inputs=model.input, outputs=x)


def freeze_all_but(model, n):
    for index, layer in enumerate(model.layers):
        layer.trainable = index >= len(model.layers) - n


def summary_table(model):
    rows = []
    for layer in model.layers:
        learn = sum(int(np.prod(weight.shape)) for weight in layer.trainable_weights)
        rows.append((layer.name, tuple(layer.output.shape), layer.count_params(), learn))
    return rows
