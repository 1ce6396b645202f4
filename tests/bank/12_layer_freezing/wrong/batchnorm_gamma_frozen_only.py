# mistake: freezes gamma and beta, so that mean and variance go on
# looks like: gamma and beta frozen alone: mean and variance go on averaging until the layer is frozen
# fails: batch_normalization_keeps_its_statistics
# points: 8
# says: moving_mean
import keras
import numpy as np


def freeze(base):
    base.trainable = False


def freeze_before(base, first):
    start = base.layers.index(base.get_layer(first))
    for i, layer in enumerate(base.layers):
        layer.trainable = i >= start
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.gamma.trainable = False
            layer.beta.trainable = False


def count_parameters(model):
    trainable = sum(int(np.prod(w.shape)) for w in model.trainable_weights)
    frozen = sum(int(np.prod(w.shape)) for w in model.non_trainable_weights)
    return trainable, frozen


def fine_tune(model, base, first, learning_rate):
    freeze_before(base, first)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=learning_rate),
        loss=model.loss,
        metrics=["accuracy"],
    )
