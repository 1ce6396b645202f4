"""Sandboxes that compute on the GPU, in the strongest jail that lets them.

Known submissions are the only ones that a calibration runs, so a weaker jail is better than no threshold. No report is
made of it, and no grade.
"""

from collections.abc import Callable
from dataclasses import replace

from autograder.checking.handles import StudentHandle
from autograder.engine.errors import GraderFault, MalformedAnswer, SandboxEnded, StudentError
from autograder.engine.gpu import gpu_memory
from autograder.engine.provider import Sandboxes, Setup
from autograder.engine.sandbox import Limits, Sandbox

_TIERS = ("A", "B", "C")
# MiB of the GPU for one training: CUDA's own context, the largest network of the course and its images.
_ONE_TRAINING = 8192
# Characters of what is told of an error.
_LONGEST = 2000
# Starting CUDA takes a while where it was never started before.
_PATIENCE = Limits(load_seconds=120.0, call_seconds=120.0)
# Every backend's tensors say where they are: "cuda:0", "/job:localhost/replica:0/task:0/device:GPU:0".
_WHERE = b"""
import keras

def where():
    x = keras.ops.ones((64, 64))
    return str(keras.ops.matmul(x, x).device)
"""


def jobs_on_gpu(jobs: int) -> int:
    """As many of these jobs as the GPU has memory for, side by side."""
    return max(1, min(jobs, gpu_memory() // _ONE_TRAINING))


def device_inside(sandboxes: Sandboxes) -> str:
    """Where Keras computes in a sandbox that may use the GPU, after training a step there.

    Raises:
        GraderFault: it does not compute at all.
    """
    sandbox = Sandbox(sandboxes.start_child, _PATIENCE)
    payload = {"functions": [], "cells": [], "helpers": [], "definitions_only": False, "uses_gpu": True}
    try:
        sandbox.request("load", name="where.py", source=_WHERE, **payload)
        found = str(StudentHandle(sandbox, {}).where())
        sandbox.request("canary_train")
    except (StudentError, SandboxEnded, MalformedAnswer) as error:
        raise GraderFault(f"Keras does not compute there: {error!r}"[:_LONGEST]) from error
    finally:
        sandbox.close()
    return found


def is_gpu(device: str) -> bool:
    """Whether a backend's name for a device means a GPU."""
    return any(word in device.lower() for word in ("cuda", "gpu"))


def sandboxes_on_gpu(setup: Setup, tell: Callable[[str], None]) -> Sandboxes:
    """Sandboxes that compute on the GPU; `tell` hears in a sentence what came of each jail that was tried.

    Raises:
        GraderFault: there are none.
    """
    for tier in _TIERS:
        sandboxes = Sandboxes(replace(setup, tier=tier))
        try:
            device = device_inside(sandboxes)
            tell(f"In the sandbox, jail {sandboxes.tier}, Keras computes on {device}.")
            if is_gpu(device):
                return sandboxes
        except GraderFault as fault:
            tell(f"In the sandbox, jail {tier}: {fault}")
        sandboxes.close()
    raise GraderFault("Keras computes on the GPU in no sandbox, so nothing was measured.")
