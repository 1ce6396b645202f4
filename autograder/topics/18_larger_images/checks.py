"""Checks of 18 Larger images.

Costs are counted again in plain Python, answers of a grown network in NumPy. A training is judged by which images the
network learnt from, at which rate, and from which weights on.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.checking import StudentError, display, expect_integer, expect_list, expect_text, points
from autograder.checking.contract import Contract
from autograder.checking.study import Fact

from .laboratory import CHANNELS, NAMES, Grown, Trained, cost_of, networks, places, weights

TENSORFLOW_ONLY = "its known submissions were not graded on other backends yet"

# --- conv_cost -------------------------------------------------------------------------------------------------------

# (kernel size, channels, filters); then height, width, kernel size, stride and padding: sizes that the stride divides
# and sizes that it does not, a stride that is larger than the kernel, and None for what is left out.
KERNELS = ((3, 2, 5), (1, 4, 3), (5, 1, 6), (2, 7, 1))
LAYERS = (
    *((9, 12, 3, None, None), (7, 5, 5, 1, None), (8, 6, 1, 1, "valid"), (6, 9, 3, 1, "same")),
    *((11, 8, 3, 2, None), (8, 8, 2, 2, None), (10, 7, 1, 3, None)),
    *((11, 8, 3, 2, "same"), (9, 12, 5, 3, "same"), (8, 8, 3, 2, "same"), (5, 4, 2, 4, "same")),
)
COST = Fact(
    int,
    "{:,} multiply-adds",
    why="At each place of the output, each filter multiplies every value below its kernel, in all channels.",
    tries="print(conv_cost(3, 3, 3, in_channels=2, filters=5))  # a single place: 90",
)


@points(1, function="conv_cost")
def test_cost_of_one_place(student, study, rng):
    """conv_cost counts what all filters do at one place"""
    every = Fact(lambda _: [expect_integer(student.conv_cost(k, k, k, c, f)) for k, c, f in KERNELS], "{}")
    for kernel, channels, filters in KERNELS:
        cost = expect_integer(student.conv_cost(kernel, kernel, kernel, channels, filters))
        study.judge(cost, {COST: kernel * kernel * channels * filters}, beside=[every])


@points(1, function="conv_cost")
def test_number_of_places(student, study, rng):
    """Stride and padding decide at how many places the kernel works"""
    channels, filters = int(rng.integers(2, 5)), int(rng.integers(3, 7))

    def times(*sizes: Any) -> float:
        """The cost as a multiple of what one place costs by the student's own count, so that this costs once."""
        kernel = sizes[2]
        one = expect_integer(student.conv_cost(kernel, kernel, kernel, channels, filters))
        options = {name: value for name, value in zip(("stride", "padding"), sizes[3:], strict=True) if value}
        cost = expect_integer(student.conv_cost(*sizes[:3], channels, filters, **options))
        return cost / (one or kernel * kernel * channels * filters)

    every = Fact(lambda _: [times(*sizes) for sizes in LAYERS], "{}")
    for sizes in LAYERS:
        height, width, kernel, stride, padding = sizes
        rest = stride or 1, padding or "valid"
        due = places(height, kernel, *rest) * places(width, kernel, *rest)
        call = f"conv_cost({height}, {width}, {kernel}, 2, 4, {rest[0]}, {rest[1]!r})"
        fact = Fact(
            lambda value: value,
            "the cost of {:g} places",
            why="The kernel works once for each place of the output, and the output is smaller where it takes steps.",
            tries=f"print({call})  # {due * kernel * kernel * 8:,}: {due} places",
        )
        study.judge(times(*sizes), {fact: due}, beside=[every])


# --- network_cost ----------------------------------------------------------------------------------------------------


def conv(filters: int, kernel: tuple[int, int], **options: Any) -> tuple[Any, ...]:
    return ("Conv2D", [filters, kernel], options)


