"""The kernel's end of the process that grades and draws beside it."""

import atexit
import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from autograder.engine.backends import backends_of, require
from autograder.engine.errors import GraderFault
from autograder.grading.part import EVERYTHING, Part
from autograder.grading.result import ExerciseResult
from autograder.grading.task import Task
from autograder.grading.tiers import memory_for

_MEMORY_MB = 2048
_ENDED = "The process that grades has ended. Run the cell again; if that does not help, run: convlings doctor"


class Nothing(Exception):
    """There is nothing to draw; the text is a sentence for the student."""


@dataclass(frozen=True)
class Drawn:
    """A picture: PNG as base64 text, what is to be seen in words, and a sentence for each part that is missing."""

    png: str
    alt: str
    missing: list[str]


class Companion:
    """Starts the process on first use, and again where it has ended, or where the GPU or another backend is wanted.

    Attributes:
        tier: The jail's tier, known once something was graded.
    """

    def __init__(self) -> None:
        self.tier = ""
        self._process: subprocess.Popen[str] | None = None
        self._has_gpu = False
        self._backend = ""

    def start(self, part: Part = EVERYTHING) -> None:
        """Start the process, if it does not run as this part of the checks needs it: it imports Keras meanwhile.

        Raises:
            BackendMissing: what Keras is to run on is not installed.
        """
        require(part.backend)
        if (part.uses_gpu and not self._has_gpu) or part.backend not in (self._backend, *backends_of(self._backend)):
            self.close()
        if self._process is None:
            self._has_gpu, self._backend = part.uses_gpu, part.backend
            options = [str(memory_for(part, _MEMORY_MB)), part.backend, *(["gpu"] if part.uses_gpu else [])]
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "autograder.notebook.companion_main", *options],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # Whatever reached a kernel's stderr would appear in the cell.
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                # An interrupted cell interrupts the kernel's whole group.
                start_new_session=True,
            )
            atexit.register(self.close)

    def grade(self, task: Task) -> ExerciseResult:
        """The result of a task.

        Raises:
            GraderFault: nothing can be graded here.
        """
        answer = self._ask("result", task)
        self.tier = answer["tier"]
        return ExerciseResult.from_json(answer["result"])

    def draw(self, task: Task) -> Drawn:
        """A picture of what the task's work does.

        Raises:
            Nothing: there is none, or nothing to be seen yet.
            GraderFault: no sandbox could be started.
        """
        answer = self._ask("picture", task)
        if "unseen" in answer:
            raise Nothing(answer["unseen"])
        return Drawn(**answer)

    def close(self) -> None:
        """End the process and its sandboxes."""
        process, self._process = self._process, None
        if process is not None:
            atexit.unregister(self.close)
            process.communicate()

    def _ask(self, wanted: str, task: Task) -> dict[str, Any]:
        self.start(task.part)
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        answer = ""
        try:
            process.stdin.write(json.dumps({"wanted": wanted, "task": task.to_json()}) + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        except OSError:
            pass
        finally:
            if not answer:
                # It has ended, or the cell was interrupted: its answer must not be taken for that of the next.
                self._process = None
                process.kill()
                process.wait()
        if not answer:
            raise GraderFault(_ENDED)
        found = json.loads(answer)
        if "fault" in found:
            raise GraderFault(found["fault"])
        return found
