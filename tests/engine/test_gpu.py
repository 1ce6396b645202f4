"""The GPU's way through the sandbox, as far as a machine without one can show it."""

import pytest

from autograder.engine.gpu import gpu_names
from autograder.engine.provider import Sandboxes, Setup
from autograder.engine.sandbox import Limits, Sandbox

SOURCE = """
import os

def visible():
    return os.environ.get("CUDA_VISIBLE_DEVICES"), os.environ.get("TF_FORCE_GPU_ALLOW_GROWTH")

def add(x):
    import keras
    return keras.ops.add(x, 1)
"""


@pytest.fixture(scope="module", params=["fork", "spawn"])
def with_gpu(request):
    with Sandboxes(Setup(gpu=True, mode=request.param)) as started:
        yield started


@pytest.mark.parametrize("uses_gpu", [True, False])
def test_a_submission_sees_the_gpu_only_if_it_is_told_so(with_gpu, uses_gpu):
    from autograder.checking.handles import StudentHandle

    sandbox = Sandbox(with_gpu.start_child, Limits(load_seconds=120, call_seconds=120))
    try:
        payload = {"functions": [], "cells": [], "helpers": [], "definitions_only": False, "uses_gpu": uses_gpu}
        answer = sandbox.request("load", name="90_toy.py", source=SOURCE.encode(), **payload)
        assert answer["outcome"] == "loaded", answer
        student = StudentHandle(sandbox, {})
        hidden, growth = student.visible()
        assert hidden == (None if uses_gpu else "-1")
        assert growth == "true"
        assert student.add(1.0) == 2.0
    finally:
        sandbox.close()


def test_sandboxes_see_no_gpu_otherwise(loaded):
    with loaded(SOURCE) as (student, _, _):
        assert student.visible()[0] == "-1"


def test_a_driver_that_is_not_there_lists_nothing(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert gpu_names() == []


def test_the_driver_is_asked_for_names(tmp_path, monkeypatch):
    program = tmp_path / "nvidia-smi"
    program.write_text("#!/bin/sh\necho 'One GPU'\necho\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert gpu_names() == ["One GPU"]
