"""A picture shows what the code does: all of a solution, what a mistake changes, what is written so far."""

from pathlib import Path

import numpy as np
import pytest

from autograder.course.exercise import find_exercise, load_course
from autograder.pictures import Unseen, has_picture, look
from autograder.submissions import Work

BANK = Path(__file__).parents[1] / "bank"


def bank_file(name: str) -> str:
    return (BANK / f"{name}.py").read_text(encoding="utf-8")


def with_stubs(source: str, number: str, *names: str) -> str:
    """The source with these functions as they were handed out."""
    stubs = [f"def {name}(*a, **k):\n    raise NotImplementedError('{number}: write {name}')\n" for name in names]
    return "\n\n".join([source, *stubs])


def test_the_picture_of_a_solution_is_whole_and_says_what_it_shows(exercise, draw, opened):
    picture = draw(exercise.number, exercise.source)
    assert picture.missing == []
    assert picture.title.startswith(f"{exercise.number} {exercise.title}: ")
    assert all(panel.title and panel.numbers for panel in picture.panels)
    image = opened(picture.png)
    assert image.text["Description"] == picture.alt
    assert image.text["Title"] == picture.title
    assert 900 <= image.width <= 1200
    assert 300 <= image.height <= 1200
    assert len(np.unique(np.asarray(image.convert("L")))) > 10


def test_the_same_code_gives_the_same_numbers(exercise, draw):
    first, second = (draw(exercise.number, exercise.source) for _ in range(2))
    assert first.numbers == second.numbers
    assert first.alt == second.alt


def test_every_function_of_an_exercise_is_in_its_picture(exercise, draw):
    """Without one of them something is missing, and the picture says which; without any there is none."""
    names = [function.name for function in exercise.functions]
    for name in names:
        try:
            picture = draw(exercise.number, with_stubs(exercise.source, exercise.number, name))
        except Unseen as unseen:
            # All the others need this one.
            assert f"{name} is not written yet." in str(unseen)  # noqa: PT017
            continue
        assert f"{name} is not written yet." in picture.missing
        assert f"{name} is not written yet." in picture.alt
        assert picture.png
    with pytest.raises(Unseen, match=rf"There is nothing to draw yet\. {names[0]}\S* is not written yet."):
        draw(exercise.number, exercise.stub)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("00_welcome/wrong/width_before_height", "Your image_size says: height 64, width 96"),
        ("00_welcome/wrong/minus_one_to_one", "0 becomes -1, 51 becomes -0.6, 255 becomes 1"),
        (
            "04_softmax_vs_sigmoid/wrong/sigmoid_is_softmax",
            "Curves of your sigmoid for them: the sum is 1.00 everywhere",
        ),
        ("04_softmax_vs_sigmoid/wrong/labels_inverted", "0% of the training points lie in the area of their own label"),
        ("08_dropout/wrong/no_scaling", "The mean of 200 calls in training: on average x * 0.80."),
        ("08_dropout/wrong/one_draw_a_row", "x * 1.25"),
        ("08_dropout/wrong/generator_made_inside", "the zeros are in the same places in both"),
        ("08_dropout/wrong/head_without_dropout", "An image's dots lie 0.00 apart in training"),
        ("08_dropout/wrong/spread_by_predict", "In training: 0.000, 0.000, 0.000, 0.000, 0.000."),
        ("17_early_stopping/wrong/self_stop_training", "Target 0.7: not stopped; target 0.85: not stopped"),
        ("17_early_stopping/wrong/accuracy_fixed", "Target 0.7: stopped after epoch 4; target 0.85: stopped after"),
        ("17_early_stopping/wrong/epoch_index", "history of"),
    ],
)
def test_a_mistake_is_to_be_seen(name: str, words: str, draw):
    assert words in draw(name[:2], bank_file(name)).alt


def test_the_solutions_have_other_words_there(draw):
    alt = draw("08", find_exercise("08").source).alt
    assert "The mean of 200 calls in training: on average x * 1.00. At prediction: x unchanged." in alt
    assert "the zeros are in other places" in alt
    alt = draw("17", find_exercise("17").source).alt
    assert "Target 0.7: stopped after epoch 5; target 0.85: stopped after epoch 8; target 0.99: not stopped." in alt
    assert "the target was reached" in alt
    alt = draw("04", find_exercise("04").source).alt
    assert "the sum is 1.00 everywhere" in alt
    assert "the sum goes from 1.00 to 2.00" in alt


def test_a_notebook_shows_the_drawing_with_its_words(draw):
    picture = draw("00", find_exercise("00").source)
    data, metadata = picture._repr_mimebundle_()
    assert data == {"image/png": picture.png, "text/plain": picture.alt}
    assert metadata == {"image/png": {"alt": picture.alt}}


def test_without_a_file_or_a_picture_there_is_a_sentence(sandboxes):
    exercise = find_exercise("08")
    missing = Work(exercise=exercise.name, name="08_dropout.py", outcome="missing", reason="There is no file here.")
    with pytest.raises(Unseen, match="There is no file here"):
        look(exercise, missing, sandboxes)
    for other in load_course():
        if not has_picture(other):
            with pytest.raises(Unseen, match=f"There is no picture for {other.number}"):
                look(other, Work(exercise=other.name, name="x.py", content=b""), sandboxes)
