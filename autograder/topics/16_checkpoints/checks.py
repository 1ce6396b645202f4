"""Checks of 16 Checkpoints.

Callbacks and functions are put through trainings whose course is drawn here: how sure the model is after each step (its
log-odds for one image), and with it every metric. So a file tells after which step it was saved. Files are listed by
the grader and opened in the sandbox.

One slip should cost once. Where `train_and_test` fails, the same question is asked with a `keep_best` that works; files
are judged by what they hold, their names where names are the matter.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.checking import StudentError, expect_handle, fail, note, points
from autograder.checking.contract import Contract
from autograder.checking.study import Fact, Study
from autograder.laboratories.trainings import METRICS, Training, draw_scripted

from .cases import (
    LOSSES,
    SHARES,
    Break,
    Case,
    draw_case,
    draw_close,
    draw_comfortable,
    draw_fitted,
    draw_rehearsed,
    draw_resumed,
    draw_single,
    draw_tested,
)
from .facts import (
    BEGINS,
    BESIDE,
    BESIDE_NAMES,
    BESIDE_WEIGHTS,
    BY_ALL,
    ENDS,
    FORMS,
    GOES_ON,
    HOLDS,
    IS_NAMED,
    IS_TRAINED,
    KEPT,
    NAMES,
    NUMBER,
    ONLY,
    OTHERWISE,
    SAVED_AFTER,
    SEEN,
    STEPS,
    TESTED,
    TESTED_ALONE,
    TRAINS_ON,
    VALIDATED,
    WEIGHTS_KEPT,
    Both,
    Returned,
    named,
)
from .laboratory import BEST_NAMES, WEIGHTS, Bench, Left, Outcome, resume, test_alone, told, train_and_test
from .letters import BUDGETS, draw_letters, right_answers


def comfort(bench: Bench, by: str, epochs: int) -> Fact:
    """Whether it keeps anything at all, wherever the best value so far begins."""
    training = draw_comfortable(epochs)
    return Fact(lambda _: bench.rehearse(bench.make("keep_best", by=by, weights_only=False), training).epochs, told)


def judge_best(study: Study, bench: Bench, left: Left, by: str, more: Mapping[Fact, Any]) -> None:
    training = left.training
    due = training.highest("val_accuracy") if by == "accuracy" else training.lowest("val_loss")
    study.judge(left, {KEPT[by]: [due], TRAINS_ON: True, **more}, beside=(*BESIDE, comfort(bench, by, 3)))


def judge_two(study: Study, bench: Bench, by: str, training: Training, resumed: Training) -> None:
    """Two callbacks, made before either is used. The second one's training is worse in all epochs, and is resumed."""
    made = [bench.make("keep_best", by=by, weights_only=False) for _ in range(2)]
    for callback, played in zip(made, (training, resumed), strict=True):
        judge_best(study, bench, bench.rehearse(callback, played), by, {})


def loses_large_losses(bench: Bench, rng: np.random.Generator) -> bool:
    """Whether nothing is kept where every loss is large."""
    try:
        made = bench.make("keep_best", by="loss", weights_only=False)
        return not bench.rehearse(made, draw_resumed(rng, "loss")).epochs
    except StudentError:
        return False


@points(1, function="keep_best")
def test_keeps_the_epoch_with_the_highest_accuracy(study, student, probes, sandbox, files, rng):
    """Keeps the epoch with the highest accuracy on the validation images"""
    bench = Bench(student, sandbox, probes, files)
    left = bench.fit(bench.make("keep_best", by="accuracy", weights_only=False), draw_fitted(rng))
    judge_best(study, bench, left, "accuracy", {IS_NAMED: True})
    judge_two(study, bench, "accuracy", draw_close(rng), draw_resumed(rng, "accuracy"))
    if loses_large_losses(bench, rng):
        note("A best value so far that begins at a number is judged in {keeps_the_epoch_with_the_lowest_loss}.")
        return
    only = bench.rehearse(bench.make("keep_best", by="accuracy", weights_only=False), draw_single(rng))
    study.judge(only, {ONLY: [1]}, beside=(*BESIDE, comfort(bench, "accuracy", 1)))


@points(1, function="keep_best")
def test_keeps_the_epoch_with_the_lowest_loss(study, student, probes, sandbox, files, rng):
    """Keeps the epoch with the lowest loss, if asked"""
    bench = Bench(student, sandbox, probes, files)
    judge_two(study, bench, "loss", draw_rehearsed(rng, "loss"), draw_resumed(rng, "loss"))


