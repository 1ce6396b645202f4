"""How heads of cats and dogs are drawn. `autograder.datasets.two_kinds` puts them together with coats and backgrounds."""
