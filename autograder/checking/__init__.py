"""What a check is written with.

A check is a pytest function in a topic's `checks.py`; its docstring is the title the student reads. It asks the
student's functions through handles, vouches for every answer with one of the `expect` functions, and says what was
wrong with `fail`.
"""

from autograder.checking.evidence import (
    array_of,
    expect,
    expect_dict,
    expect_handle,
    expect_integer,
    expect_list,
    expect_number,
    expect_shape,
    expect_text,
    same,
)
from autograder.checking.failure import called, fail, malformed, note
from autograder.checking.handles import Handle
from autograder.checking.marks import needs, points
from autograder.engine.errors import StudentError

__all__ = [
    "Handle",
    "StudentError",
    "array_of",
    "called",
    "expect",
    "expect_dict",
    "expect_handle",
    "expect_integer",
    "expect_list",
    "expect_number",
    "expect_shape",
    "expect_text",
    "fail",
    "malformed",
    "needs",
    "note",
    "points",
    "same",
]
