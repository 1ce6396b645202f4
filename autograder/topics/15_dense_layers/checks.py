"""Checks of 15 More dense layers.

Heads are judged by their weights and by what they answer once these are known; the rest on given numbers.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.checking import display, expect, malformed, points
from autograder.checking.contract import Contract
from autograder.checking.study import Answers, Fact

from .laboratory import Comparison, ScriptedHead, linear, merged, steady

# What is asked: no inner layer, one, and several, narrower and wider, of one width, which may be that of the vectors;
# two classes and more. Layers that keep the size of a vector and layers that do not. Two seeds to a dozen.
HEADS = (
    ((9, 3, ()), (8, 2, (5,)), (7, 4, [6, 3]), (5, 3, (5, 5)), (6, 2, (4, 4, 4)), (8, 3, (2, 7))),
    ((7, 4, [8, 6, 5]), (9, 3, (6,)), (5, 2, (5, 5))),
    ((8, 3, ()), (6, 2, (5,)), (5, 4, [7, 6])),
)
# Sizes in which a slip in the bias gives no exception before the kernel is judged, and the other way round.
KERNELS, BIASES = ((4, 3, 3), (3, 3, 3), (1, 2, 2)), ((3, 3, 3), (2, 4, 2), (4, 1, 4))
COMPARED = (([(), (64,)], (3, 8, 11)), ([(32, 16), (7,), ()], (0, 5)), ([(16,)], (2, 4, 9, 1, 40)))


# --- build_head ------------------------------------------------------------------------------------------------------


class Weights(Fact):
    """Shapes of the weights, in any order."""

    def holds(self, seen: Any, due: Any) -> bool:
        return sorted(seen) == sorted(due)


def shapes(weights: Sequence[Sequence[int]]) -> str:
    return ", ".join(display.shape(shape) for shape in weights) or "none"


SUMMARY = "print([tuple(weight.shape) for weight in build_head(5, 3, (2, 4, 4)).weights])"
WEIGHTS = Weights(
    lambda head: head.shapes,
    lambda weights: f"weights of the shapes {shapes(weights)}",
    why="Each inner layer and the last one has a kernel and a bias of its own, and there are no others.",
    tries=(SUMMARY, "print([len(build_head(5, 3, inner).weights) for inner in ((), (5,), (5, 5))])  # 2, 4, 6"),
)
INNER = Fact(
    lambda head: head.between,
    "after each inner layer: {}",
    due="after each inner layer: {}, which keeps what is above 0 and makes the rest 0",
    why="Without a bend in between, several layers are one linear layer, as merge shows. ReLU is the bend asked for.",
    tries=(
        "head = build_head(2, 2, (2, 2)); eye, no = np.eye(2), np.zeros(2); head(np.ones((1, 2)))",
        "head.set_weights([-eye, no, -eye, no + 2, eye, no]); print(head(np.array([[-3.0, 1.0]])))  # 0.119 0.881",
    ),
)
LAST = Fact(
    lambda head: head.last,
    "after the last layer: {}",
    why="An image belongs to one class: its probabilities sum to 1, and a score below 0 counts as well.",
    tries=(
        "head = build_head(2, 2, ()); head(np.ones((1, 2))); head.set_weights([np.eye(2), np.zeros(2)])",
        "print(head(np.array([[-2.0, 1.0], [-3.0, -1.0]])))  # 0.047 0.953 and 0.119 0.881",
    ),
)
# It tells a layer that is called twice from one that is missing.
COMPUTES = Fact(lambda head: head.computes_it, "{}")
# It tells apart what "something else" may be.
ROW = Fact(lambda head: head.answers[0][0].tolist(), "{}", within=1e-3)
IN_TRAINING = Fact(
    lambda head: head.acts_in_training,
    {False: "the same answers in training as at prediction", True: "other answers in training than at prediction"},
    why="The comparison is about the inner layers alone: dropout would change two things at once.",
    tries=(
        "head = build_head(4, 3, (50,)); x = np.ones((1, 4))",
        "print(head(x, training=True), head(x, training=False))",
    ),
)


def scripted(student: Any, probes: Any, rng: np.random.Generator, study: Any, size: Any) -> ScriptedHead:
    """A head with the weights that are due: without them nothing else can be asked."""
    head = ScriptedHead(student, probes, rng, *size)
    study.judge(head, {WEIGHTS: [list(shape) for shape in head.due]}, beside=[COMPUTES])
    return head


@points(1.5, function="build_head")
def test_a_layer_for_each_number(student, probes, study, rng):
    """The head has a layer of its own for each number in inner, and one for the classes"""
    for size in HEADS[0]:
        head = scripted(student, probes, rng, study, size)
    answer = head.head.run_by_keras(np.ones((2, size[0])))
    expect(answer, shape=(2, head.classes), dtype=float)


@points(1, function="build_head")
def test_relu_after_each_inner_layer(student, probes, study, rng):
    """ReLU follows each inner layer"""
    for size in HEADS[1]:
        head = scripted(student, probes, rng, study, size)
        study.judge(head, {INNER: "ReLU", IN_TRAINING: False}, beside=[LAST, ROW])


@points(1, function="build_head")
def test_softmax_after_the_last_layer(student, probes, study, rng):
    """Softmax, and nothing else, follows the last layer"""
    for size in HEADS[2]:
        head = scripted(student, probes, rng, study, size)
        study.judge(head, {LAST: "softmax"}, beside=[INNER, ROW])


# --- merge -----------------------------------------------------------------------------------------------------------


TRY_MERGE = (
    "one, other = np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([[1.0, 0.0], [3.0, -1.0]])",
    "kernel, bias = merge(one, np.array([1.0, -2.0]), other, np.array([0.5, 4.0]))",
)
KERNEL_FORM, BIAS_FORM = (
    Fact(
        lambda asked, place=place: list(asked[place].shape),
        lambda shape, what=what: f"a {what} of shape {display.shape(shape)}",
        why="The one layer takes what the first takes and gives what the second gives.",
        tries=(*TRY_MERGE, f"print({what})"),
    )
    for place, what in enumerate(("kernel", "bias"))
)
KERNEL = Answers(
    lambda asked: [asked[0]],
    why="What the one layer multiplies x by is what the two multiply it by, one after the other.",
    tries=(*TRY_MERGE, "print(kernel)  # [[7, -2], [-3, 1]]"),
)
BIAS = Answers(
    lambda asked: [asked[1]],
    why="For x = 0 the first layer gives its bias, and the second layer works on that.",
    tries=(*TRY_MERGE, "print(bias)  # [-4.5, 6]"),
)


@points(1, function="merge")
def test_merged_kernel(student, study, rng):
    """merge gives the kernel of the one layer"""
    for sizes in KERNELS:
        given = linear(rng, sizes)
        asked = merged(student.merge(*given))
        study.judge(asked, {KERNEL_FORM: [sizes[0], sizes[2]], KERNEL: [given[0] @ given[2]]}, beside=[BIAS])


@points(1, function="merge")
def test_merged_bias(student, study, rng):
    """merge gives the bias of the one layer"""
    for sizes in BIASES:
        given = linear(rng, sizes)
        asked = merged(student.merge(*given))
        study.judge(asked, {BIAS_FORM: [sizes[2]], BIAS: [given[1] @ given[2] + given[3]]}, beside=[KERNEL])


# --- compare ---------------------------------------------------------------------------------------------------------

TRY_COMPARE = (
    "table = {(): {7: 0.5, 2: 0.6, 9: 0.9}, (4,): {7: 0.2, 2: 0.8, 9: 0.8}}",
    "answer = compare(lambda inner, seed: table[inner][seed], [(), (4,)], [7, 2, 9])",
)
SHOW_COMPARE = "print({inner: np.round(pair, 3) for inner, pair in answer.items()})"
# Means lie thousandths apart; rounded to three digits they are right as well. n for n - 1 changes a deviation of 0.05
# of five numbers by 0.005.
ROUNDED = 6e-4


def table_in_words(values: dict[str, float]) -> str:
    return ", ".join(f"{key}: {value:.3f}" for key, value in sorted(values.items()))


KEYS = Fact(
    lambda asked: asked.keys,
    lambda keys: f"answers for the heads {', '.join(keys) or 'none'}",
    why="Each head that was asked for has its answer, under its tuple.",
    tries=(*TRY_COMPARE, "print(sorted(answer))  # [(), (4,)]"),
)
MEANS = Fact(
    lambda asked: asked.means,
    lambda values: f"means {table_in_words(values)}",
    why="One seed may be lucky. All seeds count, and each as much as the others.",
    tries=(*TRY_COMPARE, SHOW_COMPARE + "  # first numbers: 0.667, 0.6"),
    within=ROUNDED,
)
DEVIATIONS = Fact(
    lambda asked: asked.deviations,
    lambda values: f"standard deviations {table_in_words(values)}",
    why="It says how far a single seed may be off. Divided by n - 1, because the seeds are a sample.",
    tries=(*TRY_COMPARE, SHOW_COMPARE + "  # second numbers: 0.208, 0.346"),
    within=ROUNDED,
)
ONCE = Fact(
    lambda asked: asked.most_calls > 1,
    {True: "measure called more than once for a head and a seed", False: "measure called once for a head and a seed"},
    why="Each call is a whole training. And two differ: mean and spread would be those of different trainings.",
    tries=(
        "asked = []; compare(lambda inner, seed: asked.append((inner, seed)) or 0.5, [(), (4,)], [7, 2])",
        "print(len(asked))  # 4",
    ),
)


@points(1, function="compare")
def test_mean_over_all_seeds(student, probes, study, rng):
    """compare gives the mean over all seeds, for each head"""
    for inners, seeds in COMPARED:
        asked = Comparison(student, probes, rng, inners, seeds)
        study.judge(asked, {KEYS: asked.due_keys, MEANS: asked.due_means}, beside=[DEVIATIONS])


@points(1, function="compare")
def test_spread_over_all_seeds(student, probes, study, rng):
    """compare gives the standard deviation over the seeds, divided by n - 1, and measures once"""
    for inners, seeds in COMPARED:
        asked = Comparison(student, probes, rng, inners, seeds)
        study.judge(asked, {KEYS: asked.due_keys, DEVIATIONS: asked.due_deviations, ONCE: False}, beside=[MEANS])


# --- worth_it --------------------------------------------------------------------------------------------------------

# Seeds, and the mean gain in standard errors. 1.9 for three would be 2.3 if the spread were divided by n, and 2.4 for
# two 1.7 if the error were divided by the root of n - 1; 4 for five is less than two standard deviations.
CLEAR = ((5, 4.0), (6, 3.0), (4, 1.6), (3, 1.9), (6, -4.0), (4, 2.2), (2, 0.7), (2, 2.4), (9, 0.8), (9, 2.2))
# More seeds gain than lose, and the mean is a loss; all alike.
GAINS = ((0.02, 0.01, 0.03, -0.09), (0.125,) * 4, (0.0,) * 4, (-0.125,) * 4)
LUCK = "Means of luck alone lie within two standard errors about 19 times in 20. What is beyond that is a gain."
SHARED = "What a seed does to both heads is no difference between them: take the gains first, then their spread."

Pair = tuple[np.ndarray, np.ndarray]


def clear_cases(rng: np.random.Generator) -> list[Pair]:
    """A base and candidates: the base is the same for each seed, so that pairing changes nothing."""
    spreads = [rng.uniform(0.02, 0.04) for _ in CLEAR]
    drawn = [steady(rng, n, errors * each / np.sqrt(n), each) for (n, errors), each in zip(CLEAR, spreads, strict=True)]
    return [(np.full(len(gains), 0.625), (0.625 + np.array(gains)).round(3)) for gains in (*drawn, *GAINS)]


def paired_cases(rng: np.random.Generator) -> list[Pair]:
    """Bases that vary more than the gains, and candidates that are low where the base is high."""
    base = np.array([0.25, 0.5, 0.75, 0.625])
    cases = [(base, base + 0.125)]
    for n, errors, slope in ((5, 6.0, 0.0), (6, 8.0, 0.0), (3, 9.0, 0.0), (5, 1.7, -1.5), (6, 1.7, -1.9)):
        base = steady(rng, n, 0.6, 0.08).round(3)
        gains = slope * (base - base.mean()) if slope else steady(rng, n, 0.0, 0.01)
        cases.append((base, (base + gains + errors * gains.std(ddof=1) / np.sqrt(n)).round(3)))
    return cases


def says(student: Any, base: np.ndarray, candidate: np.ndarray) -> bool:
    """The student's answer, for lists."""
    answer = student.worth_it(base.tolist(), candidate.tolist())
    if isinstance(answer, np.ndarray) and answer.shape == () and answer.dtype == bool:
        answer = answer.item()
    if not isinstance(answer, bool):
        malformed(got=display.kind(answer), expected="True or False")
    return answer


