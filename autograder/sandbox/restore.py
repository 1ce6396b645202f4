"""Put back what a student's code may have changed, before each check."""

import gc
import os
import random
import sys
import warnings
from pathlib import Path

import keras
import numpy as np

from autograder.sandbox import backend

_IMPORT_PATH = tuple(sys.path)
_ERROR_STATE = np.geterr()
_PRINT_OPTIONS = np.get_printoptions()
_RECURSION_LIMIT = sys.getrecursionlimit()
_FLOATX = keras.config.floatx()
_IMAGE_DATA_FORMAT = keras.config.image_data_format()
_EPSILON = keras.config.epsilon()
_DTYPE_POLICY = keras.config.dtype_policy()


def restore_state(seed: int, folder: Path, extra_path: str | None = None) -> None:
    """Set everything global to what it was before the submission was loaded.

    Args:
        seed: For Python, NumPy's global generator and Keras.
        folder: Becomes the working folder.
        extra_path: Folder of the submission, at the end of the import path.
    """
    os.chdir(folder)
    sys.path[:] = [*_IMPORT_PATH, *([extra_path] if extra_path else [])]
    sys.setrecursionlimit(_RECURSION_LIMIT)
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    warnings.resetwarnings()
    np.seterr(**_ERROR_STATE)
    np.set_printoptions(**_PRINT_OPTIONS)
    random.seed(seed)
    np.random.seed(seed % 2**32)
    keras.config.set_floatx(_FLOATX)
    keras.config.set_image_data_format(_IMAGE_DATA_FORMAT)
    keras.config.set_epsilon(_EPSILON)
    keras.config.set_dtype_policy(_DTYPE_POLICY)
    keras.config.disable_flash_attention()
    keras.config.enable_traceback_filtering()
    keras.config.enable_interactive_logging()
    backend.restore()
    keras.utils.clear_session(free_memory=False)
    keras.utils.set_random_seed(seed % 2**32)
    gc.collect()
