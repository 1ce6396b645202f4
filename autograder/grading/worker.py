"""A grader process of a batch: tasks come on stdin, a line each, results leave on stdout.

Started as `python -m autograder.grading.worker [FOLDER]...`, with the folders of exercises beside the kit's own. With
each task comes the address of the sandboxes' warm parent. It lives for the whole batch, so that pytest and the checks
are imported once.
"""

import contextlib
import json
import os
import signal
import sys
from pathlib import Path

from autograder.course import content
from autograder.engine.provider import Line, connect
from autograder.grading.result import FAULT
from autograder.grading.task import Task


def main() -> None:
    """Entry point; ends when stdin does."""
    results = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for folder in sys.argv[1:]:
        content.use_folder(Path(folder))
    # A Ctrl-C goes to the whole group; the main process ends its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Without a warm parent to ask, or anyone to read the results, there is nobody to tell either: whoever started this
    # process sees that it ends, and starts another.
    lines: dict[str, Line] = {}
    with contextlib.suppress(ConnectionError, FileNotFoundError), contextlib.ExitStack() as closing:
        for text in sys.stdin:
            request = json.loads(text)
            address = request["address"]
            if address not in lines:
                lines[address] = closing.enter_context(connect(address))
            sandboxes = lines[address]
            result = Task.from_json(request["task"]).run(sandboxes.start_child)
            results.write(json.dumps(result.to_json()) + "\n")
            results.flush()
            if result.outcome == FAULT and not sandboxes.alive:
                break


if __name__ == "__main__":
    main()
