"""The process beside a notebook's kernel that grades and draws: requests come on stdin, a line each, answers leave on
stdout.

Started as `python -m autograder.notebook.companion_main MEMORY_MB BACKEND [gpu]`. It owns the sandboxes and ends when
stdin does, however the kernel ended. No student's code runs in it, and nothing that a cell has changed in the kernel
reaches it.
"""

import base64
import contextlib
import json
import os
import sys
from typing import Any

from autograder.course.exercise import find_exercise
from autograder.engine.errors import GraderFault
from autograder.engine.fleet import Fleet
from autograder.engine.provider import Setup
from autograder.grading.auto import grade, in_sandboxes
from autograder.grading.task import Task


def main() -> None:
    """Entry point."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    setup = Setup(memory_mb=int(sys.argv[1]), backend=sys.argv[2], gpu="gpu" in sys.argv[3:])
    with contextlib.suppress(KeyboardInterrupt), Fleet(setup) as sandboxes:
        for line in sys.stdin:
            answers.write(json.dumps(_answer(json.loads(line), sandboxes)) + "\n")
            answers.flush()


def _answer(request: dict[str, Any], sandboxes: Fleet) -> dict[str, Any]:
    task = Task.from_json(request["task"])
    try:
        tier = sandboxes.tier
        if request["wanted"] == "picture":
            return _draw(task, sandboxes)
        return {"result": grade(task, in_sandboxes(sandboxes)).to_json(), "tier": tier}
    except GraderFault as fault:
        return {"fault": "; ".join([str(fault), *fault.details])}


def _draw(task: Task, sandboxes: Fleet) -> dict[str, Any]:
    # Drawing brings matplotlib, which a check does not need to wait for.
    from autograder.pictures import Unseen, look_on

    try:
        picture = look_on(find_exercise(task.work.exercise), task.work, sandboxes, task.part.backend)
    except Unseen as unseen:
        return {"unseen": str(unseen)}
    return {"png": base64.b64encode(picture.png).decode(), "alt": picture.alt, "missing": picture.missing}


if __name__ == "__main__":
    main()
