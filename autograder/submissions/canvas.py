"""Which numbers in the name of a file from Canvas are the user's and the attachment's, where it could be others.

"team_7_30132_900136_08_dropout.py" is of the user 30132, whose name, or group's name, is "team_7", or of the user 7.
All files of a download together tell: Canvas counts through, so that its numbers are about equally long everywhere, and
no two files have the same attachment.
"""

from collections import Counter
from collections.abc import Iterable

from autograder.submissions.systems import Claim, Reading, readings_of_canvas


class Numbers:
    """What the names in one download say together."""

    def __init__(self, files: Iterable[str]):
        self._fitting: Counter[tuple[int, int]] = Counter()
        seen: dict[tuple[int, int], list[str]] = {}
        for file in files:
            for reading in readings_of_canvas(file):
                seen.setdefault(reading.lengths, []).append(reading.attachment)
        for lengths, attachments in seen.items():
            if len(set(attachments)) == len(attachments):
                self._fitting[lengths] = len(attachments)

    def settled(self, file: str, claim: Claim) -> Claim:
        """The claim, if it is the only one or as good as any; else the one that fits the other files."""
        readings = readings_of_canvas(file)
        if len(readings) < 2 or claim != readings[0].claim:
            return claim

        def fit(place: int, reading: Reading) -> tuple[int, int]:
            count = self._fitting[reading.lengths]
            # Where nothing else tells, the last numbers of several files; and of a single file the first.
            return count, place if count > 1 else -place

        return max(enumerate(readings), key=lambda entry: fit(*entry))[1].claim
