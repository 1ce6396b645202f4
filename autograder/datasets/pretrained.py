"""The weights of `backbones.mini_xception` as plain arrays, for processes that do without Keras."""

from pathlib import Path

import numpy as np

from autograder.course import content

WEIGHTS = Path("weights") / "mini_xception.npz"


def mini_xception_weights() -> dict[str, np.ndarray]:
    """Every weight by the names of its layer and its own, "stem_conv/kernel"; those of the top ("predictions") too."""
    with np.load(content.data() / WEIGHTS) as arrays:
        return dict(arrays)
