"""A batch whose disk is full: one sentence, and it goes on once there is room."""

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import content

CONVLINGS = str(Path(sys.executable).with_name("convlings"))
# A small disk of its own, given more room after the first run.
SCRIPT = """
mount -t tmpfs -o size={size} none {disk} || exit 77
{grade}; echo "exit $?"
mount -o remount,size=8m none {disk}
{grade}; echo "exit $?"
grep -c ',' {disk}/report/staff/grades.csv
find {disk} -name '*.partial*'
"""


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small disk")
@pytest.mark.parametrize("size", ["4k", "24k"])
def test_a_full_disk_is_said_and_the_run_goes_on_once_there_is_room(tmp_path, size):
    source = (content.clone_root() / "solutions" / "00_welcome.py").read_text()
    for name in ("anna", "bela", "cleo"):
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / "00_welcome.py").write_text(source)
    disk = tmp_path / "disk"
    disk.mkdir()
    grade = f"'{CONVLINGS}' grade '{tmp_path / 'class'}' --out '{disk / 'report'}' --exercise 00 --plain"
    script = SCRIPT.format(size=size, disk=f"'{disk}'", grade=grade)
    found = subprocess.run(["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True, timeout=300)
    if found.returncode == 77 or "unshare failed" in found.stderr:
        pytest.skip("no small disk can be mounted here")
    _, second = found.stdout.split("exit 1\n")
    assert "Traceback" not in found.stdout + found.stderr
    assert "No space left on device" in found.stderr
    assert "What was finished before is kept" in found.stderr
    assert "3 students graded; full marks: 3" in second
    assert second.endswith("exit 0\n4\n"), second  # a heading and three rows, and nothing half written
