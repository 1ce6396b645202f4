"""Whether a function takes a path as a text and as a `Path`."""

from typing import Any

from autograder.checking import expect_text
from autograder.checking.study import Fact, Study


def judge_paths(study: Study, probes: Any, function: Any, call: str, tries: list[str], *arguments: Any) -> None:
    """A function that works for these arguments takes its paths, which are the texts among them, as `Path` too.

    Args:
        call: How the call reads with `Path`.
        tries: Lines that show it.
    """
    fact = Fact(
        lambda error: error,
        lambda error: f"{error} where the path is a Path" if error else "an answer, as for a str",
        why="The stub says str | Path. Path(path) and os.path.join take both; + and methods of texts do not.",
        tries=tries,
    )
    error = probes.either_path.refusal(function, arguments)
    study.judge(expect_text(error), {fact: ""}, called=call)
