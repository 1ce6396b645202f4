"""A student's side: the folder with their exercises, their progress, hints, what they hand in."""
