"""The kernel's end of the process that grades beside it."""

import atexit
import json
import subprocess
import sys
from typing import Any

from autograder.engine.errors import GraderFault
from autograder.grading.result import ExerciseResult
from autograder.grading.task import Task


class Companion:
    """Starts the process on first use, and anew where it has ended.

    Attributes:
        tier: The jail's tier, known once something was graded.
    """

    def __init__(self) -> None:
        self.tier = ""
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the process, if it does not run: it imports Keras meanwhile."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "autograder.notebook.companion_main"],
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
        answer = self._ask(task.to_json())
        if "fault" in answer:
            raise GraderFault(answer["fault"])
        self.tier = answer["tier"]
        return ExerciseResult.from_json(answer["result"])

    def close(self) -> None:
        """End the process and its sandboxes."""
        process, self._process = self._process, None
        if process is not None:
            atexit.unregister(self.close)
            process.communicate()

    def _ask(self, line: str) -> dict[str, Any]:
        self.start()
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        answer = ""
        try:
            process.stdin.write(f"{line}\n")
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
            raise GraderFault(
                "The process that grades has ended. Run the cell again; if that does not help: convlings doctor"
            )
        return json.loads(answer)