DENSE, FLAT, NORM, POOL = ("Dense", [5], {}), ("Flatten", [], {}), ("BatchNormalization", [], {}), "MaxPooling2D"
USUAL = (
    ([("Dense", [7], {}), DENSE], (6,)),
    ([conv(4, (3, 3)), FLAT, DENSE], (7, 9, 2)),
    ([conv(3, (3, 1), padding="same"), ("PReLU", [], {"shared_axes": [1, 2]}), NORM, FLAT, DENSE], (5, 8, 3)),
    ([conv(4, (3, 3), strides=2, padding="same"), conv(2, (2, 2), strides=3)], (11, 9, 2)),
    ([conv(3, (3, 3), dilation_rate=2, use_bias=False), (POOL, [(2, 2)], {})], (9, 8, 2)),
    ([conv(2, (3, 3)), (POOL, [(2, 2)], {}), conv(3, (2, 2)), ("GlobalAveragePooling2D", [], {}), DENSE], (9, 12, 1)),
)
SPECIAL = (
    ([conv(4, (3, 3), groups=2)], (6, 7, 6)),
    ([("DepthwiseConv2D", [(3, 3)], {"depth_multiplier": 2, "strides": 2})], (9, 7, 3)),
    ([("SeparableConv2D", [5, (3, 3)], {"strides": 2, "padding": "same", "depth_multiplier": 2})], (7, 9, 3)),
    ([("Dense", [4], {}), conv(2, (3, 3)), ("Dense", [3], {})], (6, 5, 2)),
)
SHOW = ("layers = keras.layers; model = keras.Sequential([keras.Input({shape}), {made}])", "print(network_cost(model))")


def in_words(layers: Sequence[Sequence[Any]]) -> str:
    """The layers in Python."""
    found = []
    for kind, arguments, *more in layers:
        if kind == "Nested":
            found.append(f"keras.Sequential([{in_words(arguments)}])")
        else:
            given = [*map(repr, arguments), *(f"{name}={value!r}" for name, value in more[0].items())]
            found.append(f"layers.{kind}({', '.join(given)})")
    return ", ".join(found)


def judge_costs(student: Any, probes: Any, study: Any, why: str, cases: Sequence[Any], kind: str) -> None:
    """The cost of each of these networks; those of all of them tell mistakes apart."""
    models = [probes.own.build(layers, shape, kind) for layers, shape in cases]
    every = Fact(lambda _: [expect_integer(student.network_cost(model)) for model in models], "{}")
    for model, (layers, shape) in zip(models, cases, strict=True):
        made, due = in_words(layers), cost_of(layers, shape)[0]
        show = [line.format(shape=shape, made=made) for line in SHOW]
        fact = Fact(int, "{:,} multiply-adds", why=why, tries=(show[0], f"{show[1]}  # {due:,}"))
        called = f"network_cost(model) for images {shape}: {made.replace('layers.', '')}"
        study.judge(expect_integer(student.network_cost(model)), {fact: due}, beside=[every], called=called)


@points(1, function="network_cost")
def test_convolutions_and_dense_layers(student, probes, study, rng):
    """network_cost counts Conv2D and Dense layers, and nothing else"""
    why = "Each number of a kernel is used once at each place of the output. Biases and other layers do not count."
    judge_costs(student, probes, study, why, USUAL, "sequential")


@points(1, function="network_cost")
def test_groups_and_separable_layers(student, probes, study, rng):
    """network_cost counts groups, depthwise and separable convolutions, and Dense layers on maps"""
    why = "These layers have smaller kernels, or two of them. Each of their numbers is used once at each place."
    judge_costs(student, probes, study, why, SPECIAL, "functional")


@points(0.5, function="network_cost")
def test_nested_models(student, probes, study, rng):
    """network_cost counts what is in nested models, at any depth"""
    why = "A network in a network is one of its layers, and has layers itself."
    deep = ("Nested", [conv(3, (2, 2)), NORM], (6, 6, 2), "functional")
    nested = ("Nested", [deep, conv(2, (3, 3))], (6, 6, 2), "sequential")
    cases = [([conv(2, (3, 3)), deep, FLAT, DENSE], (8, 8, 1)), ([conv(2, (3, 3)), nested, FLAT, DENSE], (8, 8, 1))]
    judge_costs(student, probes, study, why, cases, "functional")


# --- grow ------------------------------------------------------------------------------------------------------------

TRY_GROW = (
    "parts = lambda: [keras.layers.BatchNormalization(), keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2)]",
    "make = lambda size: keras.Sequential([keras.Input((size, size, 1)), *parts()]); model = make(4)",
)
CONSTANT = "model.set_weights([k + 1 + 0 * w for k, w in enumerate(model.get_weights())])"


