"""Frames on a pipe: four bytes of length, then that many bytes."""

import os
import struct
import time

from autograder.wire.codec import MAX_BYTES, Malformed

_LENGTH = struct.Struct("<I")
_PIECE = 2**20


def write_frame(descriptor: int, payload: bytes) -> None:
    """Write one frame, all of it.

    Raises:
        OSError: the other end is gone.
    """
    view = memoryview(_LENGTH.pack(len(payload)) + payload)
    while view:
        view = view[os.write(descriptor, view) :]


def read_frame(descriptor: int, seconds: float | None = None) -> bytes | None:
    """The next frame, or None at the end of the stream (also in the middle of a frame).

    It costs memory for the bytes that came, however small the pieces they came in.

    Args:
        seconds: How long a frame may take from its first byte to its last; the wait for the first has no end.

    Raises:
        Malformed: the frame claims to be longer than any value can be (nothing was allocated for it), or came too
            slowly.
    """
    head = bytearray()
    if not _append(descriptor, head, 1):
        return None
    deadline = None if seconds is None else time.monotonic() + seconds
    if not _fill(descriptor, head, _LENGTH.size, deadline):
        return None
    (length,) = _LENGTH.unpack(head)
    if length > MAX_BYTES:
        raise Malformed(f"a frame of {length} bytes")
    payload = bytearray()
    return bytes(payload) if _fill(descriptor, payload, length, deadline) else None


def _fill(descriptor: int, buffer: bytearray, size: int, deadline: float | None) -> bool:
    """Read until `buffer` has this size; False if the stream ends before."""
    while len(buffer) < size:
        if deadline is not None and time.monotonic() > deadline:
            raise Malformed("a frame that came too slowly")
        if not _append(descriptor, buffer, size - len(buffer)):
            return False
    return True


def _append(descriptor: int, buffer: bytearray, most: int) -> bool:
    """Add what there is to read, at most so many bytes; False at the end of the stream."""
    try:
        part = os.read(descriptor, min(most, _PIECE))
    except OSError:
        return False
    buffer += part
    return bool(part)
