"""A sandbox as a process of its own: imports Keras, says it is ready, then answers requests.

Requests come on stdin, answers leave on stdout; what the student's Python prints goes to stderr. What C++ writes
there, while Keras is imported and later, is dropped.
"""

import os
import sys
from pathlib import Path

from autograder.sandbox import child
from autograder.sandbox.environment import Options
from autograder.sandbox.warm import import_everything


def main() -> None:
    """Entry point: `python -m autograder.sandbox.spawned_main OPTIONS`."""
    options = Options.from_argument(sys.argv[1])
    if sys.platform == "win32":
        import msvcrt

        for descriptor in (0, 1):
            msvcrt.setmode(descriptor, os.O_BINARY)
    requests, evidence = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    printed = os.dup(2)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    import_everything(options.topics)
    child.enter_scratch(Path(options.scratch_root))
    child.take_streams(printed, null)
    os.write(evidence, b"ready\n")
    child.serve(Path(options.scratch_root), requests, evidence)


if __name__ == "__main__":
    main()
