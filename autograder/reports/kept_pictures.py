"""Pictures of what a student's code does, kept for the feedback page: `staff/pictures/KEY.json`."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.grading.batch import SubmissionResult
from autograder.grading.folder import read_json, write_json

FOLDER = "pictures"


@dataclass(frozen=True)
class KeptPicture:
    """One picture.

    Attributes:
        title: One line.
        alt: What is to be seen, in words.
        png: The file's bytes in base64.
    """

    title: str
    alt: str
    png: str

    @classmethod
    def of(cls, title: str, alt: str, png: bytes) -> "KeptPicture":
        return cls(title, alt, base64.b64encode(png).decode())


def are_wanted(staff: Path) -> bool:
    """Whether the report in this folder has pictures so far."""
    return (staff / FOLDER).is_dir()


def keep_pictures(staff: Path, result: SubmissionResult, pictures: Mapping[str, KeptPicture]) -> None:
    """Keep what could be drawn of this result, by exercise; where nothing could, that as well."""
    data = {name: asdict(each) for name, each in pictures.items()}
    write_json(_path(staff, result), {"result_key": result.result_key, "pictures": data})


def pictures_of(staff: Path, result: SubmissionResult) -> dict[str, KeptPicture] | None:
    """What was kept of this result, by exercise; None where nobody has tried to draw any."""
    data = read_json(_path(staff, result))
    if data is None or data.get("result_key") != result.result_key:
        return None
    try:
        found = {name: KeptPicture(**each) for name, each in data["pictures"].items()}
        for each in found.values():
            base64.b64decode(each.png, validate=True)
    except (AttributeError, KeyError, TypeError, binascii.Error):
        return None
    return found


def _path(staff: Path, result: SubmissionResult) -> Path:
    return staff / FOLDER / f"{result.key}.json"
