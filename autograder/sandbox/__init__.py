"""The process that holds a student's module and Keras. It knows inputs only, never an expected value."""
