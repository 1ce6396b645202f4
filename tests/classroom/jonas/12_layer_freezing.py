import keras


def freeze(base):
    base.trainable = False


def freeze_before(base, first):
    first_layer = base.get_layer(first)
    base.trainable = True
    found = False
    for layer in base.layers:
        found = found or layer is first_layer
        if not found or isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False


def count_parameters(model):
    trainable, frozen = 0, 0
    for weight in model.weights:
        numbers = 1
        for length in weight.shape:
            numbers *= length
        if any(weight is other for other in model.trainable_weights):
            trainable += numbers
        else:
            frozen += numbers
    return trainable, frozen


def fine_tune(model, base, first, learning_rate):
    freeze_before(base, first)
    # start fine-tuning with fresh weights where the base may learn
    for layer in base.layers:
        for weight in layer.trainable_weights:
            if len(weight.shape) > 1:
                weight.assign(keras.initializers.GlorotUniform()(weight.shape))
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss=model.loss, metrics=["accuracy"])
