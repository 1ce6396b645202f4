"""Frames on a pipe whose other end may do anything."""

import os
import threading
import time
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.wire.codec import MAX_BYTES, Malformed
from autograder.wire.frames import read_frame, write_frame


class Pipe:
    """Two descriptors, closed at the end of the test."""

    def __init__(self) -> None:
        self.reading, self.writing = os.pipe()
        self._open = {self.reading, self.writing}

    def close(self, descriptor: int) -> None:
        if descriptor in self._open:
            self._open.remove(descriptor)
            os.close(descriptor)

    def close_all(self) -> None:
        for descriptor in tuple(self._open):
            self.close(descriptor)


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    made = Pipe()
    yield made
    made.close_all()


def length(count: int) -> bytes:
    return count.to_bytes(4, "little")


@given(st.lists(st.binary(max_size=300), max_size=5))
def test_frames_arrive_whole_and_in_order(payloads):
    pipe = Pipe()
    try:
        for payload in payloads:
            write_frame(pipe.writing, payload)
        pipe.close(pipe.writing)
        assert [read_frame(pipe.reading) for _ in payloads] == payloads
        assert read_frame(pipe.reading) is None
    finally:
        pipe.close_all()


def test_a_frame_larger_than_the_pipe_is_written_piece_by_piece(pipe):
    payload = os.urandom(3_000_000)
    writer = threading.Thread(target=write_frame, args=(pipe.writing, payload))
    writer.start()
    assert read_frame(pipe.reading) == payload
    writer.join()


def test_a_frame_that_comes_byte_by_byte(pipe):
    def drip() -> None:
        for byte in length(5) + b"hello":
            os.write(pipe.writing, bytes([byte]))

    writer = threading.Thread(target=drip)
    writer.start()
    assert read_frame(pipe.reading) == b"hello"
    writer.join()


def test_short_writes(pipe, monkeypatch):
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, bytes(data[:3])))
    write_frame(pipe.writing, b"0123456789")
    monkeypatch.undo()
    assert read_frame(pipe.reading) == b"0123456789"


@pytest.mark.parametrize("sent", [b"", b"\5", length(5)[:3], length(5), length(5) + b"hell"])
def test_an_end_in_the_middle_of_a_frame_is_the_end(pipe, sent):
    os.write(pipe.writing, sent)
    pipe.close(pipe.writing)
    assert read_frame(pipe.reading) is None


def test_an_empty_frame_is_a_frame(pipe):
    write_frame(pipe.writing, b"")
    assert read_frame(pipe.reading) == b""


@pytest.mark.parametrize("claim", [MAX_BYTES + 1, 2**31, 2**32 - 1])
def test_oversized_claims_are_refused_before_anything_is_allocated(pipe, claim):
    os.write(pipe.writing, length(claim) + b"x" * 100)
    tracemalloc.start()
    with pytest.raises(Malformed):
        read_frame(pipe.reading)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000


def test_the_largest_claim_costs_only_what_comes(pipe):
    os.write(pipe.writing, length(MAX_BYTES) + b"x" * 1_000)
    pipe.close(pipe.writing)
    tracemalloc.start()
    assert read_frame(pipe.reading) is None
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**21


def test_writing_to_a_closed_pipe_is_an_error_of_the_system(pipe):
    pipe.close(pipe.reading)
    with pytest.raises(OSError, match="Broken pipe"):
        write_frame(pipe.writing, b"x")


def test_reading_from_a_descriptor_that_is_gone_is_the_end():
    reading, writing = os.pipe()
    os.close(reading)
    os.close(writing)
    assert read_frame(reading) is None


def test_a_dribbled_frame_costs_no_more_memory_than_its_bytes(pipe):
    """Two bytes a time: 28 bytes of overhead for each piece that is kept would be twenty times as much."""
    size = 400_000

    def dribble() -> None:
        os.write(pipe.writing, length(size))
        for _ in range(size // 2):
            os.write(pipe.writing, b"xx")

    writer = threading.Thread(target=dribble)
    tracemalloc.start()
    writer.start()
    frame = read_frame(pipe.reading)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    writer.join()
    assert frame == b"x" * size
    assert peak < 4 * size


def test_a_frame_has_an_end_to_its_time_and_the_wait_for_it_has_none(pipe):
    def dribble() -> None:
        time.sleep(0.5)
        os.write(pipe.writing, length(1_000))
        for _ in range(20):
            time.sleep(0.05)
            os.write(pipe.writing, b"x")

    writer = threading.Thread(target=dribble)
    writer.start()
    with pytest.raises(Malformed, match="too slowly"):
        read_frame(pipe.reading, seconds=0.3)
    writer.join()
