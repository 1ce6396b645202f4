"""What checks of several exercises set up and ask: models, trainings with a known course, folders."""
