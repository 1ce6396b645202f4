"""Import everything a sandbox needs, and run nothing of it: a fork of this process is then safe and quick."""

import gc
import time


def import_everything() -> float:
    """Import Keras, its backend and the probes; seconds taken. No TensorFlow op may run here."""
    started = time.perf_counter()
    # Turns magics of notebooks into Python.
    import IPython.core.inputtransformer2
    import keras
    import numpy
    import PIL.Image

    from autograder import probes
    from autograder.sandbox import locks, servant

    modules = [keras, numpy, PIL.Image, servant, IPython.core.inputtransformer2]
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        # Reached lazily otherwise, by each child anew.
        modules += [tf.keras, tf.keras.layers, tf.keras.callbacks, tf.data]
    probes.load_all()
    locks.use_thread_locks()
    # What is imported stays: keep the collector of every child from walking, and so copying, all of it.
    gc.collect()
    gc.freeze()
    return time.perf_counter() - started
