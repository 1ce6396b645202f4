"""A submission may draw images of the kit while it is loaded, as the lines below "Try it" do."""

import pytest

from autograder.course.exercise import find_exercise
from autograder.engine.sandbox import Limits
from autograder.grading.key import RunKey
from autograder.grading.task import Task
from autograder.submissions import Work

DRAWN = """
import tempfile
from autograder.datasets import load, write_tree
for name in ("fashion", "hands", "letters", "scenes", "two_kinds"):
    print(name, load(name, "train", 32, 2, seed=0)[0].shape)
print(len(write_tree(tempfile.mkdtemp(), "fashion", {"train": 4})), "files")
"""


@pytest.fixture(params=["sandboxes", "small_sandboxes"], ids=["strongest tier", "tier B"])
def start(request):
    return request.getfixturevalue(request.param).start_child


def test_every_drawn_set_is_there_though_the_files_of_the_kit_are_not(start):
    work = Work(exercise="00_welcome", name="00_welcome.py", content=(DRAWN + find_exercise("00").source).encode())
    result = Task(work, RunKey.from_seed(1), Limits(load_seconds=30.0)).run(start)
    assert result.earned == result.points, result.notes
    assert "two_kinds (2, 32, 32, 3)" in result.notes[0]
    assert "4 files" in result.notes[0]
