"""How long 1,000 images take on one core, drawn or read from a set that was fetched, and 1,000 files of a tree.

    python tests/benchmarks/generation.py [NAME ...] [--sizes 28 64 150 299] [--rounds 3] [--count 200]

CPU seconds, the least of several rounds: what else the machine does disturbs them less than the clock's. Short rounds
and many of them (`--count 50 --rounds 25`) find the undisturbed time on a busy machine.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from autograder import datasets
from autograder.datasets.real.failures import NotFetched
from autograder.datasets.real.registry import registry


def least(work: Callable[[int], object], count: int, rounds: int) -> float:
    """CPU seconds for 1,000 images, where `work(seed)` makes `count` of them."""
    found = []
    for seed in range(rounds):
        start = time.process_time()
        work(seed)
        found.append((time.process_time() - start) * 1000 / count)
    return min(found)


def loading(name: str, size: int, count: int, rounds: int) -> float:
    """CPU seconds to draw, or read, 1,000 images of `size` by `size` pixels."""
    datasets.load(name, size=size, n=5)
    return least(lambda seed: datasets.load(name, size=size, n=count, seed=seed), count, rounds)


def writing(name: str, size: int, count: int, rounds: int) -> float:
    """CPU seconds to draw and write 1,000 JPEG files of `size` by `size` pixels."""

    def work(seed: int) -> None:
        with tempfile.TemporaryDirectory() as folder:
            datasets.write_tree(Path(folder) / "tree", name, {"train": count}, size=size, seed=seed)

    return least(work, count, rounds)


def usual_size(name: str) -> int:
    return registry()[name].size if name in registry() else datasets.generated_set(name).DEFAULT_SIZE


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    names = (*datasets.available(), *datasets.available(real=True))
    parser.add_argument("names", nargs="*", default=names, help="sets (default: all)")
    parser.add_argument("--sizes", type=int, nargs="+", default=[28, 64, 150, 299])
    parser.add_argument("--count", type=int, default=200, help="images a round")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    headings = [f"{size} x {size}" for size in arguments.sizes]
    print("CPU seconds for 1,000 images (usual size of the set in brackets)")
    print(f"{'set':<28}" + "".join(f"{heading:>12}" for heading in headings))
    rows = [(name, loading) for name in arguments.names]
    if "fashion" in arguments.names:
        rows.append(("fashion", writing))
    for name, way in rows:
        row = f"{name} ({usual_size(name)})" if way is loading else f"{name}, as JPEG files"
        print(f"{row:<28}", end="", flush=True)
        for size in arguments.sizes:
            count = max(10, arguments.count * 64 // max(size, 64))
            try:
                print(f"{way(name, size, count, arguments.rounds):>12.2f}", end="", flush=True)
            except NotFetched:
                print("  not fetched", end="")
                break
        print()


if __name__ == "__main__":
    main()
