"""What the checks of exercise 16 compute of a training beforehand is what Keras then measures and saves."""

import numpy as np
import pytest

from autograder import topics
from autograder.checking.files import SandboxFiles
from autograder.checking.handles import Probes

checks = topics.load("16_checkpoints", "checks")
known_courses = topics.load("16_checkpoints", "courses")

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
def test_a_real_training_and_a_rehearsed_one_take_the_computed_course(opened, seed):
    student, probes, files = opened
    training = checks.draw_best(np.random.default_rng(seed), "accuracy")
    real, rehearsed = files.folder(), files.folder()
    recorder = student.Record(real)
    probes.own.train(recorder, training.learning_rates, training.validation.pair, training.epochs, training.steps)
    for name, curve in training.curves.items():
        assert [logs[name] for logs in recorder.seen] == pytest.approx(curve, abs=1e-4), name
    recorder = student.Record(rehearsed)
    probes.own.rehearse(recorder, training.states, training.logs())
    assert recorder.seen == training.logs()
    for folder in (real, rehearsed):
        for epoch in range(1, training.epochs + 1):
            whole = probes.own.read_model(f"{folder}/{epoch}.keras")
            weights = probes.own.read_weights(f"{folder}/{epoch}.weights.h5")
            assert training.epoch(whole["log_odds"]) == training.epoch(weights["log_odds"]) == epoch
            assert (whole["compiled"], weights["compiled"]) == (True, False)


def test_the_file_of_a_training_that_broke_off_holds_the_state_of_its_epoch(opened):
    _, probes, files = opened
    rng = np.random.default_rng(3)
    training = known_courses.draw_training(rng, 1, lambda training: True, known_courses.ORDERS)
    case = checks.Break(training, done=3, total=5)
    path = f"{files.folder()}/three.keras"
    probes.own.save_interrupted(case.training.learning_rates, case.state(3), 3, path)
    assert case.training.epoch(probes.own.read_model(path)["log_odds"]) == 3


def test_weights_that_are_not_in_the_file_do_not_look_right(opened):
    student, probes, files = opened
    path = f"{files.folder()}/empty.weights.h5"
    student.without_kernel(path)
    with pytest.raises(checks.StudentError):
        probes.own.read_weights(path)


@pytest.mark.parametrize("by", ["accuracy", "loss"])
def test_right_answers_and_each_known_mistake_keep_different_epochs(by):
    for seed in range(30):
        training = checks.draw_best(np.random.default_rng(seed), by)
        kept = [training.best(by), *checks.suspects(training, by).values()]
        assert len(set(kept)) == len(kept)
        assert len(set(training.validation.accuracy)) == training.epochs


def test_the_script_goes_on_after_the_epochs_that_are_asked_for_and_gets_better():
    for seed in range(20):
        case = checks.draw_case(np.random.default_rng(seed))
        accuracy = case.training.validation.accuracy
        assert case.due < case.epochs < case.training.epochs
        assert max(accuracy[case.epochs :]) > accuracy[case.due - 1] == max(accuracy[: case.epochs])
