"""A submission that ran into the time limit because the machine was busy is run once more, alone."""

import os
import subprocess
import sys
from pathlib import Path

CONVLINGS = str(Path(sys.executable).with_name("convlings"))

SLEEPS = """
import time

def dropout(x, rate, rng, training):
    time.sleep(3)
"""


def test_a_call_that_waited_for_the_processor_is_run_again(tmp_path: Path):
    (tmp_path / "class" / "sleeper").mkdir(parents=True)
    (tmp_path / "class" / "sleeper" / "08_dropout.py").write_text(SLEEPS)
    command = [CONVLINGS, "grade", str(tmp_path / "class"), "--out", str(tmp_path / "out")]
    command += ["--exercise", "08", "--timeout", "1.5", "--seed", "1", "--plain", "--jobs", "1"]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=300, env={**os.environ})
    assert finished.returncode == 0, finished.stderr
    sleeper = (tmp_path / "out" / "staff" / "results" / "sleeper.json").read_text()
    assert "run once more, alone" in sleeper
    assert "first_seconds" in sleeper
    assert "timeout" in sleeper
