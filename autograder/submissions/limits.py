"""How much of a submission is read: sizes in bytes, numbers in entries."""

from dataclasses import dataclass

KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE
GIGABYTE = 1024 * MEGABYTE

PYTHON_FILE = 1 * MEGABYTE
NOTEBOOK_FILE = 50 * MEGABYTE
NOTEBOOK_CELLS = 10_000
# A notebook of 50 MB of images has few brackets; one of 50 MB of "[[],[],..." would need gigabytes once parsed.
NOTEBOOK_BRACKETS = 1_000_000
NOTEBOOK_COMMAS = 5_000_000

HELPER_FILES = 50
HELPER_BYTES = 2 * MEGABYTE

DATA_FILES = 50
DATA_BYTES = 4 * MEGABYTE
DATA_FILES_PER_FOLDER = 200

FOLDER_DEPTH = 40
# Characters. On a disk a name has at most 255 bytes; in an archive it may have 65,535.
NAME = 255
OTHER_NAMES_PER_FOLDER = 20
FILES_LISTED = 200
NOTES_LISTED = 20
CANDIDATES = 50
METADATA_FILE = 64 * MEGABYTE

ARCHIVES_IN_ARCHIVES = 2
ARCHIVES_PER_SUBMISSION = 20
INNER_ARCHIVE = 100 * MEGABYTE
UNPACKED_PER_SUBMISSION = 300 * MEGABYTE


@dataclass(frozen=True)
class ArchiveLimits:
    """What one archive may hold. `ratio` (unpacked to packed) counts from `ratio_from` unpacked bytes on."""

    entries: int
    directory: int
    unpacked: int
    ratio: int
    ratio_from: int


STUDENT_ARCHIVE = ArchiveLimits(
    entries=10_000, directory=4 * MEGABYTE, unpacked=1 * GIGABYTE, ratio=200, ratio_from=20 * MEGABYTE
)
# The download of a whole class: its list of entries is bounded, and each file is bounded when it is read.
CLASS_ARCHIVE = ArchiveLimits(
    entries=500_000, directory=128 * MEGABYTE, unpacked=1024 * GIGABYTE, ratio=1000, ratio_from=100 * GIGABYTE
)
