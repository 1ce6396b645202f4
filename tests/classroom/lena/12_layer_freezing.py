import keras


def freeze(base):
    base.trainable = False


def freeze_before(base, first):
    base.trainable = True
    for layer in base.layers:
        if layer.name == first:
            break
        layer.trainable = False


def count_parameters(model):
    return len(model.trainable_weights), len(model.non_trainable_weights)


def fine_tune(model, base, first, learning_rate):
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss=model.loss, metrics=["accuracy"])
    freeze_before(base, first)
