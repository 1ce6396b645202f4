# right: plain Python loop, keras.random.dropout inside a subclass, predict_on_batch at prediction

import keras
import numpy as np


def dropout(x: np.ndarray, rate: float, rng: np.random.Generator, training: bool) -> np.ndarray:
    if not training:
        return x
    new_values = []
    for value in x.flatten():
        if rng.random() < rate:
            new_values.append(0.0)
        else:
            new_values.append(value / (1 - rate))
    return np.array(new_values, dtype=x.dtype).reshape(x.shape)


class MyHead(keras.Model):
    def __init__(self, num_features, num_classes, hidden, rate):
        super().__init__()
        self.rate = rate
        self.seed = keras.random.SeedGenerator()
        self.hidden = keras.layers.Dense(hidden, "relu")
        self.out = keras.layers.Dense(num_classes, "softmax")

    def call(self, x, training=None):
        x = self.hidden(x)
        if training:
            x = keras.random.dropout(x, self.rate, seed=self.seed)
        return self.out(x)


def build_head(num_features: int, num_classes: int, hidden: int = 100, rate: float = 0.2) -> keras.Model:
    head = MyHead(num_features, num_classes, hidden, rate)
    head.build((None, num_features))
    return head


def spread(model: keras.Model, x: np.ndarray, training: bool, calls: int = 20) -> float:
    if training:
        answers = [model(x, training=True) for _ in range(calls)]
    else:
        answers = [model.predict_on_batch(x) for _ in range(calls)]
    return float(np.std(np.stack(answers), axis=0).mean())
