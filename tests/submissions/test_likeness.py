"""Two submissions are the same work whatever white space and comments they have, and whenever they came."""

import time
from collections.abc import Callable

import pytest

from autograder.submissions.likeness import bare, likeness
from autograder.submissions.moments import moment

CODE = '''
def f(x):  # mine
    """Text # no comment."""

    return {"a#b": x}
'''
SAME = 'def f( x ) :\n\t"""Text # no comment."""\n\treturn {"a#b":x}   # another\n'


def test_white_space_and_comments_do_not_count_and_strings_do():
    assert bare(CODE) == bare(SAME) == 'deff(x):"""Text # no comment."""return{"a#b":x}'
    assert bare(CODE) != bare(CODE.replace("a#b", "a#c"))
    assert bare("x = '''a\n# b'''") == "x='''a\n# b'''"
    assert bare("x = 'it\\'s' # c") == "x='it\\'s'"


@pytest.mark.parametrize("piece", ['"""\\', "'''\\", '"', "'\\\n", "#", '""" ', "\\"])
def test_no_text_takes_long(piece: str):
    begun = time.monotonic()
    bare(piece * 200_000)
    assert time.monotonic() - begun < 5


def test_the_same_work_as_a_script_and_as_a_notebook(plant: Callable, read: Callable, notebook: Callable[..., bytes]):
    root = plant(
        {
            "ann/08_dropout.py": CODE,
            "bob/08_dropout.py": SAME,
            "cem/08_dropout.ipynb": notebook("%matplotlib inline\n" + CODE),
            "dan/08_dropout.py": CODE.replace("x", "y"),
            "eve/other.txt": "",
        }
    )
    found = {student: submission.likeness for student, submission in read(root).items()}
    assert found["ann"] == found["bob"] == found["cem"] != found["dan"]
    assert found["eve"] == ""
    assert likeness([]) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-09-30 12:00:00 UTC\n", "2024-09-30T12:00:00+00:00"),
        ("2024-09-30 12:00:00.123456789 Z", "2024-09-30T12:00:00+00:00"),
        ("2024-09-30T14:00:00+02:00", "2024-09-30T12:00:00+00:00"),
        ("2024-09-30 12:00:00", "2024-09-30T12:00:00+00:00"),
        ("2024-09-31 12:00:00 UTC", ""),
        ("2024-09-30 12:00:00 CEST", ""),
        ("yesterday", ""),
    ],
)
def test_moments(text: str, expected: str):
    assert moment(text) == expected


def test_when_it_came_is_read_from_nbgraders_own_file_alone(plant: Callable, read: Callable):
    root = plant(
        {
            "submitted/ann/ps1/08_dropout.py": CODE,
            "submitted/ann/ps1/timestamp.txt": "2024-09-30 12:00:00 UTC",
            "submitted/bob/ps1/08_dropout.py": CODE,
            "submitted/bob/ps1/mine/timestamp.txt": "2000-01-01 12:00:00 UTC",
        }
    )
    found = {student: submission.submitted_at for student, submission in read(root).items()}
    assert found == {"ann": "2024-09-30T12:00:00+00:00", "bob": ""}
    forged = plant({"ann/08_dropout.py": CODE, "ann/timestamp.txt": "2000-01-01 12:00:00 UTC", "bob/": ""}, "plain")
    assert read(forged)["ann"].submitted_at == ""
