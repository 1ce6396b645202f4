"""The fixed key of all measurements: every way of grading draws the same inputs."""

from autograder.grading.key import RunKey

KEY = RunKey.from_seed(1)
