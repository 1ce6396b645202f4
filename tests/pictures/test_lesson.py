"""The picture in a notebook's lesson: of today's solution, small, and with words for those who cannot see it."""

import base64
import json
import re
from dataclasses import replace

from autograder.course.exercise import find_exercise
from autograder.notebook import handout
from autograder.pictures import lesson

_LARGEST = 300_000


def test_every_lesson_has_a_picture_of_the_solution_as_it_is(exercise):
    drawn = lesson.read(exercise)
    assert drawn is not None
    assert not lesson.is_due(exercise)
    assert len(drawn.png) < _LARGEST
    assert len(drawn.alt.split()) > 20


def test_another_solution_makes_it_due(exercise, tmp_path):
    changed = tmp_path / exercise.solution.name
    changed.write_text(exercise.source + "\nCHANGED = True\n", encoding="utf-8")
    assert lesson.is_due(replace(exercise, solution=changed))


def test_the_notebook_carries_it_with_its_words(exercise):
    cells = json.loads(handout.render(exercise))["cells"]
    found = [re.match(r"!\[([^\]]*)\]\(data:image/png;base64,([^)]*)\)", "".join(cell["source"])) for cell in cells]
    [(alt, data)] = [match.groups() for match in found if match]
    assert base64.b64decode(data) == lesson.path(exercise).read_bytes()
    assert f"{exercise.number} {exercise.title}" in alt


def test_what_is_drawn_holds_until_the_solution_changes(sandboxes, opened, tmp_path, monkeypatch):
    exercise = find_exercise("00")
    png = lesson.draw(exercise, sandboxes)
    path = tmp_path / "lesson.png"
    path.write_bytes(png)
    monkeypatch.setattr(lesson, "path", lambda exercise: path)
    assert not lesson.is_due(exercise)
    assert opened(png).mode == "P"
