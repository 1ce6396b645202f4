"""A picture shows what the code does: all of a solution, what a mistake changes, what is written so far."""

import ast
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from autograder.course.exercise import Exercise, find_exercise, load_course
from autograder.pictures import Picture, Unseen, has_picture, look
from autograder.submissions import Work

BANK = Path(__file__).parents[1] / "bank"


def bank_file(name: str) -> str:
    return (BANK / f"{name}.py").read_text(encoding="utf-8")


def with_stub(source: str, number: str, name: str) -> str:
    """The source with this function as it was handed out."""
    lines = source.splitlines()
    (node,) = [each for each in ast.parse(source).body if getattr(each, "name", "") == name]
    stub = [f"def {name}(*args, **kwargs):", f"    raise NotImplementedError('{number}: write {name}')"]
    return "\n".join([*lines[: node.lineno - 1], *stub, *lines[node.end_lineno :]])


def test_the_picture_of_a_solution_is_whole_and_says_what_it_shows(exercise, solved, opened):
    picture = solved(exercise.number)
    assert picture.missing == []
    assert picture.title.startswith(f"{exercise.number} {exercise.title}: ")
    assert all(panel.title and panel.numbers for panel in picture.panels)
    image = opened(picture.png)
    assert image.text["Description"] == picture.alt
    assert image.text["Title"] == picture.title
    assert 900 <= image.width <= 1200
    assert 300 <= image.height <= 1200
    assert len(np.unique(np.asarray(image.convert("L")))) > 10


@pytest.mark.slow
def test_the_same_code_gives_the_same_picture(exercise, draw, solved):
    again = draw(exercise.number, exercise.source)
    assert (again.numbers, again.alt) == (solved(exercise.number).numbers, solved(exercise.number).alt)


def test_what_is_not_written_yet_is_said_in_a_sentence(exercise, draw):
    names = [function.name for function in exercise.functions]
    with pytest.raises(Unseen, match=rf"There is nothing to draw yet\. {names[0]}\S* is not written yet\."):
        draw(exercise.number, exercise.stub)
    _assert_missing(exercise, names[-1], draw)


@pytest.mark.slow
def test_every_function_of_an_exercise_is_in_its_picture(exercise, draw):
    for function in exercise.functions[:-1]:
        try:
            _assert_missing(exercise, function.name, draw)
        except Unseen as unseen:
            # All the others need this one.
            assert f"{function.name} is not written yet." in str(unseen)  # noqa: PT017


