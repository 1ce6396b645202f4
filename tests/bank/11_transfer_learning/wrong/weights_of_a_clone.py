# mistake: a clone of the base, with random weights
# looks like: a copy of the base in the place of the base itself
# why: A copy has weights of its own: they need room twice, and what the base learns later does not reach them.
# try: x = keras.Input((4, 4, 3)); base = keras.Model(x, keras.layers.Conv2D(2, 3)(x)); m = build_classifier(base, 3)
# try: print(len({id(w) for w in base.weights} & {id(w) for w in m.weights}))  # expected: 2
# fails: average_then_softmax
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
    base = keras.models.clone_model(base)
    base.trainable = False
    x = base.output
    if len(x.shape) == 4:
        x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dense(num_classes, activation="softmax")(x)
    return keras.Model(base.input, x)


def load_base(path, make_base):
    base = make_base()
    try:
        base.load_weights(path)
    except Exception as error:
        raise ValueError(f"{path} does not hold the weights of this network") from error
    return base


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
