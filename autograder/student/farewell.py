"""What a student is told who has finished the course: what they have built on the way."""

from collections.abc import Sequence

from autograder.course import content
from autograder.course.exercise import Exercise
from autograder.reports.lines import points_of
from autograder.student.progress import Progress

# By the number of the kit's exercise.
_BUILT = {
    "01": "a reader of pictures of any kind",
    "03": "a convolution and a pooling, by hand",
    "05": "the loss that classifiers learn by",
    "06": "a network that learns from nothing",
    "08": "dropout, and training that does not learn by heart",
    "09": "batches that never look the same twice",
    "12": "a borrowed network, tuned to new pictures",
    "14": "a fair way to choose a learning rate",
    "16": "trainings that survive a break and keep their best epoch",
    "17": "a callback that stops in time",
    "19": "a table of what a network takes for what",
    "20": "a network that reads the signs of hands",
    "21": "a service for the pictures that people upload: convlings serve shows it",
    "22": "the same network in PyTorch",
}


def farewell(progress: Progress, course: Sequence[Exercise]) -> list[str]:
    """Congratulations in lines of text, for somebody whose whole course has passed."""
    states = [progress.of(exercise) for exercise in course]
    total = points_of(sum(state.earned for state in states), sum(state.points for state in states))
    numbers = [exercise.number for exercise in course if exercise.collection is content.KIT]
    built = [f"  {number}  {_BUILT[number]}" for number in numbers if number in _BUILT]
    lines = [f"Congratulations! All {len(course)} exercises have passed, with {total} points."]
    if built:
        lines += [
            "",
            "You have built, among other things:",
            *built,
            "",
            "To see any of it again, type convlings look and its number.",
        ]
    return lines
