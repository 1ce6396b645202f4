"""What a sandbox printed: its head and its tail, however much there was."""

import os
import re
import select
import threading
from contextlib import suppress

HEAD = 4_000
TAIL = 4_000
_READ = 65_536
# The beginning of a character of UTF-8 whose rest is missing, and the rest of one whose beginning is.
_CUT_END = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z")
_CUT_START = re.compile(rb"\A[\x80-\xbf]{1,3}")
# More than a pipe holds: whoever takes what there is does not run after a process that never stops printing.
_TAKEN_AT_ONCE = 4 * 2**20
_WAITS = hasattr(select, "poll")


class Output:
    """Drains a descriptor in a thread of its own, so that a child never blocks on a full pipe."""

    def __init__(self, descriptor: int):
        self._descriptor = descriptor
        self._lock = threading.Lock()
        self._head = b""
        self._tail = b""
        self._total = 0
        self._ended = False
        self._thread = threading.Thread(target=self._drain, daemon=True)
        self._thread.start()

    def take(self) -> str:
        """What was written to the other end since the last call until now, cut in the middle."""
        with self._lock:
            # What the thread has not come to yet: a child's answer can overtake what it printed before.
            before = self._total
            while _WAITS and self._total - before < _TAKEN_AT_ONCE and self._is_waiting(0):
                self._keep(self._next())
            head, tail, left_out = self._head, self._tail, self._total - len(self._head) - len(self._tail)
            self._head, self._tail, self._total = b"", b"", 0
        if left_out:
            head, tail = _CUT_END.sub(b"", head), _CUT_START.sub(b"", tail)
        gap = f"\n… {left_out} bytes left out …\n".encode() if left_out else b""
        return (head + gap + tail).decode("utf-8", "backslashreplace")

    def finish(self, seconds: float = 1.0) -> str:
        """The rest, once the other end is closed (or after `seconds`: some leftover process may hold it open)."""
        self._thread.join(seconds)
        return self.take()

    def _drain(self) -> None:
        while not self._ended:
            if _WAITS:
                self._is_waiting(None)
                with self._lock:
                    if self._is_waiting(0):
                        self._keep(self._next())
            else:
                data = self._next()
                with self._lock:
                    self._keep(data)
        os.close(self._descriptor)

    def _is_waiting(self, milliseconds: int | None) -> bool:
        """Whether there is something to read, or the end."""
        if self._ended:
            return False
        poll = select.poll()
        poll.register(self._descriptor, select.POLLIN)
        return bool(poll.poll(milliseconds))

    def _next(self) -> bytes:
        with suppress(OSError):
            return os.read(self._descriptor, _READ)
        return b""

    def _keep(self, data: bytes) -> None:
        self._ended = not data
        self._total += len(data)
        room = HEAD - len(self._head)
        self._head += data[:room] if room > 0 else b""
        self._tail = (self._tail + data[max(room, 0) :])[-TAIL:]
