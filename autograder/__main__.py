"""`python -m autograder` is `convlings`."""

from autograder.cli import main

main()