def judge_cases(student: Any, study: Any, why: str, own: list[Pair], others: list[Pair]) -> None:
    """The answer to each case; those to all of them tell mistakes apart."""
    every = Fact(lambda _: "".join("ny"[says(student, *case)] for case in (*own, *others)), "{}")
    for base, candidate in own:
        gains = candidate - base
        error = gains.std(ddof=1) / np.sqrt(len(gains))
        due = bool(gains.mean() > 2 * error)
        seen = f"mean gain {gains.mean():.4f}, standard error {error:.4f}"
        words = {answer: f"{answer} ({seen})" for answer in (True, False)}
        fact = Fact(
            bool, words, why=why, tries=f"print(worth_it({base.tolist()}, {candidate.tolist()}))  # {due}, with {seen}"
        )
        study.judge(says(student, base, candidate), {fact: due}, beside=[every])


@points(1, function="worth_it")
def test_more_than_two_standard_errors(student, study, rng):
    """worth_it says True for a gain above two standard errors, and only then"""
    judge_cases(student, study, LUCK, clear_cases(rng), paired_cases(rng))


@points(1, function="worth_it")
def test_paired_by_seed(student, study, rng):
    """worth_it compares the two heads seed by seed"""
    judge_cases(student, study, SHARED, paired_cases(rng), clear_cases(rng))


# --- the stubs' promises ---------------------------------------------------------------------------------------------


@points(0.5, function="merge")
def test_keeps_to_its_contract(contract):
    """The examples hold, and arguments stay as they are"""
    contract.holds(
        Contract("build_head"),
        Contract(
            "merge",
            sample=lambda rng: dict(
                zip(("kernel_1", "bias_1", "kernel_2", "bias_2"), linear(rng, (2, 3, 2)), strict=True)
            ),
        ),
        Contract("compare"),
        Contract("worth_it", sample=lambda rng: {"base": rng.uniform(size=4), "candidate": rng.uniform(size=4)}),
    )
