"""The report of a run, as it lies in its folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.gradebook.tables import BadFile
from autograder.grading.batch import SubmissionResult
from autograder.grading.folder import RUN, read_json, staff_of


@dataclass(frozen=True)
class Report:
    """What a run has stored."""

    results: dict[str, SubmissionResult]
    run: dict[str, Any]

    @classmethod
    def read(cls, folder: Path) -> "Report":
        """The report in a folder.

        Raises:
            BadFile: it holds none.
        """
        staff = staff_of(folder)
        run = read_json(staff / RUN)
        found = [read_json(path) for path in sorted((staff / "results").glob("*.json"))]
        try:
            results = [SubmissionResult.from_json(data) for data in found if data is not None]
        except (LookupError, TypeError, ValueError, AttributeError):
            raise BadFile(f"{folder} holds a result that `convlings grade` of this kit did not write.") from None
        if run is None or not results:
            raise BadFile(f"{folder} holds no report of `convlings grade` (staff/run.json and staff/results).")
        return cls({result.key: result for result in results}, run)