@points(1, function="keep_best")
def test_keeps_weights_alone_if_asked(study, student, probes, sandbox, files, rng):
    """Keeps the weights alone, if asked"""
    training = draw_rehearsed(rng, "accuracy")
    bench = Bench(student, sandbox, probes, files)
    try:
        whole = bench.rehearse(bench.make("keep_best", by="accuracy", weights_only=False), training)
    except StudentError:
        whole = None
    weights = bench.rehearse(bench.make("keep_best", by="accuracy", weights_only=True), training, WEIGHTS)
    both = Both(weights, whole)
    study.judge(both, {FORMS: [WEIGHTS]}, beside=(OTHERWISE, WEIGHTS_KEPT, *BESIDE_WEIGHTS))
    due = [training.highest("val_accuracy")]
    if whole is not None and weights.epochs == whole.epochs != due:
        note(
            "The weights are saved correctly. Whether it is the right epoch is judged in "
            "{keeps_the_epoch_with_the_highest_accuracy}."
        )
        return
    study.judge(both, {WEIGHTS_KEPT: due}, beside=BESIDE_WEIGHTS)


@points(1, function="keep_every")
def test_saves_after_every_nth_epoch(study, student, probes, sandbox, files, rng):
    """Saves after every n-th epoch, each time in a new file"""
    bench = Bench(student, sandbox, probes, files)

    def tells(training: Training) -> bool:
        """With save_best_only one of the files would be missing."""
        value = [training.value("val_accuracy", epoch) for epoch in (2, 4, 6)]
        return value[1] < value[0] < value[2]

    many = draw_scripted(rng, 7, SHARES, LOSSES, steps=5, tells=tells)
    resumed = draw_scripted(rng, 6, SHARES, LOSSES, done=4)
    every = draw_scripted(rng, 3, SHARES, LOSSES, steps=2)
    cases = [(bench.make("keep_every", n=n), n, training) for n, training in ((2, many), (3, resumed), (1, every))]
    for made, n, training in cases:
        due = [epoch for epoch in training.epochs() if epoch % n == 0]
        study.judge(bench.rehearse(made, training), {SAVED_AFTER[n]: due}, beside=BESIDE)


@points(1, function="keep_every")
def test_names_hold_epoch_and_accuracy(study, student, probes, sandbox, files, rng):
    """The files' names hold the epoch and its val_accuracy"""
    bench = Bench(student, sandbox, probes, files)

    def tells(training: Training) -> bool:
        """All four metrics differ; some number ends in 0, such as 0.30, and some is rounded up."""
        logs = training.logs()
        shares = [metrics["val_accuracy"] for metrics in logs[2::3]]
        return (
            all(len({f"{value:.2f}" for value in metrics.values()}) == len(METRICS) for metrics in logs)
            and any(f"{share:.2f}".endswith("0") for share in shares)
            and any(share < round(share, 2) - 5e-4 for share in shares)
        )

    for n, done, epochs in ((3, 0, 7), (1, 8, 4)):
        training = draw_scripted(rng, epochs, SHARES, LOSSES, steps=2, done=done, tells=tells)
        asked = named(bench.rehearse(bench.make("keep_every", n=n), training), n)
        study.judge(asked, {NAMES[n]: asked.due}, beside=BESIDE_NAMES)


def asked_of(study: Study, bench: Bench, case: Case, due: Callable[[Outcome], Mapping[Fact, Any]]) -> Outcome | None:
    """What came of the training; None if it is right, if need be with a `keep_best` that works."""
    outcome, problem = None, None
    try:
        outcome = train_and_test(bench, case)
    except StudentError as error:
        problem = error
    if outcome is not None and study.agrees(outcome, due(outcome)):
        return outcome
    if problem is None or not problem.is_a("NotImplementedError") or "keep_best" in problem.message:
        try:
            other = train_and_test(bench, case, works=True)
        except StudentError:
            other = None
        if other is not None and study.agrees(other, due(other)):
            note(
                "train_and_test itself is right. Your keep_best is not yet: see "
                "{keeps_the_epoch_with_the_highest_accuracy} to {keeps_weights_alone_if_asked}."
            )
            return None
    case.announce([saved.name for saved in outcome.left.files] if outcome else ())
    if problem is not None:
        raise problem
    return outcome


@points(1, function="train_and_test")
def test_keeps_and_names_the_best_epoch(study, student, probes, sandbox, files, rng):
    """train_and_test keeps the best epoch and returns its number"""
    case = draw_case(rng)
    due = {NUMBER: case.due, HOLDS: case.due}
    outcome = asked_of(study, Bench(student, sandbox, probes, files), case, lambda outcome: due)
    if outcome is not None:
        study.judge(outcome, due, beside=(TESTED, STEPS))


