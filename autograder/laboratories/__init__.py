"""What checks of several exercises set up and ask: models with known weights, trainings with a known course, folders."""
