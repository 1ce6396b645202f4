"""What templates of pages may use."""

import jinja2

from autograder.grading.result import first_to_mend, shown_points
from autograder.reports.lines import check_lines, message_lines, points_of
from autograder.reports.text import one_line, visible


def environment() -> jinja2.Environment:
    """Everything that comes from a result is escaped, and nothing missing is passed over."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("autograder.reports"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    made.filters |= {
        "visible": visible,
        "one_line": one_line,
        "points": shown_points,
    }
    made.globals |= {
        "points_of": points_of,
        "check_lines": check_lines,
        "message_lines": message_lines,
        "first_to_mend": first_to_mend,
    }
    return made
