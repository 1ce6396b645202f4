"""Locks of `multiprocessing` without a file.

Keras lists image folders with a `multiprocessing.pool.ThreadPool`, which asks for a lock that processes could share.
The system keeps such a lock in /dev/shm, where no sandbox may write. A sandbox has no other process to share it with.
"""

import multiprocessing
import threading
from multiprocessing.context import BaseContext
from typing import Any


def use_thread_locks() -> None:
    """From now on `multiprocessing` gives the locks of threads, in this process and its forks."""
    for owner in (BaseContext, multiprocessing):
        owner.Lock, owner.RLock = _lock, _rlock  # type: ignore[union-attr, assignment]


def _lock(_: BaseContext | None = None) -> Any:
    return threading.Lock()


def _rlock(_: BaseContext | None = None) -> Any:
    return threading.RLock()
