# right: helper that walks into nested models, counts from weight.numpy(), compiles before it unfreezes
import keras


def leaves(layer):
    inner = getattr(layer, "layers", None)
    if not inner:
        yield layer
        return
    for each in inner:
        yield from leaves(each)


def switch(layer, on):
    layer.trainable = True
    for leaf in leaves(layer):
        leaf.trainable = on and not isinstance(leaf, keras.layers.BatchNormalization)


def freeze(base):
    for leaf in leaves(base):
        leaf.trainable = False


def freeze_before(base, first):
    start = None
    for index, layer in enumerate(base.layers):
        if layer.name == first:
            start = index
    if start is None:
        raise ValueError(first)
    base.trainable = True
    for index, layer in enumerate(base.layers):
        switch(layer, index >= start)


def count_parameters(model):
    numbers = {True: 0, False: 0}
    for weight in model.weights:
        numbers[bool(weight.trainable)] += weight.numpy().size
    return numbers[True], numbers[False]


def fine_tune(model, base, first, learning_rate):
    model.compile(optimizer=keras.optimizers.AdamW(learning_rate), loss=model.loss, metrics=["accuracy"])
    freeze_before(base, first)
