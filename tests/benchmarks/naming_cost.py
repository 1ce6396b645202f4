"""What the names of mistakes cost: the same submissions graded with and without them, in turn, in one run.

    python tests/benchmarks/naming_cost.py [ROUNDS] [FILES] [EXERCISE ...]

For each exercise: the solution, and some files of the bank's wrong ones. Shown are seconds of processor time of grader
and sandbox together, and the ratio of the two ways. Marks are decided before a name is looked for, so they are equal.
"""

import sys
import time
from statistics import median

from autograder.course.exercise import Exercise, load_course
from autograder.engine.provider import Sandboxes
from autograder.grading.key import RunKey
from autograder.grading.part import Part
from autograder.grading.task import Task
from autograder.submissions import Work
from autograder.verify.bank import read_bank


def seconds(exercise: Exercise, source: bytes, sandboxes: Sandboxes, named: bool) -> float:
    """Processor time for grading this source once."""
    work = Work(exercise=exercise.name, name=f"{exercise.name}.py", content=source)
    part = Part(names=named, postponed="only the quick part is measured")
    started = time.process_time()
    result = Task(work, RunKey.from_seed(1), part=part).run(sandboxes.start_child)
    return time.process_time() - started + result.runtime.get("cpu_seconds", 0.0)


def main() -> None:
    """Print a line for each exercise, as soon as it is measured."""
    numbers = sys.argv[3:]
    rounds, files = (int(word) for word in (*sys.argv[1:3], *("3", "8")[len(sys.argv[1:3]) :]))
    print(f"{'exercise':28}{'right: without':>16}{'with':>9}{'ratio':>7}{'wrong: without':>16}{'with':>9}{'ratio':>7}")
    with Sandboxes() as sandboxes:
        for exercise in load_course():
            if exercise.backend or (numbers and exercise.number not in numbers):
                continue  # the sandboxes of one that declares a backend are of another kind
            wrong = [file.path.read_bytes() for file in read_bank(exercise) if not file.right]
            row = f"{exercise.name:28}"
            for sources in ([exercise.source.encode()], wrong[:: max(1, len(wrong) // files)][:files]):
                found: dict[bool, list[float]] = {False: [], True: []}
                for source in sources:
                    each: dict[bool, list[float]] = {named: [] for named in found}
                    for _ in range(rounds):
                        for named, values in each.items():
                            values.append(seconds(exercise, source, sandboxes, named))
                    for named, values in each.items():
                        found[named].append(median(values))
                without, with_names = sum(found[False]), sum(found[True])
                row += f"{without:16.2f}{with_names:9.2f}{with_names / without:7.2f}"
            print(row, flush=True)


if __name__ == "__main__":
    main()
