"""Checks of 06 First cnn."""

import numpy as np

from autograder.checking import expect, points
from autograder.checking.contract import Contract
from autograder.checking.study import Answers

MIRRORED = Answers(
    why="The image on the other side of a mirror: left and right change places, above and below do not.",
    tries="print(flip(np.array([[1, 2, 3], [4, 5, 6]])))",
)
WITH_COLOURS = Answers(
    why="A pixel keeps its colour: only its place changes.",
    tries="print(flip(np.array([[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [9, 9, 9]]])))",
)


def flipped(student, image):
    """The student's answer for an image, as an array of its shape."""
    return expect(student.flip(image), shape=image.shape, dtype="number")


@points(5, function="flip")
def test_columns_are_reversed(student, study, rng):
    """The columns of a grey image come in the other order"""
    for size in ((2, 3), (4, 4), (3, 1)):
        image = rng.integers(0, 256, size=size)
        study.judge([flipped(student, image)], {MIRRORED: [image[:, ::-1]]})


@points(4, function="flip")
def test_colours_stay_with_their_pixels(student, study, rng):
    """A colour image is mirrored, and each pixel keeps its colour"""
    image = rng.integers(0, 256, size=(2, 4, 3))
    study.judge([flipped(student, image)], {WITH_COLOURS: [np.fliplr(image)]})


@points(1, function="flip")
def test_keeps_to_its_contract(contract):
    """The docstring's example holds, and the caller's image stays as it was"""
    contract.holds(Contract("flip", sample=lambda rng: {"image": rng.integers(0, 256, size=(3, 4))}))
