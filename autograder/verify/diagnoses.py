"""What can be proved about the names of mistakes from their fingerprints alone, without running anything."""

from collections.abc import Iterator

from autograder.course.exercise import Exercise
from autograder.grading import fingerprints
from autograder.grading.diagnosis import looked_up
from autograder.grading.fingerprints import as_recorded, prints_of
from autograder.verify.bank import read_bank
from autograder.verify.problem import Problem, to_type
from autograder.verify.record import judged_checks, refresh, what_is_due


def check_fingerprints(exercise: Exercise) -> Iterator[Problem]:
    """Fingerprints that no longer hold, and names that a file of another name would get."""
    fix = to_type(f"sync {exercise.number}", exercise)
    if what_is_due(exercise):
        yield Problem(exercise.name, "the fingerprints of its known mistakes do not hold any more", fix)
        return
    file = fingerprints.path(exercise)
    if not file.is_file() or refresh(exercise, None, 1, lambda: None) != file.read_text(encoding="utf-8"):
        yield Problem(exercise.name, "names and reasons in the fingerprints are not those of the bank", fix)
        return
    # A file with two slips has no name of its own: it says which names are true of it.
    says = {file.path.stem: " ".join(file.says).lower() for file in read_bank(exercise) if not file.looks_like}
    for info in judged_checks(exercise):
        prints = prints_of(exercise, info)
        for name in prints.shown if prints else ():
            assert prints is not None
            seen, failed_at = as_recorded(prints, name)
            other = looked_up(seen, prints, failed_at, without=name)
            own = prints.mistakes.get(name)
            if own is not None and own.name and looked_up(seen, prints, failed_at) is None:
                continue  # no fact tells it from another known one, so neither gets a name: see `not_told_apart`
            if other is not None and other.name and other.name.lower() in says.get(name, ""):
                continue
            if other is not None and (own is None or other.name != own.name):
                taken_for = other.name or other.why
                what = f"in {info.short_name}, wrong/{name}.py would be taken for {taken_for!r} if it were not known"
                yield Problem(exercise.name, what, "let a further fact tell the two apart")


def not_told_apart(exercise: Exercise) -> Iterator[str]:
    """Known mistakes with different names that show the same, check by check."""
    for info in judged_checks(exercise):
        prints = prints_of(exercise, info)
        for name, mistake in prints.mistakes.items() if prints else ():
            assert prints is not None
            seen, failed_at = as_recorded(prints, name)
            if looked_up(seen, prints, failed_at) is None and mistake.name:
                yield f"{exercise.number} {info.short_name}: no fact tells wrong/{name}.py from one of another name"
