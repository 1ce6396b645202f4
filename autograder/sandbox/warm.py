"""Import everything a sandbox needs, and run nothing of it: a fork of this process is then safe and quick."""

import gc
import time
from collections.abc import Iterable
from pathlib import Path


def import_everything(own_topics: Iterable[str] = ()) -> float:
    """Import Keras, its backend and the probes; seconds taken. No op of a backend may run here, and no model be built.

    Args:
        own_topics: Folders with the probes of exercises that are not the kit's own.
    """
    started = time.perf_counter()
    # Turns magics of notebooks into Python.
    import IPython.core.inputtransformer2
    import keras
    import numpy
    import PIL.Image

    from autograder import probes, topics

    # The files of the kit cannot be seen from within, but a submission may draw images, as "Try it" cells do.
    from autograder.datasets import fashion, hands, letters, scenes, trees, two_kinds
    from autograder.sandbox import backend, locks, servant

    modules = [keras, numpy, PIL.Image, servant, IPython.core.inputtransformer2]
    modules += [fashion, hands, letters, scenes, trees, two_kinds]
    modules += backend.import_rest()
    for folder in own_topics:
        topics.add_folder(Path(folder))
    probes.load_all()
    locks.use_thread_locks()
    # What is imported stays: keep the collector of every child from walking, and so copying, all of it.
    gc.collect()
    gc.freeze()
    return time.perf_counter() - started
