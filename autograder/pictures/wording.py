"""Numbers in words, as short as they are, whatever was answered."""

_MOST = 10**9


def whole(value: int) -> str:
    """A whole number: `1,476`, or that it is beyond a thousand million."""
    if abs(value) <= _MOST:
        return f"{value:,}"
    return f"more than {_MOST:,}" if value > 0 else f"less than {-_MOST:,}"
