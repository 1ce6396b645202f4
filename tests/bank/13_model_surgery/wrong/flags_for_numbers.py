# mistake: layer.trainable instead of a number
# looks like: yes or no instead of how many learn
# fails: rows_have_names_and_shapes, parameters_are_counted, keeps_to_its_contract
# points: 8
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
        rows.append((layer.name, tuple(layer.output.shape), layer.count_params(), layer.trainable))
    return rows
