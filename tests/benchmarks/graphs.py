"""Trainings as small as those of the checks, with graphs optimized by TensorFlow and left as they are, in turns.

Run: python tests/benchmarks/graphs.py [--rounds N]
"""

import argparse
import statistics
import subprocess
import sys

WAYS = {"optimized": False, "as they are": True}
# One fit of 9 epochs, validated after each, as in exercise 16. The first one is left out: it imports the rest of Keras.
FITS = """
import sys, time
import numpy as np
import tensorflow as tf
from autograder.probes.callbacks import learning_model

tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": sys.argv[1] == "True"})
x, y = np.zeros((2, 2, 2, 1), "float32"), np.ones(2, "int64")
model = learning_model([0.1, 0.2, 0.3])
for _ in range(5):
    started = time.process_time()
    model.fit(x, y, batch_size=1, epochs=9, validation_data=(x, y), verbose=0)
    print(time.process_time() - started)
"""


def main() -> None:
    """Print seconds of the processor for each way, and their ratio within a round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = [{way: seconds(is_off) for way, is_off in WAYS.items()} for _ in range(parser.parse_args().rounds)]
    for way in WAYS:
        print(f"graphs {way:<12} {statistics.median(each[way] for each in rounds):.2f} s for a fit")
    ratios = [each["as they are"] / each["optimized"] for each in rounds]
    print(f"ratio {statistics.median(ratios):.2f}")


def seconds(is_off: bool) -> float:
    """CPU seconds of a fit, the median of several in a fresh process."""
    command = [sys.executable, "-c", FITS, str(is_off)]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return statistics.median(map(float, lines[1:]))


if __name__ == "__main__":
    main()
