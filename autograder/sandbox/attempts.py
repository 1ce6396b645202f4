"""The canary: a sandbox that tries what must fail, and trains a tiny model, before any student's code runs.

It runs in a child like every other, as the same user, in the same jail, and tells the grader what it could do.
"""

import os
import socket
import time
from collections.abc import Callable
from contextlib import suppress


def attempts(forbidden_folder: str) -> dict[str, bool]:
    """What the sandbox was able to do that it must not: True for each that worked.

    Args:
        forbidden_folder: A folder of the grader's (its checks), which no sandbox may read.
    """
    tries: dict[str, Callable[[], object]] = {
        "open a network connection": _connect,
        "open a local socket": lambda: socket.socket(socket.AF_UNIX).close(),
        "read the checks": lambda: os.listdir(forbidden_folder),  # noqa: PTH208
        "write outside its folder": _write_outside,
        "list the processes": lambda: os.listdir("/proc"),  # noqa: PTH208
        "start a process": _fork,
        "signal its parent": lambda: os.kill(os.getppid(), 0),
        "signal process 1": lambda: os.kill(1, 0) if os.getpid() != 1 else _refuse(),
    }
    return {name: _works(attempt) for name, attempt in tries.items()}


def train() -> float:
    """Train a tiny convolutional model for one step; seconds taken."""
    import keras
    import numpy as np

    started = time.perf_counter()
    images = np.zeros((4, 8, 8, 1), "float32")
    layers = [keras.layers.Conv2D(2, 3), keras.layers.Flatten(), keras.layers.Dense(2, activation="softmax")]
    model = keras.Sequential([keras.Input((8, 8, 1)), *layers])
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy")
    model.fit(images, np.zeros(4, int), verbose=0)
    return time.perf_counter() - started


def _works(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError:
        return False
    return True


def _connect() -> None:
    with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", 9), timeout=0.2):
        pass


def _write_outside() -> None:
    path = f"/tmp/canary-{os.urandom(8).hex()}"
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    os.unlink(path)  # noqa: PTH108


def _fork() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _refuse() -> None:
    raise PermissionError
