# right: counts read from summary(), places by a dictionary, learning rate set on the new optimizer
import re

import keras


def freeze(base):
    setattr(base, "trainable", False)
    assert not base.trainable_weights


def freeze_before(base, first):
    place = {layer.name: i for i, layer in enumerate(base.layers)}
    try:
        start = place[first]
    except KeyError as error:
        raise ValueError(f"no layer {first!r}, there are {sorted(place)}") from error
    for i in range(len(base.layers)):
        bn = isinstance(base.layers[i], keras.layers.BatchNormalization)
        base.layers[i].trainable = False if bn or i < start else True


def count_parameters(model):
    lines = []
    model.summary(print_fn=lambda line, line_break=False: lines.append(line))
    text = "\n".join(lines)
    found = {}
    for kind in ("Trainable", "Non-trainable"):
        match = re.search(rf"{kind} params: ([\d,]+)", text)
        found[kind] = int(match.group(1).replace(",", ""))
    return found["Trainable"], found["Non-trainable"]


def fine_tune(model, base, first, learning_rate):
    freeze_before(base=base, first=first)
    optimizer = keras.optimizers.Adam()
    optimizer.learning_rate = learning_rate
    model.compile(optimizer=optimizer, loss=model.loss, metrics=["accuracy"], run_eagerly=False)
