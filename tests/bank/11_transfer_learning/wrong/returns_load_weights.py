# mistake: returns what load_weights returns
# looks like: the result of load_weights, which is None
# fails: weights_come_from_the_file
# points: 9
import keras
import numpy as np


def image_vectors(base, images, preprocess):
    x = preprocess(np.array(images, dtype="float32"))
    features = base.predict(x, verbose=0)
    if features.ndim == 4:
        features = features.mean(axis=(1, 2))
    return features


def build_classifier(base, num_classes):
    base.trainable = False
    x = base.output
    if len(x.shape) == 4:
        x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dense(num_classes, activation="softmax")(x)
    return keras.Model(base.input, x)


def load_base(path, make_base):
    base = make_base()
    try:
        return base.load_weights(path)
    except Exception as error:
        raise ValueError(f"{path} does not hold the weights of this network") from error


def cut_at(base, layer_name, num_classes):
    base.trainable = False
    last = base.get_layer(layer_name)
    x = keras.layers.Flatten()(last.output)
    x = keras.layers.Dense(1024, activation="relu")(x)
    x = keras.layers.Dropout(0.2)(x)
    if num_classes == 2:
        x = keras.layers.Dense(1, activation="sigmoid")(x)
    else:
        x = keras.layers.Dense(num_classes, activation="softmax")(x)
    return keras.Model(base.input, x)
