# right: vectors from a model with a pooling layer; helpers; freezing in a helper that goes into nested models
import keras
import numpy as np


def freeze(model):
    for layer in model.layers:
        layer.trainable = False
        if hasattr(layer, "layers"):
            freeze(layer)


def with_pooling(base):
    if len(base.output.shape) == 2:
        return base
    return keras.Model(base.input, keras.layers.GlobalAveragePooling2D()(base.output))


def image_vectors(base, images, preprocess):
    return with_pooling(base).predict(preprocess(np.asarray(images).astype("float32").copy()), verbose=0)


def build_classifier(base, num_classes):
    freeze(base)
    pooled = with_pooling(base)
    return keras.Sequential([pooled, keras.layers.Dense(num_classes, "softmax")])


def load_base(path, make_base):
    base = make_base()
    message = f"The file {path} does not hold weights of the network {base.name!r}."
    try:
        base.load_weights(path)
    except BaseException:
        raise ValueError(message) from None
    return base


def head(x, num_classes):
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dropout(0.2)(keras.layers.Dense(1024, "relu")(x))
    return keras.layers.Dense(1, "sigmoid")(x) if num_classes == 2 else keras.layers.Dense(num_classes, "softmax")(x)


def cut_at(base, layer_name, num_classes):
    freeze(base)
    return keras.Model(base.inputs, head(base.get_layer(layer_name).output, num_classes))
