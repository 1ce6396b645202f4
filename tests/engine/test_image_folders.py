"""Keras reads image folders inside the jail: generators with affine changes, datasets, and pools of threads."""

import io

import numpy as np
from PIL import Image

from autograder.checking.sandbox_files import SandboxFiles

SOURCE = """
import multiprocessing
from multiprocessing.pool import ThreadPool

import keras
from tensorflow.keras.preprocessing.image import ImageDataGenerator


def from_generator(folder):
    generator = ImageDataGenerator(rotation_range=20, zoom_range=0.1).flow_from_directory(folder, target_size=(8, 8))
    return generator[0][0].shape


def from_dataset(folder):
    dataset = keras.utils.image_dataset_from_directory(folder, image_size=(8, 8))
    return tuple(next(iter(dataset))[0].shape)


def from_threads():
    lock = multiprocessing.Lock()
    with ThreadPool(2) as pool, lock:
        return pool.map(abs, [-1, -2, -3])
"""


def test_image_folders_are_read_in_the_jail(loaded):
    file = io.BytesIO()
    Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(file, "PNG")
    with loaded(SOURCE) as (student, _, sandbox):
        folder = SandboxFiles(sandbox).write({"a/1.png": file.getvalue(), "b/1.png": file.getvalue()})
        assert student.from_generator(folder) == (2, 8, 8, 3)
        assert student.from_dataset(folder) == (2, 8, 8, 3)
        assert student.from_threads() == [1, 2, 3]
        # Keras uses a name that SciPy deprecates.
        assert sandbox.journal.warnings == []


def test_deprecations_of_the_students_own_code_are_kept(loaded):
    source = """
import warnings

def warn():
    warnings.warn("an old name", DeprecationWarning)
"""
    with loaded(source) as (student, _, sandbox):
        student.warn()
        assert sandbox.journal.warnings == [("DeprecationWarning", "an old name")]
