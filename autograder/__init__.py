"""convlings: small exercises for convolutional image classifiers in Keras, and a grader for them."""

__version__ = "0.1.0"
