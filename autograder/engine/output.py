"""What a sandbox printed: its head and its tail, however much there was."""

import os
import re
import threading

HEAD = 4_000
TAIL = 4_000
_READ = 65_536
# The beginning of a character of UTF-8 whose rest is missing, and the rest of one whose beginning is.
_CUT_END = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z")
_CUT_START = re.compile(rb"\A[\x80-\xbf]{1,3}")


class Output:
    """Drains a descriptor in a thread of its own, so that a child never blocks on a full pipe."""

    def __init__(self, descriptor: int):
        self._lock = threading.Lock()
        self._head = b""
        self._tail = b""
        self._total = 0
        self._thread = threading.Thread(target=self._drain, args=(descriptor,), daemon=True)
        self._thread.start()

    def _drain(self, descriptor: int) -> None:
        while True:
            try:
                data = os.read(descriptor, _READ)
            except OSError:
                data = b""
            if not data:
                break
            with self._lock:
                self._total += len(data)
                room = HEAD - len(self._head)
                self._head += data[:room] if room > 0 else b""
                self._tail = (self._tail + data[max(room, 0) :])[-TAIL:]
        os.close(descriptor)

    def take(self) -> str:
        """What came since the last call, cut in the middle."""
        with self._lock:
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
