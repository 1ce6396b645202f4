"""Whose a file of Blackboard is: its name gives column and login, `HW2_j_smith`, and not where one ends."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from os.path import commonprefix

from autograder.submissions.candidates import Refused, Source
from autograder.submissions.systems import Claim, Receipt, claim_of_file, read_receipt

_RECEIPT_BYTES = 65_536


class Logins:
    """The logins in the names of one download: from the receipts, and else from what all names begin with."""

    def __init__(self, files: Iterable[str], receipts: Mapping[str, Source]):
        claims = [claim for file in [*files, *receipts] if (claim := claim_of_file(file)) and claim.head]
        heads = sorted({claim.head for claim in claims})
        self._column = _column(heads)
        self._receipts: dict[str, Receipt] = {}
        for file in sorted(receipts):
            claim = claim_of_file(file)
            receipt = _read(receipts[file])
            if claim and receipt.login and f"_{claim.head}".endswith(f"_{receipt.login}"):
                self._receipts[claim.head] = receipt

    def settled(self, claim: Claim) -> Claim:
        """The claim with the student's own login and, where a receipt tells it, name."""
        receipt = self._receipts.get(claim.head, Receipt())
        login = receipt.login or claim.head.removeprefix(self._column)
        # The column stays out of it, so that the student is the same in the next download.
        return replace(claim, student=receipt.name or login, identity=login, id=login)


def _column(heads: list[str]) -> str:
    """What all begin with, to the last line; of a single one all but its last part, as most logins have no line."""
    common = heads[0] if len(heads) == 1 else commonprefix(heads)  # noqa: RUF071  (names, not paths)
    return common[: common.rfind("_") + 1]


def _read(source: Source) -> Receipt:
    try:
        return read_receipt(source.read(_RECEIPT_BYTES).decode("utf-8-sig", "replace"))
    except Refused:
        return Receipt()
