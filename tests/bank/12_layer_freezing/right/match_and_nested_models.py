# right: walks into nested models, match statement, a schedule, the metric chosen by the loss
import keras
from keras import optimizers


def every(model):
    stack = [model]
    while stack:
        for layer in stack.pop().layers:
            yield layer
            if isinstance(layer, keras.Model):
                stack.append(layer)


def freeze(base):
    for layer in every(base):
        layer.trainable = False


def freeze_before(base, first):
    order = {layer.name: place for place, layer in enumerate(base.layers)}
    if first not in order:
        raise ValueError(f"{first} not among {list(order)}")
    for layer in base.layers:
        layer.trainable = order[layer.name] >= order[first]
    for layer in every(base):
        match layer:
            case keras.layers.BatchNormalization():
                layer.trainable = False


def count_parameters(model):
    def numbers(variables):
        return int(sum(float(keras.ops.size(v)) for v in variables))

    return numbers(model.trainable_weights), numbers(model.non_trainable_weights)


def fine_tune(model, base, first, learning_rate):
    loss = model.loss
    freeze_before(base, first)
    name = loss if isinstance(loss, str) else loss.name
    metric = keras.metrics.SparseCategoricalAccuracy if "sparse" in name else keras.metrics.CategoricalAccuracy
    rate = optimizers.schedules.CosineDecay(learning_rate, decay_steps=10_000)
    model.compile(optimizer=optimizers.Adam(rate), loss=loss, metrics=[metric()])