@points(1, function="train_and_test")
def test_tests_what_is_in_the_file(study, student, probes, sandbox, files, rng):
    """The accuracy is that of the file, not of the model in memory"""
    case, bench = draw_tested(rng), Bench(student, sandbox, probes, files)

    def due(outcome: Outcome) -> dict[Fact, Any]:
        return {TESTED: case.accuracy(outcome.tested)}

    outcome = asked_of(study, bench, case, due)
    if outcome is not None:
        study.judge(outcome, due(outcome), beside=(NUMBER, HOLDS, STEPS))
        returned, accuracy = test_alone(bench, rng)
        study.judge(returned, {TESTED_ALONE: accuracy})


@points(1, function="resume")
def test_goes_on_counting(study, student, probes, sandbox, files, rng):
    """resume runs the epochs that are missing, and goes on counting"""
    case = Break.drawn(rng)
    bench = Bench(student, sandbox, probes, files)
    continued = resume(bench, case)
    ends = Fact(lambda continued: ENDS.of(Returned(continued, bench.state_of(continued.returned))), str)
    study.judge(continued, {SEEN: case.due, VALIDATED: case.due, BY_ALL: True}, beside=(BEGINS, ends))


@points(1, function="resume")
def test_goes_on_from_the_file(study, student, probes, sandbox, files, rng):
    """resume goes on with the weights and the optimizer in the file, and returns the model"""
    case = Break.drawn(rng)
    bench = Bench(student, sandbox, probes, files)
    continued = resume(bench, case)
    model = expect_handle(continued.returned, "keras.Model", "the model, trained on")
    returned = Returned(continued, bench.state_of(model))
    if not continued.after:
        # {goes_on_counting} says that nothing was seen.
        study.judge(returned, {ENDS: case.total})
        return
    study.judge(continued, {BEGINS: case.done, GOES_ON: case.done + 1}, beside=(SEEN,))
    study.judge(returned, {IS_TRAINED: True}, beside=(ENDS,))


# --- a real training ------------------------------------------------------------------------------------------------


# wrong/best_by_val_loss gets full marks where the two epochs happen to be one.
TENSORFLOW_ONLY = "in which epoch a short training is at its best differs from backend to backend"


@points(0.5, function="train_and_test", tier="accuracy")
def test_the_file_survives_a_collapse(student, probes, files, accuracy):
    """The file still classifies fresh images, though training collapsed in the end"""
    budget = BUDGETS[accuracy.tier]

    def attempt(rng: np.random.Generator) -> float:
        folder = files.folder()
        train = draw_letters(budget, "train", budget.train, rng)
        validation = draw_letters(budget, "validation", budget.validation, rng)
        test = draw_letters(budget, "test", budget.test, rng)
        fresh, hidden = draw_letters(budget, "test", budget.fresh, rng)
        function = student.train_and_test
        probes.collapse.train(function, train, validation, test, budget.epochs, budget.good_epochs, folder)
        names = [name for name, size in files.listing(folder).items() if size > 0]
        name = next((name for name in names if name in BEST_NAMES), names[0] if len(names) == 1 else None)
        if name is None:
            fail(got=f"the files {', '.join(names[:4])}" if names else "nothing in the folder", expected="best.keras")
        right = right_answers(probes, f"{folder}/{name}", fresh, hidden, training=False)
        if right_answers(probes, f"{folder}/{name}", fresh, hidden, training=True) > right + 0.2:
            note(
                "In training mode, where BatchNormalization measures the images anew, this model is far better: its "
                "moving means and variances do not belong to its other weights."
            )
        return right

    accuracy.measure(
        attempt,
        called=str(budget),
        why="The whole model has to be as it was. BatchNormalization has weights that are measured and do not learn: "
        "model.weights holds them, model.trainable_weights does not.",
    )


# --- what the stubs promise -----------------------------------------------------------------------------------------


@points(0.5, function="keep_best")
def test_keeps_to_its_contract(contract, student, probes, sandbox, files, rng):
    """Defaults are those of the stub, and arguments stay as they are"""
    bench, training, folders = Bench(student, sandbox, probes, files), draw_rehearsed(rng, "accuracy"), []

    def empty_folder() -> str:
        folders.append(files.folder())
        return folders[-1]

    def kept(callback: Any) -> list[int]:
        """The epoch that the callback keeps as a whole model."""
        epochs = bench.rehearse(bench.taken("keep_best(folder, ...)", callback, folders[-1]), training).epochs
        if not epochs:
            fail(got="nothing in the folder", expected="one file: only then can it be seen which defaults are used")
        return [epoch if isinstance(epoch, int) else 0 for epoch in epochs]

    contract.holds(
        Contract(
            "keep_best",
            sample=lambda rng: {"by": "accuracy", "weights_only": False},
            made={"folder": empty_folder},
            view=kept,
            example=False,
        ),
        *(Contract(function, example=False) for function in ("keep_every", "train_and_test", "resume")),
    )
