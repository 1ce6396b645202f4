"""The backbone's weights without Keras are those that the backbone has."""

import subprocess
import sys

import numpy as np

from autograder.datasets import backbones
from autograder.datasets.pretrained import mini_xception_weights


def test_the_arrays_are_the_backbones_weights():
    arrays = mini_xception_weights()
    network = backbones.mini_xception()
    names = {f"{layer.name}/{weight.name}" for layer in network.layers for weight in layer.weights}
    assert set(arrays) == names
    for layer in network.layers:
        for weight in layer.weights:
            np.testing.assert_array_equal(arrays[f"{layer.name}/{weight.name}"], weight.numpy())


def test_reading_them_needs_no_keras():
    code = (
        "import sys; from autograder.datasets.pretrained import mini_xception_weights as w; "
        "assert w() and 'keras' not in sys.modules and 'tensorflow' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
