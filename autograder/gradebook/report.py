"""The report of a run, as it lies in its folder."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.gradebook.pseudonyms import Pseudonyms
from autograder.gradebook.tables import BadFile
from autograder.grading.batch import SubmissionResult
from autograder.grading.folder import RESULTS, RUN, read_json, staff_of


@dataclass(frozen=True)
class Report:
    """What a run has stored.

    Attributes:
        pseudonyms: Who is who, of a report that names nobody; None where that is not in its folder.
    """

    results: dict[str, SubmissionResult]
    run: dict[str, Any]
    pseudonyms: Pseudonyms | None = None

    @classmethod
    def read(cls, folder: Path) -> "Report":
        """The report in a folder.

        Raises:
            BadFile: it holds none.
        """
        staff = staff_of(folder)
        run = read_json(staff / RUN)
        found = [read_json(path) for path in sorted((staff / RESULTS).glob("*.json"))]
        try:
            results = [SubmissionResult.from_json(data) for data in found if data is not None]
        except (LookupError, TypeError, ValueError, AttributeError):
            raise BadFile(f"{folder} holds a result that `convlings grade` of this kit did not write.") from None
        if run is None or not results:
            raise BadFile(f"{folder} holds no report of `convlings grade` (staff/run.json and staff/results).")
        return cls({result.key: result for result in results}, run, Pseudonyms.read(staff))

    @property
    def names_nobody(self) -> bool:
        """Whether students have pseudonyms in it."""
        return bool(self.run.get("options", {}).get("pseudonyms"))

    def resolved(self) -> "Report":
        """The same with the students' own names, numbers and keys, as far as it is known who is who."""
        if self.pseudonyms is None or not self.names_nobody:
            return self
        known = map(self.pseudonyms.resolved, self.results.values())
        return replace(self, results={result.key: result for result in known})