def _assert_missing(exercise: Exercise, name: str, draw: Callable[..., Picture]) -> None:
    picture = draw(exercise.number, with_stub(exercise.source, exercise.number, name))
    assert f"{name} is not written yet." in picture.missing
    assert f"{name} is not written yet." in picture.alt
    assert picture.numbers
    assert picture.png


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("00_welcome/wrong/own_maximum", "In an image that goes up to 127 only, 51 becomes 0.402."),
        ("00_welcome/wrong/width_before_height", "Your image_size says: height 64, width 96"),
        ("03_convolution_and_pooling/wrong/relu_is_a_step", "your relu: -2 becomes 0, 0.5 becomes 1, 3 becomes 1"),
        ("03_convolution_and_pooling/wrong/stride_left_out", "valid, strides 1 and 2: 46 and 23, maps 46 x 46 and 46"),
        ("03_convolution_and_pooling/wrong/channels_forgotten", "32 filters of 3 x 3, 3 channels: 320 numbers"),
        (
            "04_softmax_vs_sigmoid/wrong/sigmoid_tanh",
            "Curves of your sigmoid for them: the sum goes from -1.00 to 1.00",
        ),
        ("04_softmax_vs_sigmoid/wrong/labels_inverted", "0% of the training points lie in the area of their own label"),
        ("05_categorical_crossentropy/wrong/log_0_product", "true class: 0 costs inf, 0.1 costs 2.303, 1 costs nan"),
        (
            "05_categorical_crossentropy/wrong/gradient_sign",
            "By hand with your gradient: on the training images the loss goes from 1.386 to 108",
        ),
        ("05_categorical_crossentropy/wrong/one_hot_labels_from_1", "is in column 2, 5, 1, 3, 5, 0"),
        ("06_first_cnn/wrong/scaled_again", "letters is right for 33% of 60 new ones"),
        ("06_first_cnn/wrong/always_one_more", "7 images 1, 8 images 2, 9 images 2, 16 images 3"),
        ("07_learning_curves/wrong/epochs_from_0", "without dropout: lowest loss in epoch 14, highest accuracy in 27"),
        ("07_learning_curves/wrong/always_an_epoch", "without dropout: epoch 15; with dropout: epoch 30"),
        (
            "07_learning_curves/wrong/x_from_0",
            "without dropout: 4 lines, x from 0 to 29; with dropout: 4 lines",
        ),
        ("08_dropout/wrong/no_scaling", "The mean of 200 calls in training: on average x * 0.80."),
        ("08_dropout/wrong/generator_made_inside", "the zeros are in the same places in both"),
        ("08_dropout/wrong/head_without_dropout", "An image's dots lie 0.00 apart in training"),
        ("09_augmentation/wrong/not_augmented", "training images differ from their files by 0.00 on average"),
        ("09_augmentation/wrong/augmented_validation", "on average, validation images by 0.09"),
        ("09_augmentation/wrong/predict_shuffled", "6 of 8 answers fit the colour of their file"),
        ("09_augmentation/wrong/erase_one_channel", "0 black pixels an image, a patch of 16 x 12 has 192"),
        ("10_pretrained_predictions/wrong/box_ignored", "after your predict_crop: flower 17.7%"),
        ("10_pretrained_predictions/wrong/width_and_height", "cuts out of the picture: 44 high, 50 wide"),
        ("11_transfer_learning/wrong/base_learns_typo", "base: features/kernel 1 x 1 x 3 x 6 learns"),
        ("11_transfer_learning/wrong/cut_averaged", "kernel 6 x 1024 learns"),
        (
            "12_layer_freezing/wrong/no_compile",
            "block3_conv stay, block3_bn stay, head move. 36 numbers move, 1,488 stay. Your",
        ),
        (
            "12_layer_freezing/wrong/batchnorm_learns",
            "block2_conv move, block2_bn move, block3_conv move, block3_bn move",
        ),
        ("12_layer_freezing/wrong/counts_swapped", "All learn: 48 learn, 1,476 stay"),
        ("13_model_surgery/wrong/all_frozen", "fc1 stays, new head stays. For 8 images"),
        ("13_model_surgery/wrong/from_the_front", "fc1 stays, predictions stays"),
        ("14_learning_rate/wrong/plus_for_minus", "SGD lowest at 0.001"),
        ("14_learning_rate/wrong/model_reused", "they do not begin alike"),
        ("14_learning_rate/wrong/best_epoch", "Your choose: chosen: 1."),
        ("15_dense_layers/wrong/any_gain", "(64,): worth it"),
        ("15_dense_layers/wrong/merge_second_bias_lost", "your merged layer is up to 0.50 off"),
        ("15_dense_layers/wrong/duplicates_lost", "64 x 16, 16 x 32, 32 x 3"),
        ("16_checkpoints/wrong/overwrites", "your keep_every, n=2: epoch.keras holds epoch 8."),
        ("16_checkpoints/wrong/weights_without_optimizer", "steps of its optimizer: 5"),
        ("16_checkpoints/wrong/zero_based_names", "epoch-01-0.61.keras holds epoch 2"),
        ("17_early_stopping/wrong/self_stop_training", "Target 0.7: not stopped; target 0.85: not stopped"),
        ("17_early_stopping/wrong/accuracy_fixed", "Target 0.7: stopped after epoch 4; target 0.85: stopped after"),
        ("20_signs_and_hands/wrong/test_unscaled", "they have values 0 to 255"),
        ("20_signs_and_hands/wrong/scaled_twice", "they have values 0 to 0.00392"),
        ("20_signs_and_hands/wrong/names_with_j", "K taken for J"),
        ("18_larger_images/wrong/weights_not_taken_over", "0 of 4 are the same"),
        ("18_larger_images/wrong/rate_as_before", "9 x 9 pixels, each image 2 times, rate 0.01"),
        ("19_use_the_model/wrong/rows_and_columns_exchanged", "diagonal: dress as pants 1, dress as shoes 1"),
        ("19_use_the_model/wrong/zero_without_images", "t-shirt 92%, skirt 0%"),
        ("19_use_the_model/wrong/names_sorted", "By your classify 37 of 60 right"),
        ("21_fashion_service/wrong/order_of_the_classes", "for a JPEG: dress 5%, hat 3%, pants 78%"),
        ("21_fashion_service/wrong/bad_picture_is_500", "a picture that was cut off: 500, because ValueError"),
        ("21_fashion_service/wrong/form_not_read", "a picture in a form: 415"),
    ],
)
def test_a_mistake_is_to_be_seen(name: str, words: str, draw):
    assert words in draw(name[:2], bank_file(name)).alt


def test_the_solutions_have_other_words_there(solved):
    alt = solved("08").alt
    assert "The mean of 200 calls in training: on average x * 1.00. At prediction: x unchanged." in alt
    assert "the zeros are in other places" in alt
    alt = solved("17").alt
    assert "Target 0.7: stopped after epoch 5; target 0.85: stopped after epoch 8; target 0.99: not stopped." in alt
    assert "the target was reached" in alt
    alt = solved("04").alt
    assert "the sum is 1.00 everywhere" in alt
    assert "the sum goes from 1.00 to 2.00" in alt


def test_a_notebook_shows_the_drawing_with_its_words(solved):
    picture = solved("00")
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
