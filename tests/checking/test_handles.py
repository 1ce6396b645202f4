"""Handles: what a check can do with an object of the sandbox, and what it is kept from doing by accident."""

import copy
import math
import queue
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.checking.failure import Failure, begin, current
from autograder.checking.handles import Handle, Probes, SandboxTools, StudentHandle
from autograder.engine.errors import GraderFault, MalformedAnswer, StudentError
from autograder.engine.sandbox import Limits, Sandbox
from autograder.wire.codec import Reference, decode, encode


class Scripted:
    """A child process that answers by the operation's name, and remembers what it was asked."""

    folder = ""

    def __init__(self, answers: dict[str, Any]):
        self.answers = answers
        self.asked: list[dict[str, Any]] = []
        self.frames: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def send(self, frame: bytes) -> None:
        request = decode(frame)
        self.asked.append(request)
        answer = self.answers.get(request["op"])
        if callable(answer):
            answer = answer(*request["args"])
        key = "error" if isinstance(answer, dict) and "type" in answer else "ok"
        self.frames.put(encode({"id": request["id"], key: answer}))

    def receive(self, deadline: float) -> bytes:
        return self.frames.get()

    def close(self) -> None:
        pass


Scripts = Callable[..., tuple[Sandbox, Scripted]]


@pytest.fixture
def scripted() -> Scripts:
    def build(**answers: Any) -> tuple[Sandbox, Scripted]:
        child = Scripted(answers)
        return Sandbox(lambda: child, Limits()), child

    begin()
    return build


@pytest.fixture
def handle(scripted: Scripts) -> Handle:
    return Handle(scripted()[0], 20, "keras.Sequential")


@pytest.mark.parametrize(
    "magic",
    [
        *(lambda h: h == h, lambda h: h == 1, lambda h: h == 1, lambda h: h != 1, lambda h: h < 1, lambda h: h <= 1),
        *(bool, iter, list, len, float, int, np.asarray, hash, math.sqrt, sum, sorted, set, abs),
        *(lambda h: not h, lambda h: h and 1, lambda h: h[0], lambda h: 1 in h, lambda h: h in [1], lambda h: h + 1),
        *(lambda h: np.zeros(2) + h, lambda h: h * np.ones(2), lambda h: np.array([h]), lambda h: np.isfinite(h)),
        *(lambda h: math.isclose(h, 1), lambda h: [1, 2][h], lambda h: max(h, 1), lambda h: dict(h), lambda h: {h: 1}),
        *(lambda h: np.array_equal(h, h), lambda h: np.allclose(h, 1), lambda h: range(h), lambda h: np.float64(h)),
    ],
)
def test_magic_is_refused(handle, magic):
    with pytest.raises(TypeError):
        magic(handle)


def test_text_about_a_handle_is_local(scripted):
    sandbox, child = scripted()
    handle = Handle(sandbox, 20, "keras.Sequential")
    assert repr(handle) == str(handle) == f"{handle}" == "<handle to a keras.Sequential>"
    assert Handle(sandbox, 20, "object").description == "an object"
    assert len(Handle(sandbox, 20, "x" * 10**6).description) < 200
    assert not child.asked


def test_a_handle_is_not_changed_or_asked_for_private_names(handle):
    with pytest.raises(TypeError, match="set_attribute"):
        handle.trainable = False
    for name in ("_private", "__class_getitem__", "__deepcopy__"):
        with pytest.raises(AttributeError):
            getattr(handle, name)
    assert copy.copy(handle)._number == 20


def test_calls_and_attributes_cross_with_handles_as_numbers(scripted):
    sandbox, child = scripted(call=Reference(31, "object"), attribute=5)
    handle = Handle(sandbox, 20, "keras.Sequential")
    result = handle(1.5, [handle], key={"a": (handle, np.float32(2))})
    assert isinstance(result, Handle)
    assert result._number == 31
    assert handle.stopped_epoch == 5
    target, args, kwargs = child.asked[0]["args"]
    assert (target, args) == (Reference(20, "keras.Sequential"), [1.5, [Reference(20, "keras.Sequential")]])
    assert kwargs["key"]["a"][1].shape == ()
    assert child.asked[1]["args"][1] == "stopped_epoch"


def test_handles_come_back_inside_lists_and_dicts(scripted):
    sandbox, _ = scripted(call=[1, (Reference(9, "a"), {"k": Reference(8, "b")})])
    one, (first, mapping) = Handle(sandbox, 20, "f")()
    assert one == 1
    assert (first._number, mapping["k"]._number) == (9, 8)


def test_what_cannot_cross_is_the_graders_fault(handle):
    with pytest.raises(GraderFault, match="cannot cross"):
        handle(object())


def test_an_ended_sandbox_is_not_asked_again(scripted):
    sandbox, _ = scripted()
    sandbox.close()
    with pytest.raises(GraderFault):
        Handle(sandbox, 20, "f")()


