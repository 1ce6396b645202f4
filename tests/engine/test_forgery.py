"""A submission that writes to the grader's pipe, or puts the sandbox's own functions out of order: what it sends is an
answer like any other, or no answer; it is never a fault of the grader, and nobody passes by it."""

import queue
import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.engine.errors import MalformedAnswer, SandboxEnded, StudentError
from autograder.engine.sandbox import Limits, Sandbox
from autograder.wire.codec import Reference, decode, encode

# Finds every descriptor that can be written to; the evidence pipe is among them.
PRELUDE = """
import os, struct
from autograder.wire.codec import encode, decode, Reference

def send(data):
    for fd in range(3, 64):
        try:
            os.write(fd, data)
        except OSError:
            pass

def frame(payload):
    return struct.pack("<I", len(payload)) + payload
"""


# name: (body of `first`, the outcomes that are right for it)
FORGERS = {
    "noise": ("send(b'noise' * 100); return x + 1", {"malformed", "timeout"}),
    "zeros": ("send(bytes(400)); return x + 1", {"malformed"}),
    "a frame that claims 4 GiB": ("send(b'\\xff' * 4); return x + 1", {"malformed"}),
    "a frame that never comes": ("send(struct.pack('<I', 2**20)); return x + 1", {"timeout", "malformed"}),
    "an unknown tag": ("send(frame(b'?')); return x + 1", {"malformed"}),
    "a hundred layers": ("send(frame(b'l\\1\\0\\0\\0' * 100 + b'N')); return x + 1", {"malformed"}),
    "an array that claims 32 GiB": (
        "send(frame(b'a\\x0b\\1' + struct.pack('<Q', 2**32))); return x + 1",
        {"malformed"},
    ),
    "an empty array that overflows": (
        "send(frame(b'a\\x0b\\4' + struct.pack('<4Q', 0, 2**26, 2**26, 2**26))); return x + 1",
        {"malformed"},
    ),
    "endless answers to nobody's question": (
        "while True: send(frame(encode({'id': 10**6, 'ok': None})))",
        {"malformed", "timeout"},
    ),
    "endless large answers": ("while True: send(frame(encode(bytes(2**20))))", {"malformed", "timeout"}),
    "values that are no answers": (
        "for value in (None, [], {}, 'id', {'id': None}): send(frame(encode(value)))\n    return x + 1",
        {"passed"},
    ),
    "an array as the number": ("send(frame(encode({'id': np.zeros(2)}))); return x + 1", {"passed"}),
    "True and 1.0 as the number": (
        "[send(frame(encode({'id': kind, 'ok': 0}))) for kind in (True, 1.0, 1 + 0j)]; return x + 1",
        {"passed"},
    ),
}


@pytest.mark.parametrize("name", FORGERS)
def test_writing_to_every_descriptor(name, grade, right, unchanged):
    body, outcomes = FORGERS[name]
    result = grade(f"{PRELUDE}\n{right}\ndef first(x):\n    {body}\n", call_seconds=2.0)
    assert result.checks[0].outcome in outcomes, result.checks[0]
    assert [check.outcome for check in result.checks[1:]] == ["passed", "passed"]
    assert not result.is_fault


def test_answers_sent_before_the_questions_earn_nothing(grade, unchanged):
    source = f"""
import threading
import numpy as np
{PRELUDE}
def spam():
    while True:
        for n in range(2, 60):
            send(frame(encode({{'id': n, 'ok': np.zeros((2, 3))}})))
threading.Thread(target=spam, daemon=True).start()
"""
    result = grade(source, call_seconds=2.0)
    assert result.earned == 0
    assert not result.is_fault


def test_the_first_of_two_answers_counts(grade, right, unchanged):
    """A wrong value sent ahead of the right one is wrong; the late one is not taken for the next answer."""
    spy = """
import sys
servant = sys.modules['autograder.sandbox.servant'].Servant
answer = servant.answer
def twice(self, request):
    if request['op'] == 'call':
        send(frame(encode({'id': request['id'], 'ok': np.zeros((2, 3))})))
    return answer(self, request)
servant.answer = twice
"""
    result = grade(f"{PRELUDE}\n{right}\n{spy}", call_seconds=5.0)
    assert [check.outcome for check in result.checks] == ["failed", "failed", "malformed"]


