# right: float64 vectors, keyword arguments everywhere, two models for two kinds of bases
import keras
import numpy as np


def image_vectors(base, images, preprocess):
    x = preprocess(np.array(images, dtype="float32"))
    features = base.predict(x, verbose=0)
    if features.ndim == 4:
        features = features.mean(axis=(1, 2))
    return features.astype("float64")


def build_classifier(base, num_classes):
    base.trainable = False
    head = keras.layers.Dense(units=num_classes, activation=keras.activations.softmax, name="probabilities")
    if base.output.shape.__len__() == 2:
        return keras.models.Model(inputs=base.input, outputs=head(base.output))
    pooling = keras.layers.GlobalAveragePooling2D(keepdims=True)
    flat = keras.layers.Flatten()
    return keras.models.Model(inputs=base.input, outputs=head(flat(pooling(base.output))))


def load_base(path, make_base):
    base = make_base()
    try:
        base.load_weights(filepath=path)
    except Exception as error:
        raise ValueError(f"{path} does not hold the weights of this network") from error
    return base


def cut_at(base, layer_name, num_classes):
    base.trainable = False
    last = base.get_layer(layer_name)
    x = keras.layers.Flatten()(last.output)
    x = keras.layers.Dense(units=1024, activation="relu", kernel_initializer="he_normal")(x)
    x = keras.layers.Dropout(0.2)(x)
    if num_classes == 2:
        x = keras.layers.Dense(1, activation="sigmoid")(x)
    else:
        x = keras.layers.Dense(num_classes, activation="softmax")(x)
    return keras.Model(base.input, x)
