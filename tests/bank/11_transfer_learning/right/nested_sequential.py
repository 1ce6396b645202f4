# right: the base as one layer of a Sequential; os.path in the message
from pathlib import Path

import keras


def image_vectors(base, images, preprocess):
    maps = base(preprocess(images.astype("float64")), training=False).numpy()
    while maps.ndim > 2:
        maps = maps.mean(axis=1)
    return maps


def build_classifier(base, num_classes):
    base.trainable = False
    layers = [keras.Input(base.input_shape[1:]), base]
    if len(base.output_shape) == 4:
        layers.append(keras.layers.GlobalAveragePooling2D())
    layers.append(keras.layers.Dropout(0.2))
    layers.append(keras.layers.Dense(num_classes))
    layers.append(keras.layers.Activation("softmax"))
    return keras.Sequential(layers)


def load_base(path, make_base):
    base = make_base()
    try:
        base.load_weights(path)
    except (ValueError, OSError, KeyError, AttributeError) as error:
        raise ValueError("cannot use " + Path(path).name + ": " + type(error).__name__) from None
    return base


def cut_at(base, layer_name, num_classes):
    cut = keras.Model(base.input, base.get_layer(layer_name).output)
    cut.trainable = False
    for layer in base.layers:
        layer.trainable = False
    units, activation = (1, "sigmoid") if num_classes == 2 else (num_classes, "softmax")
    return keras.Sequential(
        [
            cut,
            keras.layers.Flatten(),
            keras.layers.Dense(1024, activation="relu"),
            keras.layers.Dropout(0.2),
            keras.layers.Dense(units, activation=activation),
        ]
    )
