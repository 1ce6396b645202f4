"""A course for nbgrader: its notebooks and settings, and verdicts of `convlings grade` in nbgrader's graded cells."""
