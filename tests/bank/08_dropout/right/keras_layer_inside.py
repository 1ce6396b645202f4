# right: Keras' own Dropout does the work, seeded from rng; variance and square root

import keras
import numpy as np
from keras import layers


def dropout(x, rate, rng, training):
    layer = keras.layers.Dropout(rate, seed=int(rng.integers(0, 2**31)))
    return np.array(layer(x, training=training)).astype(x.dtype)


def build_head(num_features, num_classes, hidden=100, rate=0.2):
    image_vector = layers.Input((num_features,), name="image_vector")
    x = layers.Dense(hidden, name="hidden")(image_vector)
    x = layers.ReLU()(x)
    x = layers.Dropout(rate, seed=1)(x)
    x = layers.Dense(num_classes, name="scores")(x)
    x = layers.Softmax(name="probabilities")(x)
    return keras.Model(inputs=image_vector, outputs=x, name="head")


def spread(model, x, training, calls=20):
    outs = np.zeros((calls, *model(x).shape))
    for i in range(calls):
        outs[i] = model(x, training=training)
    return np.mean(np.sqrt(np.var(outs, axis=0)))
