"""What `verify` reports."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Something unfair or unfinished: where, what, and the command or edit that helps."""

    where: str
    what: str
    fix: str = ""
