"""A student's own web service, in a process of its own on their own machine: `python -m autograder.service FILE`.

`convlings serve` starts it. Nothing that grades imports any of it: it imports Keras and runs a student's code.
"""
