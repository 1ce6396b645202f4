"""What crosses into a sandbox, and what comes out in a report: never the key, never an expected value."""

import json

import numpy as np
import pytest

from autograder.course.exercise import load_course
from autograder.engine.child import Child
from autograder.grading.key import RunKey
from autograder.grading.task import Task
from autograder.submissions import Work
from autograder.wire.codec import decode


@pytest.fixture(scope="module")
def graded(sandboxes):
    """Everything that was sent while the welcome exercise was graded, right and wrong, and the results."""
    exercise = load_course()[0]
    key = RunKey.from_seed(11)
    frames: list[bytes] = []
    send = Child.send

    def spy(self: Child, frame: bytes) -> None:
        frames.append(frame)
        send(self, frame)

    results = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Child, "send", spy)
        for source in (exercise.source, exercise.stub, "def image_size(x): raise ValueError(repr(x))"):
            work = Work(exercise=exercise.name, name=f"{exercise.name}.py", content=source.encode())
            results.append(Task(work, key).run(sandboxes.start_child))
    return key, frames, results


def test_the_key_never_crosses(graded):
    key, frames, results = graded
    assert results[0].passed
    assert frames
    secrets = [key.secret, key.hex.encode(), key.public_id.encode()]
    secrets += [key.derive("00_welcome", name, "inputs")[:16] for name in ("test_height_then_width",)]
    assert not any(secret in frame for secret in secrets for frame in frames)


def test_a_sandbox_is_told_operations_and_inputs_only(graded):
    _, frames, _ = graded
    requests = [decode(frame) for frame in frames]
    assert {request["op"] for request in requests} <= {
        *("load", "restore", "attribute", "call", "names", "list", "fetch", "put", "item", "length", "probe"),
    }
    for request in requests:
        assert set(request) == {"id", "op", "args", "kwargs"}
        if request["op"] == "restore":
            assert request["args"][0] < 2**31
        if request["op"] == "load":
            assert set(request["kwargs"]) == {
                *(
                    "name",
                    "functions",
                    "source",
                    "cells",
                    "helpers",
                    "stub",
                    "everything",
                    "definitions_only",
                    "uses_gpu",
                ),
                *("is_kernel", "is_colab", "is_about_backend"),
            }


def test_expected_values_never_cross(graded):
    """The scaled image of the welcome exercise is what its check expects."""
    _, frames, _ = graded
    sent = [decode(frame) for frame in frames]
    calls = [request["args"] for request in sent if request["op"] == "call"]
    given = [value for _, args, kwargs in calls for value in (*args, *kwargs.values())]
    images = [image for image in given if isinstance(image, np.ndarray)]
    assert images
    for image in images:
        expected = image.astype(float) / 255
        assert not any(expected.tobytes() in frame or expected.astype("f4").tobytes() in frame for frame in frames)


def test_results_hold_no_key(graded):
    key, _, results = graded
    for result in results:
        text = json.dumps(result.to_json())
        assert key.hex not in text


def test_two_runs_have_other_inputs_and_one_run_the_same():
    one, other = RunKey.new(), RunKey.new()
    assert one.secret != other.secret
    draw = lambda key, check="a": key.generator("00", check).integers(2**62)  # noqa: E731
    assert draw(one) == draw(one)
    assert len({draw(one), draw(other), draw(one, "b"), one.seed("00", "a"), one.seed("00", "b")}) == 5
    assert RunKey.from_hex(one.hex) == one
    assert RunKey.from_seed(3) == RunKey.from_seed(3) != RunKey.from_seed(4)
    assert one.hex not in one.public_id
    assert len(one.secret) == 16
