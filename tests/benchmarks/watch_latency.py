"""How long from saving a file to its verdict, with `convlings watch`: median over several saves.

Run: python tests/benchmarks/watch_latency.py [--saves N]. The target is a median under 1.0 s for quick exercises.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CONVLINGS = str(Path(sys.executable).with_name("convlings"))

ROOT = Path(__file__).parents[2]
EXERCISES = ("00_welcome", "04_softmax_vs_sigmoid", "08_dropout", "17_early_stopping")
PROMPT = "n next   h hint"


def main() -> None:
    """Print a line for each exercise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--saves", type=int, default=10)
    saves = parser.parse_args().saves
    for name in EXERCISES:
        seconds = measure(name, saves)
        print(f"{name:<24} median {statistics.median(seconds):.2f} s, slowest {max(seconds):.2f} s of {saves} saves")


def measure(name: str, saves: int) -> list[float]:
    """Seconds from each save to the prompt that follows its verdict."""
    source = (ROOT / "solutions" / f"{name}.py").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}.py"
        shutil.copy(ROOT / "exercises" / file.name, file)
        command = [CONVLINGS, "watch", name, "--plain"]
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        wait_for_prompt(process)
        found = []
        for count in range(saves):
            time.sleep(0.7)
            started = time.perf_counter()
            file.write_text(f"{source}\n# save {count}\n", encoding="utf-8")
            wait_for_prompt(process)
            found.append(time.perf_counter() - started)
        process.kill()
        process.wait()
    return found


def wait_for_prompt(process: "subprocess.Popen[str]") -> None:
    """Read until the line of keys, which ends every verdict."""
    assert process.stdout is not None
    while PROMPT not in process.stdout.readline():
        if process.poll() is not None:
            raise SystemExit("watch ended")


if __name__ == "__main__":
    main()
