"""How a hand is drawn. `autograder.datasets.hands` adds skin, light and backgrounds."""