def named(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"


SIZE = Fact(
    lambda grown: grown.shape,
    lambda shape: f"a network for images {display.shape(shape)}",
    why="The network is to get the larger images. make_model makes it for any size.",
    tries=(*TRY_GROW, "print(grow(model, make, 6).input_shape)  # (None, 6, 6, 1)"),
)
LOST = Fact(
    lambda grown: grown.lost,
    lambda names: f"weights that are not those of model: {named(names)}",
    why="What the network has learnt is in its weights, all of them. New ones know nothing.",
    tries=(*TRY_GROW, f"{CONSTANT}; print([w.mean() for w in grow(model, make, 6).get_weights()])  # 1 to 6"),
)
CHANGED = Fact(
    lambda grown: grown.changed,
    lambda names: f"weights of model that were changed: {named(names)}",
    why="The caller may still want to use the network for small images.",
    tries=(*TRY_GROW, f"{CONSTANT}; grow(model, make, 6); print([w.mean() for w in model.get_weights()])  # 1 to 6"),
)
SHARED = Fact(
    lambda grown: grown.shared,
    lambda names: f"weights that both networks share: {named(names)}",
    why="When the new network is trained, the old one would change with it.",
    tries=(
        *TRY_GROW,
        f"{CONSTANT}; new = grow(model, make, 6); new.set_weights([0 * w for w in new.get_weights()]); "
        "print([w.mean() for w in model.get_weights()])  # 1 to 6",
    ),
)
ANSWERS = Fact(
    lambda grown: grown.answers,
    lambda answers: "no answers" if answers is None else f"answers {display.array(np.round(answers[0], 3))}, …",
    why="The larger network does with its maps what the small one did.",
    tries=(*TRY_GROW, f"{CONSTANT}; print(grow(model, make, 6)(np.ones((1, 6, 6, 1))))"),
    within=1e-3,
)


@points(1.5, function="grow")
def test_all_weights_are_taken_over(student, probes, study, rng):
    """grow gives a network for larger images with all weights of the small one, which stays as it is"""
    for sizes, is_nested in (((6, 9), False), ((5, 10), True)):
        grown = Grown(student, probes, rng, sizes, is_nested)
        due = [grown.size, grown.size, CHANNELS]
        study.judge(grown, {SIZE: due, CHANGED: [], LOST: [], ANSWERS: grown.due, SHARED: []})


REFUSES = Fact(
    lambda end: end[0] or "no exception",
    "{}",
    due="{}: a layer does not fit",
    why="With other images the layer would need other weights. New ones know nothing, and nobody would notice.",
    tries=(
        "parts = lambda: [keras.layers.Flatten(), keras.layers.Dense(2, name='last')]",
        "make = lambda size: keras.Sequential([keras.Input((size, size, 1)), *parts()])",
        "try: print(grow(make(4), make, 6))",
        "except ValueError as error: print('ValueError', 'last' in str(error))  # ValueError True",
    ),
)
SAYS = Fact(
    lambda end: any(name in end[1] for name in ("classes", "flat")),
    {True: "a text that names the layer", False: "a text that does not name the layer"},
    why="Whoever reads it has to know which layer of the network to change.",
    tries=REFUSES.tries,
)


@points(1, function="grow")
def test_refuses_what_does_not_fit(student, probes, study, rng):
    """grow raises a ValueError that names the layer which does not fit"""
    last = ("Dense", [3], {"name": "classes"})
    for flat in (("Flatten", [], {"name": "flat"}), ("Reshape", [(-1,)], {"name": "flat"})):
        nets = [([conv(2, (3, 3)), flat, last], (size, size, 1), "sequential") for size in (6, 8)]
        end = [expect_text(text) for text in expect_list(probes.own.refused(student.grow, nets), 2)]
        call = f"grow(model, make_model, 8), where model has Conv2D, {flat[0]} and Dense(name='classes')"
        study.judge(end, {REFUSES: "ValueError", SAYS: True}, called=call)


# --- train_small_then_large ------------------------------------------------------------------------------------------

TRY_TRAIN = (
    "parts = lambda: [keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2, activation='softmax')]",
    "made = []; make = lambda size: made.append(keras.Sequential([keras.Input((size, size, 1)), *parts()])) or made[-1]",
    "sets = [(np.random.rand(4, size, size, 1), np.arange(4) % 2) for size in (3, 5)]",
)
EPOCHS = ((3, 2), (1, 2))


def course(parts: Sequence[Sequence[int]]) -> str:
    """What was learnt from, in words."""
    words = []
    for size, least, most, others in parts:
        times = f"each {least}" if least == most else f"each {least} to {most}"
        words.append(f"{size} x {size} pixels: {'images that were not given' if others else f'{times} times'}")
    return ", then ".join(words)


COURSE = Fact(
    lambda trained: trained.course,
    course,
    why="First all of the small images, which is cheap, for as many epochs as asked; then all of the large ones.",
    tries=(
        *TRY_TRAIN,
        "train_small_then_large(make, *sets, (3, 2), 0.01)",
        "print([(m.input_shape, int(m.optimizer.iterations)) for m in made])  # 3 pixels: 3 steps; 5 pixels: 2",
    ),
)
RETURNS = Fact(
    lambda trained: trained.returns_the_last,
    {True: "the network as it is after all of the training", False: "a network with other weights"},
    due="the network as it is after all of the training, for the large images",
    why="The caller wants to use what has learnt from the large images.",
    tries=(*TRY_TRAIN, "print(train_small_then_large(make, *sets, (3, 2), 0.01).input_shape)  # (None, 5, 5, 1)"),
)
RATES = Fact(
    lambda trained: [rate / trained.rate for rate in trained.rates],
    lambda times: "rates of " + " and ".join(f"{each:.3g} times learning_rate" for each in times),
    why="The steps of a beginner would spoil what the network knows already.",
    tries=(
        *TRY_TRAIN,
        "train_small_then_large(make, *sets, (3, 2), 0.01)",
        "print([float(m.optimizer.learning_rate) for m in made])  # 0.01 and 0.001",
    ),
    within=1e-3,
)
GOES_ON = Fact(
    lambda trained: trained.lost,
    lambda lost: (
        "the second training begins with other weights" if any(lost) else "each training goes on with the weights"
    ),
    due="the second training begins with the weights that the first one ended with",
    why="Otherwise all that was learnt from the small images is lost, and the large ones have to teach it again.",
    tries=(
        *TRY_TRAIN,
        "new = train_small_then_large(make, *sets, (3, 2), 1e-9)",
        "print(np.abs(made[0].get_weights()[0] - new.get_weights()[0]).max())  # near 0",
    ),
)
MOVED = Fact(
    lambda trained: trained.moved,
    lambda counts: ", then ".join(f"{count} of 2 kernels moved" for count in counts),
    why="Finer detail has to be learnt by the first layers, which are the ones to see it.",
    tries=(
        *TRY_TRAIN,
        "print(len(train_small_then_large(make, *sets, (3, 2), 0.01).trainable_weights))  # 2",
    ),
)


def judge_trainings(student: Any, probes: Any, study: Any, rng: Any, facts: Any, beside: Sequence[Fact] = ()) -> None:
    """Facts of the student's training with the student's own `grow`; with ours, if that one is what is wrong."""
    for epochs, rate in zip(EPOCHS, (0.02, 0.005), strict=True):
        given = student, probes, rng, epochs, rate
        try:
            trained = Trained(*given, False)
            is_right = study.agrees(trained, facts(trained))
        except StudentError:
            is_right = False
        if not is_right:
            trained = Trained(*given, True)
        study.judge(trained, facts(trained), beside)


@points(1, function="train_small_then_large")
def test_small_images_first(student, probes, study, rng):
    """It learns from all small images, then from all large ones, for the epochs that were asked for"""

    def facts(trained: Trained) -> dict[Fact, Any]:
        due = [[size, epochs, epochs, 0] for size, epochs in zip((6, 9), trained.epochs, strict=True)]
        return {COURSE: due, RETURNS: True}

    judge_trainings(student, probes, study, rng, facts, [RATES])


@points(0.5, function="train_small_then_large")
def test_a_tenth_of_the_rate(student, probes, study, rng):
    """The large images are learnt from at a tenth of the learning rate"""
    judge_trainings(student, probes, study, rng, lambda _: {RATES: [1.0, 0.1]}, [COURSE])


@points(0.5, function="train_small_then_large")
def test_goes_on_with_its_weights(student, probes, study, rng):
    """The second training goes on with all that the first one has learnt, and all of it may change"""

    def facts(trained: Trained) -> dict[Fact, Any]:
        return {GOES_ON: [0] * max(1, len(trained.lost)), MOVED: [2, 2]}

    judge_trainings(student, probes, study, rng, facts, [COURSE])


# --- the stubs' promises ---------------------------------------------------------------------------------------------


@points(0.5, function="conv_cost")
def test_keeps_to_its_contract(contract):
    """The examples hold, defaults are as given, and arguments stay as they are"""
    contract.holds(
        Contract(
            "conv_cost",
            sample=lambda rng: {"height": 6, "width": 7, "kernel_size": 3, "in_channels": 2, "filters": 4},
        ),
        Contract("network_cost"),
        Contract("grow"),
        Contract("train_small_then_large"),
    )
