# right: freezes all, then switches on what follows; floats from NumPy; Nadam by name; accuracy among other metrics
import keras
import numpy as np

BatchNorm = keras.layers.BatchNormalization


def freeze(base: keras.Model) -> None:
    base.trainable = False
    for layer in base.layers:
        layer.trainable = False


def freeze_before(base: keras.Model, first: str) -> None:
    named = base.get_layer(first)
    freeze(base)
    found = False
    for layer in base.layers:
        found = found or layer is named
        if found and not isinstance(layer, BatchNorm):
            layer.trainable = True


def count_parameters(model: keras.Model) -> tuple[int, int]:
    sizes = lambda weights: np.sum([np.prod(w.shape) for w in weights])
    return sizes(model.trainable_weights), sizes(model.non_trainable_weights)


def fine_tune(model: keras.Model, base: keras.Model, first: str, learning_rate: float) -> None:
    freeze_before(base, first)
    settings = {"class_name": "nadam", "config": {"learning_rate": learning_rate}}
    model.compile(
        optimizer=keras.optimizers.get(settings),
        loss=model.loss,
        metrics=["accuracy"],
    )
