"""The checks of each exercise: the only place where expected values live."""
