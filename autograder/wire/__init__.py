"""What crosses between grader and sandbox: the codec for plain data and the frames that carry it."""
