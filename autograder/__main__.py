"""`python -m autograder`, the same as the command `convlings`."""

from autograder.cli import main

main()
