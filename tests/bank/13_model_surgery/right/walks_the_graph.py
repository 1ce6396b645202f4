# right: the chain is called again, layer by layer
import keras


def to_sequential(model, num_classes):
    *kept, _ = model.layers
    for layer in kept:
        layer.trainable = False
    head = keras.layers.Dense(num_classes, "softmax", kernel_initializer="he_normal", name="predictions")
    return keras.Sequential([*kept, head], name="surgery")


def replace_top(model, cut, num_classes):
    features = model.get_layer(cut).output
    head = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(num_classes), keras.layers.Softmax()])
    return keras.Model(model.inputs, head(features))


def freeze_all_but(model, n):
    model.trainable = True
    flags = [False] * (len(model.layers) - n) + [True] * n
    for layer, flag in zip(model.layers, flags, strict=True):
        layer.trainable = flag


def summary_table(model):
    names = [layer.name for layer in model.layers]
    shapes = [tuple(layer.output.shape) for layer in model.layers]
    parameters = [layer.count_params() for layer in model.layers]
    learning = [sum(weight.numpy().size for weight in layer.trainable_weights) for layer in model.layers]
    return list(zip(names, shapes, parameters, learning, strict=True))
