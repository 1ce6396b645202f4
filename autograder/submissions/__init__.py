"""What students handed in: found in the downloads of many systems, and read as bytes.

Nothing of a student is run, imported, compiled or unpickled here.
"""

from autograder.submissions.candidates import MANIFEST, Refused, is_document
from autograder.submissions.commits import with_commit_times
from autograder.submissions.contents import code_cells, same_code
from autograder.submissions.data_files import files_beside
from autograder.submissions.keys import safe_key
from autograder.submissions.model import Cell, Submission, UnreadableFolder, Work
from autograder.submissions.names import guess_exercise, named_for
from autograder.submissions.reading import (
    exercises_handed_in,
    exercises_of,
    read_one_submission,
    read_submissions,
    read_work,
    work_of_cells,
)

__all__ = [
    "MANIFEST",
    "Cell",
    "Refused",
    "Submission",
    "UnreadableFolder",
    "Work",
    "code_cells",
    "exercises_handed_in",
    "exercises_of",
    "files_beside",
    "guess_exercise",
    "is_document",
    "named_for",
    "read_one_submission",
    "read_submissions",
    "read_work",
    "safe_key",
    "same_code",
    "with_commit_times",
    "work_of_cells",
]
