"""What templates of pages may use."""

from functools import cache

import jinja2

from autograder.grading.result import (
    FAULT,
    NOT_ATTEMPTED,
    PASSED,
    REVIEW,
    SKIPPED,
    first_to_fix,
    shown_points,
)
from autograder.reports.decided import decisions_of
from autograder.reports.lines import check_lines, message_lines, points_of
from autograder.reports.text import one_line, visible

# Beside the words, never instead of them; seen on light and dark pages.
_COLOURS = {PASSED: "#2e9e5b", NOT_ATTEMPTED: "#8a8f98", SKIPPED: "#8a8f98", REVIEW: "#a05fd0", FAULT: "#a05fd0"}
_WRONG_COLOUR = "#d9483b"


@cache
def environment() -> jinja2.Environment:
    """Everything that comes from a result is escaped, and nothing missing is passed over.

    One for all pages: it keeps its templates compiled, which takes longer than a page does.
    """
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("autograder.reports"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
    )
    made.filters |= {
        "visible": visible,
        "one_line": one_line,
        "points": shown_points,
    }
    made.globals |= {
        "points_of": points_of,
        "check_lines": check_lines,
        "decisions_of": decisions_of,
        "message_lines": message_lines,
        "first_to_fix": first_to_fix,
        "colour_of": lambda outcome: _COLOURS.get(outcome, _WRONG_COLOUR),
    }
    return made
