"""The drawn set `two_kinds`."""

from collections.abc import Callable

import drawn_sets
import pytest


@pytest.mark.parametrize("check", drawn_sets.CHECKS, ids=lambda check: check.__name__)
def test_as_every_set(check: Callable[[str], None]) -> None:
    check("two_kinds")