def test_a_sandbox_out_of_order_is_never_the_graders_fault(grade, right, unchanged):
    """Each operation in turn answers with something of the wrong kind."""
    for kind in (
        "None",
        "7",
        "'text'",
        "[Reference(2**40, 'x' * 10**6)]",
        "Reference(10**9)",
        "{'a': np.zeros((0, 9))}",
    ):
        spy = f"""
import sys
servant = sys.modules['autograder.sandbox.servant'].Servant
answer = servant.answer
def lie(self, request):
    if request['op'] in ('restore', 'load'):
        return answer(self, request)
    return encode({{'id': request['id'], 'ok': {kind}}})
servant.answer = lie
"""
        result = grade(f"{PRELUDE}\n{right}\n{spy}", call_seconds=5.0)
        assert result.earned == 0
        assert not result.is_fault, result
        assert all(len(check.message.got) <= 2_000 for check in result.checks)


@pytest.mark.parametrize(
    "error",
    [
        *("None", "7", "[]", "{}", "{'type': 7, 'line': 'x'}", "{'type': 'x' * 10**6, 'message': 'y' * 10**6}"),
        *("{'type': 'E', 'bases': ['x'] * 10**4}", "{'type': 'E', 'bases': [None, {}, 'GraderFault']}"),
        *("{'type': 'E', 'line': 2**500, 'text': '\\0' * 10**5}", "{'type': 'NotImplementedError', 'function': 7}"),
        "{'type': 'ImportError', 'bases': ['ImportError'], 'missing_module': 'keras'}",
        "{'type': 'ModuleNotFoundError', 'missing_module': 'numpy.' + 'x' * 10**6}",
    ],
    ids=range(12),
)
def test_forged_exceptions(error, grade, right):
    spy = f"""
import sys
servant = sys.modules['autograder.sandbox.servant'].Servant
answer = servant.answer
def lie(self, request):
    if request['op'] != 'call':
        return answer(self, request)
    return encode({{'id': request['id'], 'error': {error}, 'warnings': [[7, 8], ['a' * 10**6, 'b'], 'x']}})
servant.answer = lie
"""
    result = grade(f"{PRELUDE}\n{right}\n{spy}", call_seconds=5.0)
    assert result.earned == 0
    assert not result.is_fault, result.checks
    for check in result.checks:
        assert len(str(check.message)) < 20_000
        assert len("".join(check.warnings)) < 10_000


class Echo:
    """Stands where a child process would be: answers each request with whatever it is given."""

    folder = ""

    def __init__(self, answers):
        self.answers = iter(answers)
        self.frames: queue.SimpleQueue = queue.SimpleQueue()
        self.closed = False

    def send(self, frame: bytes) -> None:
        number = decode(frame)["id"]
        answer = next(self.answers, None)
        self.frames.put(answer if isinstance(answer, bytes) else encode(self._numbered(answer, number)))

    def receive(self, deadline: float) -> bytes:
        if self.frames.empty():
            raise SandboxEnded("timeout", "no answer in time")
        return self.frames.get()

    def close(self) -> None:
        self.closed = True

    @staticmethod
    def _numbered(answer, number):
        return {**answer, "id": number} if isinstance(answer, dict) else {"ok": answer, "id": number}


@settings(max_examples=100)
@given(st.data())
def test_any_answer_gives_a_value_or_one_of_three_exceptions(plain_values, data):
    answers = st.one_of(
        plain_values,
        st.binary(max_size=50),
        st.fixed_dictionaries({"error": plain_values}, optional={"warnings": plain_values}),
        st.fixed_dictionaries({"ok": plain_values, "warnings": plain_values}),
    )
    sandbox = Sandbox(lambda: Echo([data.draw(answers)]), Limits(call_seconds=1.0))
    with suppress(MalformedAnswer, SandboxEnded, StudentError):
        sandbox.request("call", Reference(1), [], {})
    assert all(len(text) <= 500 for pair in sandbox.journal.warnings for text in pair)


def test_a_malformed_answer_ends_the_sandbox():
    child = Echo([b"?"])
    sandbox = Sandbox(lambda: child, Limits())
    with pytest.raises(MalformedAnswer):
        sandbox.request("call")
    assert not sandbox.alive
    assert child.closed


def test_answers_to_other_questions_are_passed_over_up_to_a_bound():
    child = Echo([5])
    sandbox = Sandbox(lambda: child, Limits())
    for _ in range(99):
        child.frames.put(encode({"id": 99, "ok": "stray"}))
    assert sandbox.request("call") == 5
    for _ in range(100):
        child.frames.put(encode({"id": 1, "ok": "stray"}))
    with pytest.raises(MalformedAnswer):
        sandbox.request("call")


def test_the_claim_of_a_frame_is_four_little_endian_bytes():
    """What the forgers above rely on."""
    assert struct.pack("<I", 5) == b"\5\0\0\0"
