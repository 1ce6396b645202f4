"""What a sandbox printed: its head and its tail, however much there was."""

import os
import threading

HEAD = 4_000
TAIL = 4_000
_READ = 65_536


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
        gap = f"\n… {left_out} bytes left out …\n".encode() if left_out else b""
        return (head + gap + tail).decode("utf-8", "backslashreplace")

    def finish(self, seconds: float = 1.0) -> str:
        """The rest, once the other end is closed (or after `seconds`: some leftover process may hold it open)."""
        self._thread.join(seconds)
        return self.take()
