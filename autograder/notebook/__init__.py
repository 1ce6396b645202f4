"""Exercises as notebooks: made from the solution files, and checked from inside with `%check`, `%hint` and `%look`."""
