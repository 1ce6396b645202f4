"""The grader's end of the pipe: start sandboxes, ask them, believe nothing but plain data."""
