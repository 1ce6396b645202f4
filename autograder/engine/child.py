"""One sandbox process as the grader sees it: frames out, frames in, and an end that is always noticed."""

import os
import queue
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from autograder.engine.errors import GraderFault, MalformedAnswer, SandboxEnded
from autograder.engine.output import Output
from autograder.sandbox.environment import NO_CHANNEL, OUT_OF_ORDER
from autograder.wire.codec import Malformed
from autograder.wire.frames import read_frame, write_frame

# Few, because a hostile child can make each of them as large as a frame may be.
_FRAMES_WAITING = 2
_EXIT_NOTICE = 5.0
# The largest frame takes a second or two on a busy machine.
_FRAME_SECONDS = 30.0
PARENT_GONE = "parent gone"
_OUT_OF_ORDER = (
    "the process stopped working. Code that puts something else in place of Python's own functions does this"
)


@dataclass(frozen=True)
class Exit:
    """How a child ended: its exit code (negative: the signal), and why it was killed, if by us."""

    code: int
    reason: str | None = None
    cpu_seconds: float = 0.0


class Child:
    """Descriptors and threads around one sandbox process.

    Args:
        requests: Descriptor to write request frames to.
        evidence: Descriptor to read answer frames from.
        printed, native: Descriptors of what the child's Python and C++ code print.
        kill: Ends the whole process tree with SIGKILL.
        folder: The child's scratch folder.
    """

    def __init__(
        self, requests: int, evidence: int, printed: int, native: int | None, kill: Callable[[], None], folder: str
    ):
        self.folder = folder
        self.printed = Output(printed)
        self.native = Output(native) if native is not None else None
        self._kill = kill
        self._requests = requests
        self._frames: queue.Queue[bytes | Malformed | None] = queue.Queue(_FRAMES_WAITING)
        self._outgoing: queue.Queue[bytes | None] = queue.Queue()
        self._exited = threading.Event()
        self._exit: Exit | None = None
        self._closing = False
        threading.Thread(target=self._read, args=(evidence,), daemon=True).start()
        threading.Thread(target=self._write, daemon=True).start()

    def send(self, frame: bytes) -> None:
        """Queue a frame; a child that does not read it is found out by the missing answer."""
        self._outgoing.put(frame)

    def receive(self, deadline: float) -> bytes:
        """The next frame.

        Args:
            deadline: On the clock of `time.monotonic`.

        Raises:
            SandboxEnded: no frame came before the deadline, or the child is gone.
            GraderFault: the child is gone because its parent is.
            MalformedAnswer: the child sent a frame that is too long or comes too slowly; it has been ended.
        """
        try:
            frame = self._frames.get(timeout=max(deadline - time.monotonic(), 0.001))
        except queue.Empty:
            self.close()
            raise SandboxEnded("timeout", "no answer in time") from None
        if isinstance(frame, Malformed):
            self.close()
            raise MalformedAnswer(str(frame))
        if frame is None:
            raise self.ended()
        return frame

    def on_exit(self, exit_: Exit) -> None:
        """Called once, from another thread, when the process is gone."""
        self._exit = exit_
        self._exited.set()

    def close(self) -> Exit | None:
        """End the child, whatever it is doing."""
        if not self._closing:
            self._closing = True
            self._kill()
            self._outgoing.put(None)
        self._exited.wait(_EXIT_NOTICE)
        return self._exit

    def ended(self) -> SandboxEnded:
        """Why the evidence stopped.

        Raises:
            GraderFault: the child's parent is gone, so the child had to go as well.
        """
        alone = self._exited.wait(0.5)
        exit_ = self.close()
        native = self.native.finish() if self.native else ""
        is_ours = not alone and exit_ is not None and exit_.reason is None and exit_.code == -signal.SIGKILL
        if exit_ is None or is_ours or exit_.code == NO_CHANNEL:
            return SandboxEnded("exited early", "the process closed its channel to the grader")
        if exit_.reason == PARENT_GONE:
            raise GraderFault("The sandbox's parent process is gone.")
        if exit_.reason == "memory":
            return SandboxEnded("out of memory", "the process used more memory than it may")
        if exit_.reason == "disk":
            return SandboxEnded("crashed", "the process wrote more to disk than it may")
        if exit_.reason == "threads":
            return SandboxEnded("crashed", "the process started more threads than it may")
        if exit_.code == OUT_OF_ORDER:
            return SandboxEnded("crashed", _OUT_OF_ORDER, native[-2_000:])
        if exit_.code >= 0:
            return SandboxEnded("exited early", f"the process ended itself with exit code {exit_.code}")
        name = signal.Signals(-exit_.code).name if -exit_.code in signal.valid_signals() else str(-exit_.code)
        return SandboxEnded("crashed", f"the process was ended by signal {name}", native[-2_000:])

    def _read(self, evidence: int) -> None:
        while True:
            try:
                frame: bytes | Malformed | None = read_frame(evidence, _FRAME_SECONDS)
            except Malformed as error:
                frame = error
            except MemoryError:
                frame = Malformed("a frame larger than the memory there is")
            if not self._offer(frame) or not isinstance(frame, bytes):
                break
        os.close(evidence)

    def _offer(self, frame: bytes | Malformed | None) -> bool:
        """Queue a frame, also one that came just before the end; False if the child is gone and nobody takes it.

        A child that floods the pipe waits.
        """
        while True:
            try:
                self._frames.put(frame, timeout=0.5)
                return True
            except queue.Full:
                if self._exited.is_set():
                    return False

    def _write(self) -> None:
        while (frame := self._outgoing.get()) is not None:
            try:
                write_frame(self._requests, frame)
            except OSError:
                break
        os.close(self._requests)
