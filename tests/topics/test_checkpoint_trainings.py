"""What the checks of exercise 16 compute of a training beforehand is what Keras then measures and saves."""

import numpy as np
import pytest

from autograder import topics
from autograder.checking import StudentError
from autograder.checking.handles import Probes
from autograder.checking.sandbox_files import SandboxFiles
from autograder.laboratories.trainings import draw_scripted

cases = topics.load("16_checkpoints", "cases")
laboratory = topics.load("16_checkpoints", "laboratory")

SOURCE = """
import keras

class Record(keras.callbacks.Callback):
    def __init__(self, folder):
        super().__init__()
        self.folder = folder
        self.seen = []

    def on_epoch_end(self, epoch, logs=None):
        self.seen.append(dict(logs))
        self.model.save(f"{self.folder}/{epoch + 1}.keras")
        self.model.save_weights(f"{self.folder}/{epoch + 1}.weights.h5")

def without_kernel(path):
    model = keras.Sequential([keras.Input((2, 2, 1)), keras.layers.Flatten()])
    model.save_weights(path)
"""


@pytest.fixture
def opened(loaded):
    with loaded(SOURCE) as (student, _, sandbox):
        yield student, Probes(sandbox, "16_checkpoints"), SandboxFiles(sandbox)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_real_training_takes_the_computed_course(opened, seed):
    student, probes, files = opened
    training = cases.draw_fitted(np.random.default_rng(seed))
    folder = files.folder()
    recorder = student.Record(folder)
    probes.own.train(recorder, training.learning_rates, training.validation.pair, training.total, training.steps)
    for name, curve in training.curves.items():
        assert [logs[name] for logs in recorder.seen] == pytest.approx(curve, rel=1e-4, abs=1e-4), name
    assert_files_tell_the_epochs(probes, folder, training)


@pytest.mark.parametrize("done", [0, 3])
def test_a_rehearsed_training_takes_the_drawn_course(opened, done):
    student, probes, files = opened
    rng = np.random.default_rng(done)
    training = draw_scripted(rng, 3, cases.SHARES, cases.LOSSES, steps=2, done=done)
    folder = files.folder()
    recorder = student.Record(folder)
    probes.own.rehearse(recorder, training.states, training.logs(), done)
    assert recorder.seen == training.logs()
    assert_files_tell_the_epochs(probes, folder, training)


def assert_files_tell_the_epochs(probes, folder, training):
    for epoch in training.epochs():
        whole = probes.own.read_model(f"{folder}/{epoch}.keras")
        weights = probes.own.read_weights(f"{folder}/{epoch}.weights.h5")
        assert training.place(whole["log_odds"]) == training.place(weights["log_odds"]) == (epoch, training.steps)
        assert (whole["compiled"], weights["compiled"]) == (True, False)


def test_the_file_of_a_training_that_broke_off_holds_the_state_of_its_epoch(opened):
    _, probes, files = opened
    case = cases.Break.drawn(np.random.default_rng(3))
    path = f"{files.folder()}/broke_off.keras"
    probes.own.save_interrupted(case.training.learning_rates, case.training.state(case.done), case.done, path)
    assert case.training.place(probes.own.read_model(path)["log_odds"]) == (case.done, 1)


def test_weights_that_are_not_in_the_file_do_not_look_right(opened):
    student, probes, files = opened
    path = f"{files.folder()}/empty.weights.h5"
    student.without_kernel(path)
    with pytest.raises(StudentError):
        probes.own.read_weights(path)


def seeds(count):
    return [np.random.default_rng(seed) for seed in range(count)]


def assert_is_uncomfortable(training):
    assert max(training.curves["val_accuracy"]) < 0.5
    assert min(training.curves["val_loss"]) > 1
    assert len(set(training.curves["val_accuracy"])) == len(training.states)


@pytest.mark.parametrize("by", ["accuracy", "loss"])
def test_the_best_epoch_is_not_the_one_that_a_known_slip_keeps(by):
    drawn = (cases.draw_fitted, cases.draw_close) if by == "accuracy" else ()
    others = [draw(rng) for draw in drawn for rng in seeds(10)]
    for training in [*others, *(cases.draw_rehearsed(rng, by) for rng in seeds(10))]:
        assert_is_uncomfortable(training)
        best = training.highest("val_accuracy") if by == "accuracy" else training.lowest("val_loss")
        assert best not in (1, 2, training.total, training.lowest("val_accuracy"), training.highest("val_loss"))


def test_the_best_epoch_is_a_little_better_than_one_before():
    for rng in seeds(10):
        curve = cases.draw_close(rng).curves["val_accuracy"]
        best = int(np.argmax(curve))
        assert 0.001 < curve[best] - max(curve[:best]) < 0.002


def test_the_mean_over_batches_of_test_images_is_not_their_accuracy():
    for rng in seeds(10):
        case = cases.draw_tested(rng)
        log_odds = [case.training.state(case.due), -1] @ case.training.test.pixels.reshape(-1, 4)[:, :2].T
        right = (log_odds > 0) == case.training.test.labels
        assert right.mean() == pytest.approx(case.accuracy(case.due))
        means = [right[start : start + 32].mean() for start in range(0, len(right), 32)]
        assert abs(np.mean(means) - right.mean()) > 0.02


@pytest.mark.parametrize("by", ["accuracy", "loss"])
def test_the_training_that_goes_on_is_worse_in_all_epochs(by):
    for rng in seeds(10):
        before, after = cases.draw_rehearsed(rng, by), cases.draw_resumed(rng, by)
        assert_is_uncomfortable(after)
        assert after.done > 0
        assert max(after.curves["val_accuracy"]) < min(before.curves["val_accuracy"])
        assert min(after.curves["val_loss"]) > max(before.curves["val_loss"])


def test_the_script_goes_on_after_the_epochs_that_are_asked_for_and_gets_better():
    for rng in seeds(20):
        case = cases.draw_case(rng)
        assert_is_uncomfortable(case.training)
        accuracy = case.training.curves["val_accuracy"]
        assert case.due < case.epochs < case.training.total
        assert max(accuracy[case.epochs :]) > accuracy[case.due - 1] == max(accuracy[: case.epochs])
