"""How long `convlings grade` takes when there is nothing left to grade: `python tests/benchmarks/resume.py [STUDENTS]`.

The class is made, and was graded without sandboxes; the command that is timed is the real one.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "gradebook"))

from click.testing import CliRunner
from made_class import flat, the_class
from without_sandboxes import no_sandboxes

from autograder.cli import cli

ROUNDS = 3


def main() -> None:
    """Make the class, then time the command."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with tempfile.TemporaryDirectory() as folder:
        root = flat(Path(folder), the_class(count))
        command = ["grade", str(root), "--out", f"{folder}/out", "--seed", "1", "--plain"]
        with no_sandboxes():
            done = CliRunner().invoke(cli, command)
        assert done.exit_code in (0, 3), done.output
        print(f"{count} students, two exercises, finished before. Seconds of the clock, and of the processor:")
        for _ in range(ROUNDS):
            started, before = time.perf_counter(), os.times()
            subprocess.run([sys.executable, "-m", "autograder", *command], check=False, capture_output=True)
            after = os.times()
            used = after.children_user + after.children_system - before.children_user - before.children_system
            print(f"{time.perf_counter() - started:6.2f} {used:6.2f}")


if __name__ == "__main__":
    main()
