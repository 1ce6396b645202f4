"""The process beside a notebook's kernel that grades: tasks come on stdin, a line each, results leave on stdout.

Started as `python -m autograder.notebook.companion_main`. It owns the sandboxes and ends when stdin does, however the
kernel ended. No student's code runs in it, and nothing that a cell has changed in the kernel reaches it.
"""

import contextlib
import json
import os
import sys

from autograder.engine.errors import GraderFault
from autograder.engine.provider import Sandboxes
from autograder.grading.task import Task


def main() -> None:
    """Entry point."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    with contextlib.suppress(KeyboardInterrupt), Sandboxes() as sandboxes:
        for line in sys.stdin:
            answers.write(json.dumps(_answer(line, sandboxes)) + "\n")
            answers.flush()


def _answer(line: str, sandboxes: Sandboxes) -> dict[str, object]:
    try:
        tier = sandboxes.tier
        return {"result": Task.from_json(line).run(sandboxes.start_child).to_json(), "tier": tier}
    except GraderFault as fault:
        return {"fault": "; ".join([str(fault), *fault.details])}


if __name__ == "__main__":
    main()