class TestStudent:
    """The student's module."""

    def test_a_call_is_remembered_as_the_student_would_write_it(self, scripted):
        sandbox, _ = scripted(attribute=Reference(20, "function"), call=1)
        student = StudentHandle(sandbox, {"dropout": ("x", "rate", "rng")})
        generator = Handle(sandbox, 21, "numpy.Generator")
        student.dropout(np.zeros((1000, 200)), 0.2, generator, training=True, note="text", y=np.ones(3))
        assert current.called == "dropout(x, 0.2, rng, training=True, note='text', y)"
        assert current.given == ["x: (1000, 200), all 0", "y: [1., 1., 1.]"]

    def test_surplus_arguments_have_names_too(self, scripted):
        sandbox, _ = scripted(attribute=Reference(20, "function"))
        StudentHandle(sandbox, {}).f(np.zeros(9), 2)
        assert current.called == "f(argument 1, 2)"

    @pytest.mark.parametrize(
        ("names", "said"),
        [
            (["dropuot", "spread"], "; there is one named dropuot"),
            (["Dropout"], "; there is one named Dropout"),
            (["something", "else_"], ""),
            ([], ""),
            (None, ""),
            ("dropuot", ""),
            ([None, 7, ["dropuot"], "dropout_"], "; there is one named dropout_"),
            (["x" * 10**6] * 50, ""),
        ],
        ids=range(8),
    )
    def test_a_missing_name_is_malformed_with_the_nearest_one(self, scripted, names, said):
        sandbox, _ = scripted(attribute={"type": "AttributeError"}, names=names)
        with pytest.raises(Failure) as caught:
            StudentHandle(sandbox, {}).dropout(1)
        assert caught.value.outcome == "malformed"
        assert caught.value.message.got == f"no function or class named dropout{said}"
        assert caught.value.message.expected == "dropout, spelled as in the exercise"

    @pytest.mark.parametrize("value", [None, 7, "text", [1], np.zeros(3)])
    def test_data_where_a_function_is_due_is_malformed(self, scripted, value):
        sandbox, _ = scripted(attribute=value)
        with pytest.raises(Failure) as caught:
            _ = StudentHandle(sandbox, {}).dropout
        assert caught.value.outcome == "malformed"
        assert caught.value.message.got.startswith("dropout is ")

    def test_another_error_stays_the_students(self, scripted):
        sandbox, _ = scripted(attribute={"type": "ValueError", "message": "no"})
        with pytest.raises(StudentError, match="ValueError: no"):
            _ = StudentHandle(sandbox, {}).dropout


class TestTools:
    """The sandbox fixture."""

    def test_each_operation(self, scripted):
        sandbox, child = scripted(put=Reference(30, "list"), fetch=[1], take=[2], length=3, item=4)
        tools = SandboxTools(sandbox)
        held = tools.put([1])
        assert (tools.fetch(held), tools.take(held, 1), tools.length(held), tools.item(held, 0)) == ([1], [2], 3, 4)
        tools.set_item(held, 0, 5)
        tools.set_attribute(held, "name", 6)
        operations = [asked["op"] for asked in child.asked]
        assert operations == ["put", "fetch", "take", "length", "item", "set_item", "set_attribute"]

    @pytest.mark.parametrize("answer", [1, "True", None, [True], np.array(True), Reference(5)])
    def test_only_true_is_true(self, scripted, answer):
        sandbox, _ = scripted(has=answer, is_instance=answer, same_object=answer)
        tools, handle = SandboxTools(sandbox), Handle(sandbox, 20, "f")
        assert tools.has(handle, "x") is False
        assert tools.is_instance(handle, "keras.Model") is False
        assert tools.same_object(handle, handle) is False

    def test_modules_of_the_kit_give_handles_only(self, scripted):
        sandbox, _ = scripted(attribute=Reference(40, "module"), call=Reference(41, "Generator"))
        assert isinstance(SandboxTools(sandbox).numpy.random.default_rng(5), Handle)
        for forged in (None, 7, [Reference(5)], np.zeros(3)):
            sandbox, _ = scripted(attribute=forged, put=forged)
            with pytest.raises(MalformedAnswer):
                SandboxTools(sandbox).numpy.random.default_rng(5)
            with pytest.raises(MalformedAnswer):
                SandboxTools(sandbox).put([1])

    @pytest.mark.parametrize("taken", [None, 7, (1,), {"a": 1}, [1, 2, 3], Reference(5)])
    def test_taken_items_are_a_list_no_longer_than_asked_for(self, scripted, taken):
        sandbox, _ = scripted(take=taken)
        with pytest.raises(MalformedAnswer):
            SandboxTools(sandbox).take(Handle(sandbox, 20, "f"), 2)


def test_probes_are_called_by_their_dotted_name(scripted):
    sandbox, child = scripted(probe=[1])
    probes = Probes(sandbox)
    assert probes.callbacks.scripted_fit(3, key=4) == [1]
    assert child.asked[0]["args"] == ["callbacks.scripted_fit", [3], {"key": 4}]
    with pytest.raises(AttributeError):
        _ = probes._private
