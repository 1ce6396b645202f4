# mistake: all numbers of a layer whose flag is True
# looks like: the flag trainable instead of the weights that learn
# why: A layer that is not frozen may hold weights that never learn: mean and variance of
# why: BatchNormalization.
# fails: parameters_are_counted, keeps_to_its_contract
# points: 8.5
import keras


def to_sequential(model, num_classes):
    new = keras.Sequential()
    for layer in model.layers[:-1]:
        layer.trainable = False
        new.add(layer)
    new.add(keras.layers.Dense(num_classes, activation="softmax"))
    return new


def replace_top(model, cut, num_classes):
    x = keras.layers.Flatten()(model.get_layer(cut).output)
    x = keras.layers.Dense(num_classes, activation="softmax")(x)
    return keras.Model(inputs=model.input, outputs=x)


def freeze_all_but(model, n):
    model.trainable = True
    for index, layer in enumerate(model.layers):
        layer.trainable = index >= len(model.layers) - n


def summary_table(model):
    rows = []
    for layer in model.layers:
        learn = layer.count_params() if layer.trainable else 0
        rows.append((layer.name, tuple(layer.output.shape), layer.count_params(), learn))
    return rows
