"""The floor: one warm, unjailed process that loads each submission as a fresh module and calls its checks.

Started as `python floor.py`. Each line on stdin is `{"exercise": ..., "name": ..., "source": ...}`; each line on
stdout is `{"earned": points, "seconds": ...}`. What submissions print is thrown away.
"""

import json
import os
import sys
import time

import keras
from inprocess import earned, load


def main() -> None:
    """Answer until stdin ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    for line in sys.stdin:
        request = json.loads(line)
        started = time.perf_counter()
        keras.utils.clear_session(free_memory=False)
        module = load(request["source"].encode(), request["name"])
        points = earned(request["exercise"], vars(module))
        answer = {"earned": points, "seconds": time.perf_counter() - started}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
