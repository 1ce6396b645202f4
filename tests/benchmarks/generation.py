"""How long drawing 1,000 images takes on one core, for each drawn set: `python tests/benchmarks/generation.py`.

CPU seconds, the least of several rounds: what else the machine does disturbs them less than the clock's.
"""

import argparse
import time

from autograder.datasets import available, generated_set, load


def seconds(name: str, size: int, count: int, rounds: int) -> float:
    """CPU seconds for 1,000 images of `size` by `size` pixels, from rounds of `count` images."""
    load(name, size=size, n=5)
    found = []
    for seed in range(rounds):
        start = time.process_time()
        load(name, size=size, n=count, seed=seed)
        found.append((time.process_time() - start) * 1000 / count)
    return min(found)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=available(), help="sets (default: all that are drawn)")
    parser.add_argument("--sizes", type=int, nargs="+", default=[28, 64, 150, 299])
    parser.add_argument("--count", type=int, default=200, help="images a round")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    headings = [f"{size} x {size}" for size in arguments.sizes]
    print("CPU seconds for 1,000 images (usual size of the set in brackets)")
    print(f"{'set':<18}" + "".join(f"{heading:>12}" for heading in headings))
    for name in arguments.names:
        row = f"{name} ({generated_set(name).DEFAULT_SIZE})"
        print(f"{row:<18}", end="", flush=True)
        for size in arguments.sizes:
            count = max(10, arguments.count * 64 // max(size, 64))
            print(f"{seconds(name, size, count, arguments.rounds):>12.2f}", end="", flush=True)
        print()


if __name__ == "__main__":
    main()
