"""Frames on a pipe: four bytes of length, then that many bytes."""

import os
import struct

from autograder.wire.codec import MAX_BYTES, Malformed

_LENGTH = struct.Struct("<I")


def write_frame(descriptor: int, payload: bytes) -> None:
    """Write one frame, all of it.

    Raises:
        OSError: the other end is gone.
    """
    view = memoryview(_LENGTH.pack(len(payload)) + payload)
    while view:
        view = view[os.write(descriptor, view) :]


def read_frame(descriptor: int) -> bytes | None:
    """The next frame, or None at the end of the stream (also in the middle of a frame).

    Raises:
        Malformed: the frame claims to be longer than any value can be; nothing was allocated for it.
    """
    head = _read_exactly(descriptor, _LENGTH.size)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > MAX_BYTES:
        raise Malformed(f"a frame of {length} bytes")
    return _read_exactly(descriptor, length)


def _read_exactly(descriptor: int, count: int) -> bytes | None:
    parts = []
    while count:
        try:
            part = os.read(descriptor, min(count, 2**20))
        except OSError:
            return None
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
