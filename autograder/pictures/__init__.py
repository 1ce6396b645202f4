"""Pictures of what a student's own code does: measured in the sandbox, drawn outside of it from plain data.

A picture judges nothing. `gallery.look` takes one; there is a module for each exercise that has one.
"""

from autograder.pictures.gallery import has_picture, look, look_on
from autograder.pictures.picture import Picture
from autograder.pictures.subject import Unseen

__all__ = ["Picture", "Unseen", "has_picture", "look", "look_on"]
