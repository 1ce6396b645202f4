"""How single kinds of clothes are cut, and what they are made of. `autograder.datasets.fashion` puts them together."""
