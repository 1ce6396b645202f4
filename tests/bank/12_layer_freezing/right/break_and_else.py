# right: for, break, else; difference from count_params; the same kind of optimizer made anew from its config
import keras


def freeze(base):
    [setattr(layer, "trainable", False) for layer in base.layers]


def freeze_before(base, first):
    base.trainable = True
    for layer in base.layers:
        if layer.name == first:
            break
        layer.trainable = False
    else:
        raise ValueError(f"{base.name} has no layer {first}")
    for layer in base.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False


def count_parameters(model):
    learns = 0
    for w in model.trainable_weights:
        n = 1
        for size in w.shape:
            n *= size
        learns += n
    return learns, model.count_params() - learns


def fine_tune(model, base, first, learning_rate):
    freeze_before(base, first)
    config = model.optimizer.get_config()
    config["learning_rate"] = learning_rate
    optimizer = type(model.optimizer).from_config(config)
    model.compile(optimizer=optimizer, loss=keras.losses.get(model.loss), metrics=["accuracy"])
