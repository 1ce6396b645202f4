"""From a submission to its result: run the checks, collect what happened, one submission or a whole batch."""
