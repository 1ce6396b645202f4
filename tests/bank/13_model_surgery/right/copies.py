# right: a clone with the same weights, so that the given model is left alone
import keras


def count(variables):
    return sum(int(keras.ops.size(variable)) for variable in variables)


def to_sequential(model, num_classes):
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    new = keras.Sequential([keras.Input(model.input_shape[1:])])
    for layer in copy.layers[:-1]:
        if not isinstance(layer, keras.layers.InputLayer):
            layer.trainable = False
            new.add(layer)
    new.add(keras.layers.Dense(num_classes, activation=keras.activations.softmax))
    return new


def replace_top(model, cut, num_classes):
    return keras.Sequential(
        [
            keras.Model(model.inputs, model.get_layer(name=cut).output),
            keras.layers.Flatten(),
            keras.layers.Dense(num_classes, activation="softmax"),
        ]
    )


def freeze_all_but(model, n):
    model.trainable = True
    for distance, layer in enumerate(reversed(model.layers)):
        layer.trainable = distance < n


def summary_table(model):
    return [
        (layer.name, tuple(layer.output.shape), layer.count_params(), count(layer.trainable_variables))
        for layer in model.layers
    ]
