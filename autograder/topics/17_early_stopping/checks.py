"""Checks of 17 Early stopping at a target.

One slip should cost once. Where trainings do not end as they should, the same question is asked again with one known
slip put right (a misspelt method called by hand, percentages ...): the first check takes its points for the slip, and
the other checks pass with a note.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from autograder.checking import StudentError, note, points
from autograder.checking.contract import Contract
from autograder.checking.failure import Failure
from autograder.checking.study import Fact, Study

from .laboratory import Run, Slip, Watched
from .trials import HIGH, LOW, METRICS, Trial, due_of, epochs, logs_of, one_story, rising
from .until import TRY_TRAIN_UNTIL, Case, Trained, draw_cases

# What is asked: targets from 0.3 to 1.0 that are reached in the first epoch, later, exactly and never; losses above 1
# and far below; trainings of one batch an epoch and of several, from the first epoch on and from a later one.
TARGETS = (0.6, 0.65, 0.7, 0.75)
# A slip that does not show even here costs nothing in the first check, so no other check puts it right.
PLAINLY = Trial("val_accuracy", 0.7, one_story([0.3, 0.5, 0.75, 0.8, 0.92, 0.95], 0.7))


# --- StopAtTarget ----------------------------------------------------------------------------------------------------


def put_right(study: Study, *questions: tuple[Watched, Mapping[Fact, Any]]) -> bool:
    """Whether all is as is due only once a slip is put right that costs its points in another check."""
    first = questions[0][0]
    if _agree(study, Slip(""), questions):
        return False
    for slip in () if first.with_trials(PLAINLY).stops_when_due else first.slips():
        if slip.counts_once and _agree(study, slip, questions):
            passed_with(slip.name)
            return True
    for watched, _ in questions[::-1]:
        watched.announce()
    return False


def _agree(study: Study, slip: Slip, questions: tuple[tuple[Watched, Mapping[Fact, Any]], ...]) -> bool:
    def repair(watched: Watched) -> Watched:
        return watched.with_slip(slip) if slip.name else watched

    try:
        return all(study.agrees(watched, facts, repair) for watched, facts in questions)
    except (StudentError, Failure):
        return False


def judge(
    study: Study,
    watched: Watched,
    facts: Mapping[Fact, Any],
    telling: Mapping[Fact, Any],
    beside: tuple[Fact, ...] = (),
) -> None:
    """End the check at the first fact that is not as due. A name is given only if the `telling` ones agree as well."""
    study.judge(watched, {**facts, **(telling if study.records else {})}, beside)


def passed_with(*slips: str) -> None:
    """Say that this check has passed although something is wrong."""
    for slip in slips:
        note(
            "Correct apart from one mistake, which costs points in {stops_at_the_first_epoch_at_the_target} only: "
            f"{slip}."
        )


def judge_stops(study: Study, watched: Watched, why: str, every: bool = False) -> None:
    """Each training is to stop when it is due, in whatever way the callback says so.

    Args:
        every: The lines to try hold every metric, not only the one that is watched.
    """

    def told(decided: list[int | None]) -> str:
        number = watched.first_wrong(decided)
        epoch, length = decided[number], len(watched.trials[number].logs)
        return f"{length} epochs of {length}" if epoch is None else epochs(epoch)

    wrong = watched.first_wrong(_decided(watched))
    stops = Fact(
        lambda asked: asked.decided,
        told,
        due=lambda _: due_of(watched.trials[wrong]),
        why=why,
        tries=watched.trials[wrong].by_hand(every),
    )
    facts = {stops: watched.dues}
    if not put_right(study, (watched, facts)):
        judge(study, watched, facts, {PUT_RIGHT_BY: []}, beside=(STOPS_ON,))
        passed_with(*watched.own_slips)


def _decided(watched: Watched) -> list[int | None]:
    try:
        return watched.decided
    except (StudentError, Failure):
        return watched.dues


PUT_RIGHT_BY = Fact(lambda watched: watched.put_right_by, "{}")
STOPS_ON = Fact(lambda watched: watched.stops_on, "{}")
AT_099 = Fact(
    lambda watched: watched.with_trials(*(replace(trial, target=0.99) for trial in watched.trials)).decided, "{}"
)


def name_of_slip(watched: Watched) -> str:
    """A name for a slip that carries what the student has written."""
    slips = watched.put_right_by
    watched.announce()
    for hook, is_known in watched.hooks.items():
        if any(slip.startswith(f"{hook} instead") for slip in slips):
            if is_known:
                return f"a decision in {hook}, which does not have the epoch's metrics"
            return f"a misspelt name: Keras never calls {hook}, only on_epoch_end"
    for slip in slips:
        if slip.startswith("model."):
            return f"a misspelt attribute: this sets {slip}"
    return ""


@points(2, function="StopAtTarget")
def test_stops_at_the_first_epoch_at_the_target(study, student, probes, rng):
    """Stops at the end of the first epoch at the target"""
    target, due = float(rng.choice(TARGETS)), int(rng.integers(4, 6))
    length = due + 3
    # Two epochs lie between the target and 0.9: a 0.9 fixed in the code then stops two epochs late, not one. The epoch
    # before is so near the target that rounding to hundredths would take it for reached.
    between, near = [round(target + 0.03, 2), round(target + 0.06, 2)], round(target - 0.004, 3)
    curve = [*rising(rng, 0.3, target - 0.05, due - 2), near, *between, *rising(rng, 0.92, 0.98, length - due - 1)]
    first = Trial("val_accuracy", target, one_story(curve, target))
    judge_epochs(study, Watched(student, probes, first, really=True), {PUT_RIGHT_BY: []}, (AT_099, STOPS_ON))

    # Between two whole percents, with an epoch before it in the same one: for those who compare whole percents.
    low = round(float(rng.uniform(0.3, 0.4)), 2) + 0.005
    at_once = Trial("val_accuracy", low, one_story(rising(rng, low + 0.02, 0.5, 4), low))
    later = Trial("accuracy", low, one_story([0.1, low - 0.006, *rising(rng, low + 0.02, 0.5, 3)], low), done=due)
    in_batches = replace(later, logs=later.logs[1:], done=0, early={"accuracy": 0.9, "loss": LOW})
    for trial in (at_once, later, in_batches):
        judge_epochs(study, Watched(student, probes, trial), {})


def judge_epochs(study: Study, watched: Watched, telling: Mapping[Fact, Any], beside: tuple[Fact, ...] = ()) -> None:
    """The training is to stop when it is due, since the model says so."""
    (trial,) = watched.trials
    length = len(trial.logs)
    ran = Fact(
        lambda asked: asked.runs[0].epochs,
        lambda count: f"{length} epochs of {length}" if count == length else epochs(count),
        due=lambda _: due_of(trial),
        why="fit looks at model.stop_training after each epoch. The epoch that reaches the target is the last one.",
        tries=trial.by_hand(),
        name=lambda *_: name_of_slip(watched),
    )
    judge(study, watched, {ran: trial.due}, telling, beside)


@points(2, function="StopAtTarget")
def test_watches_the_metric_that_it_was_told(study, student, probes, rng):
    """Watches the metric that it was told"""
    first, second, third = (int(due) for due in rng.permutation([2, 3, 4]))
    low = [LOW] * 5

    def curve(due: int) -> list[float]:
        return [*rising(rng, 0.3, 0.85, due - 1), *rising(rng, 0.92, 0.98, 6 - due)]

    high = [0.99] * 5
    trials = (
        Trial("val_accuracy", 0.9, logs_of(accuracy=high, val_accuracy=curve(first), loss=low, val_loss=low)),
        Trial("accuracy", 0.9, logs_of(accuracy=curve(second), val_accuracy=high, loss=low, val_loss=low)),
        Trial("val_auc", 0.9, logs_of(accuracy=high, val_accuracy=high, loss=low, val_loss=low, val_auc=curve(third))),
    )
    why = "Only the metric that monitor names counts, whatever the others are."
    judge_stops(study, Watched(student, probes, *trials, really=True), why, every=True)


@points(1, function="StopAtTarget")
def test_a_target_of_1_can_be_reached(study, student, probes, rng):
    """A target of 1.0 can be reached"""
    trials = [
        Trial("val_accuracy", 1.0, one_story([*rising(rng, 0.4, 0.85, due - 1), *[1.0] * (6 - due)], 1.0))
        for due in (3, 1)
    ]
    why = 'Nothing is greater than 1.0; "at least" includes the target itself.'
    judge_stops(study, Watched(student, probes, *trials, really=True), why)


# --- a metric that is not there --------------------------------------------------------------------------------------

WITHOUT = Trial("val_accuracy", 0.9, [{"accuracy": 0.99, "loss": HIGH}] * 4)
NO_LOGS = replace(WITHOUT, logs=[None, None])
# An accuracy of 0 is there as well.
THERE = Trial(
    "val_accuracy", 0.9, logs_of(**{name: [HIGH, HIGH] if "loss" in name else [0.0, 0.7] for name in METRICS})
)
# As with validation_freq=2. Whether it stops there at once is the matter of another check.
FROM_2_ON = replace(
    WITHOUT, logs=[WITHOUT.logs[0], *logs_of(**{n: [LOW] * 3 if "loss" in n else [0.9, 0.95, 0.95] for n in METRICS})]
)
FROM_2_ON = replace(FROM_2_ON, exactly=False)
# It goes on from a later epoch, and the metric is there at first.
UNTIL_1 = replace(WITHOUT, logs=[THERE.logs[0], *WITHOUT.logs[:2]], done=3)


def text_of(run: Run) -> str:
    return run.warnings[0] if run.warnings else ""


def is_named(run: Run, names: tuple[str, ...]) -> bool:
    """Whether the first warning names the metric that is watched and, apart from it, those that are there."""
    text = text_of(run)
    return WITHOUT.monitor in text and all(name in text.replace(WITHOUT.monitor, "") for name in names)


def facts_of(watched: Watched, warned: int, names: tuple[str, ...] = ()) -> dict[Fact, Any]:
    """That training goes on, or stops, as is due, with so many warnings."""
    (trial,) = watched.trials
    expected = "one call of warnings.warn that names val_accuracy and the metrics that are there"
    tries = ["import warnings", 'warnings.simplefilter("always"); warnings.showwarning = lambda text, *_: print(text)']
    tries += trial.by_hand(every=True)

    def told(count: int) -> str:
        run = watched.runs[0]
        if count == 1:
            return f'the warning "{text_of(run)}"'
        return f"{count} warnings in {epochs(run.epochs)}" if count else "no warning"

    goes_on = Fact(
        lambda asked: asked.decided[0],
        lambda epoch: (
            epochs(len(trial.logs)) if epoch is None else f"training stopped after {epochs(watched.runs[0].epochs)}"
        ),
        due="training goes on: nothing is known of val_accuracy, so there is no reason to stop"
        if trial.due is None
        else "training stops once val_accuracy is there and at least the target",
        tries=tries,
    )
    warnings = Fact(
        lambda asked: len(asked.runs[0].warnings),
        told,
        due=expected if warned else "no warning: val_accuracy is there",
        why="Without a warning a misspelt name goes unnoticed. If warnings come in every epoch, or when nothing is "
        "wrong, people stop reading them. (Python may show a repeated warning only once; here each call counts.)",
        tries=tries,
    )
    named = Fact(
        lambda asked: is_named(asked.runs[0], names),
        lambda _: told(1),
        due=expected,
        why="With the names side by side, a misspelt one is found at once.",
        tries=tries,
    )
    return {goes_on: watched.dues[0], warnings: warned} | ({named: True} if warned else {})


INSTEAD = Fact(
    lambda watched: (
        watched.decided[0] is not None
        and watched.with_trials(replace(WITHOUT, logs=[{"accuracy": 0.3, "loss": HIGH}] * 4)).decided[0] is None
    ),
    "{}",
)
PRINTS = Fact(lambda watched: WITHOUT.monitor in watched.runs[0].printed, "{}")
ANOTHER = Fact(lambda watched: len(watched.with_trials(WITHOUT).runs[0].warnings) > 0, "{}")
# Some reset their note in on_train_begin.
HOOKS = Fact(lambda watched: sorted(watched.hooks.keys() - {"on_train_begin", "on_train_end"}), "{}")


@points(2, function="StopAtTarget")
def test_goes_on_and_says_so_once(study, student, probes):
    """Goes on, and says so once, when the metric is not there"""
    without = Watched(student, probes, WITHOUT, really=True)
    others = (NO_LOGS, THERE, FROM_2_ON, UNTIL_1)
    no_logs, there, later, until = (Watched(student, probes, trial) for trial in others)
    questions = (
        (without, facts_of(without, 1, ("acc",))),
        (no_logs, facts_of(no_logs, 1)),
        (there, facts_of(there, 0)),
        (later, facts_of(later, 1, ("acc",))),
        (until, facts_of(until, 1, ("acc",))),
    )
    if put_right(study, *questions):
        return
    for watched, facts in questions:
        judge(study, watched, facts, {INSTEAD: False, PRINTS: False, ANOTHER: True, HOOKS: []})


# --- train_until -----------------------------------------------------------------------------------------------------


def facts_of_training(case: Case) -> dict[Fact, Any]:
    """What is due of one training."""
    if case.due < case.max_epochs or case.curve[case.due - 1] >= case.target:
        value = case.curve[case.due - 1]
        why = f"val_accuracy was {value:.2f} in epoch {case.due}, the first that is at least {case.target}."
    else:
        why = f"max_epochs is {case.max_epochs}, and the target is not reached by then."

    def fact(of: str, words: Any, **more: Any) -> Fact:
        return Fact(lambda asked: getattr(asked.outcome, of), words, tries=TRY_TRAIN_UNTIL, **{"why": why, **more})

    def lengths(value: list[int]) -> str:
        return f"a history of {'/'.join(str(length) for length in sorted(set(value)))} epochs"

    def values(value: list[list[float]]) -> str:
        names = ("val_accuracy", "accuracy", "loss")
        return "; ".join(
            f"{name} {[round(each, 3) for each in curve[:12]]}" for name, curve in zip(names, value, strict=True)
        )

    return {
        fact(
            "compiled",
            {True: "compile was called again", False: "the model trained as it was compiled"},
            why="A new optimizer starts from scratch, so training goes differently. The caller has chosen this one.",
        ): False,
        fact("steps", lambda steps: f"the model was trained for {epochs(steps)}"): case.due,
        fact("returned", lambda count: f"{epochs(count)} returned"): case.due,
        fact("lengths", lengths): [case.due] * len(METRICS),
        fact(
            "values", values, within=1e-3, why="The history holds one value of each metric for each epoch, in order."
        ): (case.history),
    }


MADE = Fact(lambda trained: trained.made, "{}")


@points(2, function="train_until")
def test_train_until_reports_what_happened(study, student, probes, rng):
    """train_until stops in time and reports what happened"""
    seed = int(rng.integers(2**31))
    trained = [Trained(student, probes, case, seed) for case in draw_cases(rng)]
    questions = [(each, facts_of_training(each.case)) for each in trained]
    for each, facts in questions:
        if not training_agrees(study, each, facts):
            alone = [one_metric_alone(other.case) for other in trained]
            if not really_stops(Watched(student, probes, *alone)) and all(
                training_agrees(study, other.with_one_that_works(), due) for other, due in questions
            ):
                note(
                    "train_until itself is right. With your StopAtTarget it does not end as it should; "
                    "{stops_at_the_first_epoch_at_the_target} to {goes_on_and_says_so_once} say why."
                )
                return
            each.case.announce()
            break
    for each, facts in questions:
        study.judge(each, facts, beside=[MADE])


def one_metric_alone(case: Case) -> Trial:
    """The same val_accuracy, beside metrics that would have training end in the first epoch or never."""
    count = len(case.curve)
    logs = logs_of(accuracy=[0.01] * count, val_accuracy=case.curve, loss=[LOW] * count, val_loss=[LOW] * count)
    return Trial("val_accuracy", case.target, logs)


def really_stops(watched: Watched) -> bool:
    """Whether each training stops when it is due since the model says so, as `fit` asks."""
    try:
        return [run.model_stopped for run in watched.runs] == watched.dues
    except (StudentError, Failure):
        return False


def training_agrees(study: Study, trained: Trained, facts: Mapping[Fact, Any]) -> bool:
    try:
        return study.agrees(trained, facts)
    except (StudentError, Failure):
        return False


# --- what the docstrings promise -------------------------------------------------------------------------------------


@points(1, function="StopAtTarget")
def test_keeps_to_its_contract(contract, study, student, probes, rng):
    """Both keep to their docstrings: defaults are as given, arguments have their names, data are left alone"""
    curve = [0.3, *rising(rng, 0.5, 0.85, 2), 0.88, 0.92, 0.95, 0.97]
    plain = Trial("val_accuracy", 0.9, one_story(curve, 0.9), given=())
    named = Trial("val_accuracy", 0.9, one_story(curve[2:], 0.9), given=("target", "monitor"), by_name=True)
    judge_stops(
        study, Watched(student, probes, plain, named), "Other code leaves arguments out, or gives them by name."
    )
    data = Trained(student, probes, Case(0.3, 4, [20, 22, 40, 45]), seed=17)
    study.judge(data, {LEAVES_ALONE: [], MAX_EPOCHS: 100})
    contract.holds(Contract("StopAtTarget", example=False), Contract("train_until", example=False))


LEAVES_ALONE = Fact(
    lambda trained: trained.changed,
    lambda names: f"the arrays of {' and '.join(names)} changed" if names else "the data as they were",
    why="The caller still needs the images and labels. Make new arrays.",
)
MAX_EPOCHS = Fact(
    lambda trained: trained.max_epochs_by_default,
    "max_epochs is {} by default",
    why="Keep the signature of the stub: other code leaves this argument out.",
)
