"""Begin an exercise of one's own: a whole tiny one, to be changed."""
