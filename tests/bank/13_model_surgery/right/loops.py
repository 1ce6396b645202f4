# right: plain loops and if, layers skipped by type, Dense and Softmax apart
import keras


def to_sequential(model, num_classes):
    new = keras.Sequential()
    new.add(keras.Input(model.input_shape[1:]))
    for layer in model.layers:
        if isinstance(layer, keras.layers.InputLayer) or layer is model.layers[-1]:
            continue
        new.add(layer)
    for layer in new.layers:
        layer.trainable = False
    new.add(keras.layers.Dense(num_classes))
    new.add(keras.layers.Softmax())
    return new


def replace_top(model, cut, num_classes):
    for layer in model.layers:
        if layer.name == cut:
            output = layer.output
            break
    else:
        raise ValueError("no layer is called " + cut)
    if len(output.shape) > 2:
        output = keras.layers.Flatten()(output)
    logits = keras.layers.Dense(num_classes)(output)
    return keras.Model(model.inputs, keras.layers.Softmax()(logits))


def freeze_all_but(model, n):
    if not model.trainable:
        model.trainable = True
    count = len(model.layers)
    for place, layer in enumerate(model.layers):
        if place < count - n:
            layer.trainable = False
        else:
            layer.trainable = True


def summary_table(model):
    table = []
    for layer in model.layers:
        total = 0
        learn = 0
        for weight in layer.weights:
            size = 1
            for side in weight.shape:
                size *= side
            total += size
            if any(weight is other for other in layer.trainable_weights):
                learn += size
        table.append([layer.name, list(layer.output.shape), total, learn])
    return table
