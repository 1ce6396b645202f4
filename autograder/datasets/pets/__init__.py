"""How heads of cats and dogs are drawn. `autograder.datasets.two_kinds` adds coats and backgrounds."""
