"""Checks of 18 Larger images.

Costs are written out beside each network, and a grown network answers as NumPy says. A training is judged by which
images the network learnt from, at which rate, and from which weights on.
"""

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np

from autograder.checking import StudentError, display, expect_integer, points
from autograder.checking.contract import Contract
from autograder.checking.study import Fact

from .laboratory import Grown, Trained

# --- conv_cost -------------------------------------------------------------------------------------------------------

# (kernel size, channels, filters); then height, width, kernel size, options, and rows and columns of the output: sizes
# that the stride divides and sizes that it does not, and a stride that is larger than the kernel.
KERNELS = ((3, 2, 5), (1, 4, 3), (5, 1, 6), (2, 7, 1))
PLACES: Sequence[tuple[int, int, int, dict[str, Any], int, int]] = (
    *((9, 12, 3, {}, 7, 10), (7, 5, 5, {"stride": 1}, 3, 1), (8, 6, 1, {}, 8, 6)),
    *((11, 8, 3, {"stride": 2}, 5, 3), (8, 8, 2, {"stride": 2}, 4, 4), (10, 7, 1, {"stride": 3}, 4, 3)),
    *((6, 9, 3, {"padding": "same"}, 6, 9), (11, 8, 3, {"stride": 2, "padding": "same"}, 6, 4)),
    *((9, 13, 5, {"stride": 3, "padding": "same"}, 3, 5), (5, 4, 2, {"stride": 4, "padding": "same"}, 2, 1)),
)
COST = Fact(
    int,
    "{:,} multiply-adds",
    why="At one place, each filter multiplies every value below its kernel, in all channels.",
    tries="print(conv_cost(3, 3, 3, 2, 5), conv_cost(1, 1, 1, 4, 3), conv_cost(2, 2, 2, 7, 1))  # 90 12 28",
)


@points(1, function="conv_cost")
def test_cost_of_one_place(student, study):
    """conv_cost counts what all filters do at one place"""
    every = Fact(lambda _: [expect_integer(student.conv_cost(k, k, k, c, f)) for k, c, f in KERNELS], "{}")
    for kernel, channels, filters in KERNELS:
        cost = expect_integer(student.conv_cost(kernel, kernel, kernel, channels, filters))
        study.judge(cost, {COST: kernel * kernel * channels * filters}, beside=[every])


@points(1, function="conv_cost")
def test_number_of_places(student, study, rng):
    """conv_cost finds at how many places the kernel works, by stride and padding"""
    channels, filters = int(rng.integers(2, 5)), int(rng.integers(3, 7))

    def times(height: int, width: int, kernel: int, options: dict[str, Any], *_: int) -> float:
        """The cost as a multiple of what one place costs by the student's own count, which is judged elsewhere."""
        one = expect_integer(student.conv_cost(kernel, kernel, kernel, channels, filters))
        cost = expect_integer(student.conv_cost(height, width, kernel, channels, filters, **options))
        return cost / (one or kernel * kernel * channels * filters)

    every = Fact(lambda _: [times(*case) for case in PLACES], "{}")
    for case in PLACES:
        height, width, kernel, options, rows, columns = case
        given = "".join(f", {name}={value!r}" for name, value in options.items())
        fact = Fact(
            lambda value: value,
            "the cost of {:g} places",
            due=f"the cost of {{:g}} places: {rows} x {columns}",
            why="The kernel works once for each place of the output; stride and padding decide how many these are.",
            tries=f"print(conv_cost({height}, {width}, {kernel}, 1, 1{given}))  # {rows * columns * kernel * kernel}",
        )
        study.judge(times(*case), {fact: float(rows * columns)}, beside=[every])


# --- network_cost ----------------------------------------------------------------------------------------------------


def conv(filters: int, *kernel: int, **options: Any) -> tuple[Any, ...]:
    return ("Conv2D", [filters, kernel], options)


def dense(units: int) -> tuple[Any, ...]:
    return ("Dense", [units], {})


FLAT, NORM, POOL = ("Flatten", [], {}), ("BatchNormalization", [], {}), ("MaxPooling2D", [2], {})
AVERAGE, PRELU = ("GlobalAveragePooling2D", [], {}), ("PReLU", [], {"shared_axes": [1]})
BACK = ("Conv2DTranspose", [2, (2, 2)], {})  # it has a kernel and does not count

# Layers, shape of an image, and cost: for convolutions rows x columns x area of the kernel x channels x filters.
Case = tuple[list[Any], tuple[int, ...], int]


def usual(f: int) -> list[Case]:
    return [
        ([dense(f), dense(5)], (6,), 6 * f + f * 5),
        ([conv(f, 3, 3), FLAT, dense(5)], (7, 9, 2), 5 * 7 * 9 * 2 * f + 5 * 7 * f * 5),
        ([conv(f, 3, 1, padding="same"), PRELU, NORM, BACK], (5, 8, 3), 5 * 8 * 3 * 3 * f),
        ([conv(f, 3, 3, strides=2, padding="same")], (11, 9, 2), 6 * 5 * 9 * 2 * f),
        ([conv(f, 3, 3, strides=2, use_bias=False)], (11, 8, 2), 5 * 3 * 9 * 2 * f),
        ([conv(f, 3, 3, dilation_rate=2), POOL], (9, 8, 2), 5 * 4 * 9 * 2 * f),
        (
            [conv(2, 3, 3), POOL, conv(f, 2, 2), AVERAGE, dense(3)],
            (9, 12, 1),
            7 * 10 * 9 * 2 + 2 * 4 * 4 * 2 * f + f * 3,
        ),
    ]


def special(f: int) -> list[Case]:
    depthwise = ("DepthwiseConv2D", [(3, 3)], {"depth_multiplier": 2, "strides": 2})
    separable = ("SeparableConv2D", [f, (3, 3)], {"strides": 2, "padding": "same", "depth_multiplier": 2})
    return [
        ([conv(2 * f, 3, 3, groups=2)], (6, 7, 6), 4 * 5 * 9 * 3 * 2 * f),
        ([depthwise], (9, 7, f), 4 * 3 * 9 * f * 2),
        ([separable], (7, 9, 3), 4 * 5 * (9 * 3 * 2 + 3 * 2 * f)),
        ([dense(4), conv(2, 3, 3), dense(f)], (6, 5, 2), 6 * 5 * 2 * 4 + 4 * 3 * 9 * 4 * 2 + 4 * 3 * 2 * f),
    ]


def nested(f: int) -> list[Case]:
    inner = ("Nested", [conv(3, 2, 2), NORM, dense(2)], (6, 6, 2), "sequential")
    outer = ("Nested", [inner, conv(f, 3, 3)], (6, 6, 2), "functional")
    before, inside = 6 * 6 * 9 * 2, 5 * 5 * 4 * 2 * 3 + 5 * 5 * 3 * 2
    return [
        ([conv(2, 3, 3), inner, FLAT, dense(f)], (8, 8, 1), before + inside + 5 * 5 * 2 * f),
        ([conv(2, 3, 3), outer, FLAT, dense(4)], (8, 8, 1), before + inside + 3 * 3 * 9 * 2 * f + 3 * 3 * f * 4),
    ]


def in_words(layers: Sequence[Sequence[Any]]) -> str:
    """The layers in Python."""
    found = []
    for kind, arguments, *more in layers:
        if kind != "Nested":
            options = [f"{name}={value!r}" for name, value in more[0].items()]
            found.append(f"k.{kind}({', '.join([*map(repr, arguments), *options])})")
        elif more[1] == "sequential":
            found.append(f"keras.Sequential([{in_words(arguments)}])")
        else:
            x = reduce(lambda x, layer: f"{in_words([layer])}({x})", arguments, "x")
            found.append(f"keras.Model(x := keras.Input({more[0]}), {x})")
    return ", ".join(found)


def judge_costs(student: Any, probes: Any, study: Any, why: str, cases: Sequence[Case], kind: str) -> None:
    """The cost of each of these networks; those of all of them tell mistakes apart."""
    models = [probes.own.build(layers, shape, kind) for layers, shape, _ in cases]
    every = Fact(lambda _: [expect_integer(student.network_cost(model)) for model in models], "{}")
    for model, (layers, shape, due) in zip(models, cases, strict=True):
        made = in_words(layers)
        tries = (
            f"k = keras.layers; model = keras.Sequential([keras.Input({shape}), {made}])",
            f"print(network_cost(model))  # {due:,}",
        )
        fact = Fact(int, "{:,} multiply-adds", why=why, tries=tries)
        called = f"network_cost(model) for images {shape}: {made.replace('k.', '')}"
        study.judge(expect_integer(student.network_cost(model)), {fact: due}, beside=[every], called=called)


@points(1, function="network_cost")
def test_convolutions_and_dense_layers(student, probes, study, rng):
    """network_cost counts Conv2D and Dense layers, and nothing else"""
    why = "Each number of a kernel is used once at each place of the output. Biases and other layers do not count."
    judge_costs(student, probes, study, why, usual(int(rng.integers(4, 8))), "sequential")


@points(1, function="network_cost")
def test_groups_and_separable_layers(student, probes, study, rng):
    """network_cost counts groups, depthwise and separable convolutions, and Dense layers on maps"""
    why = "Each number of the kernels is used once at each place of the output, however many kernels there are."
    judge_costs(student, probes, study, why, special(int(rng.integers(4, 8))), "functional")


@points(0.5, function="network_cost")
def test_nested_models(student, probes, study, rng):
    """network_cost counts what is in nested models, at any depth"""
    why = "A network in a network is one of its layers, and has layers itself."
    judge_costs(student, probes, study, why, nested(int(rng.integers(4, 8))), "functional")


# --- grow ------------------------------------------------------------------------------------------------------------

TRY_GROW = (
    "parts = lambda: [keras.layers.BatchNormalization(), keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2)]",
    "make = lambda size: keras.Sequential([keras.Input((size, size, 1)), *parts()]); model = make(4)",
    "model.set_weights([k + 1 + 0 * w for k, w in enumerate(model.get_weights())]); new = grow(model, make, 6)",
)


def means(model: str) -> str:
    return f"print([float(w.mean()) for w in {model}.get_weights()])  # 1 to 6"


def named(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"


SIZE = Fact(
    lambda grown: grown.shape,
    lambda shape: f"a network for images {display.shape(shape)}",
    why="The network is to get the larger images, and its own size of image is fixed.",
    tries=(*TRY_GROW[:2], "print(grow(model, make, 6).input_shape)  # (None, 6, 6, 1)"),
)
KEPT = Fact(
    lambda grown: grown.changed,
    lambda names: f"weights of model that change, now or with the new network: {named(names)}",
    why="The caller may still want to use the network for small images.",
    tries=(*TRY_GROW, f"new.set_weights([0 * w for w in new.get_weights()]); {means('model')}"),
)
LOST = Fact(
    lambda grown: grown.lost,
    lambda names: f"weights that are not those of model: {named(names)}",
    why="What the network has learnt is in its weights, in all of them. New ones know nothing.",
    tries=(*TRY_GROW, means("new")),
)
ANSWERS = Fact(
    lambda grown: grown.answers,
    lambda answers: f"for the first image {', '.join(f'{value:.3f}' for value in answers[0])}",
    why="The larger network does with its maps what the small one did.",
    tries=(*TRY_GROW, "print(new(np.ones((1, 6, 6, 1))))"),
    within=1e-3,
)


@points(1.5, function="grow")
def test_all_weights_are_taken_over(student, probes, study, rng):
    """grow gives a network for larger images with all weights of the small one, which stays as it is"""
    for sizes, is_nested in (((6, 9), False), ((5, 10), True)):
        grown = Grown(student, probes, rng, sizes, is_nested)
        study.judge(grown, {SIZE: grown.due_shape, KEPT: [], LOST: [], ANSWERS: grown.due})


LAST = ("Dense", [3], {"name": "classes"})
# What cannot be grown, and a Flatten that does no harm, which tells mistakes apart.
STIFF = ([conv(2, 3, 3), ("Flatten", [], {}), LAST], [conv(2, 3, 3), ("Reshape", [(-1,)], {}), LAST, dense(2)])
HARMLESS = [("GlobalAveragePooling2D", [], {"keepdims": True}), FLAT, LAST]
TRY_REFUSED = (
    "k = keras.layers; make = lambda size: keras.Sequential([keras.Input((size, size, 1)), {layers}])",
    "try: grow(make(6), make, 8); print('no exception')",
    "except Exception as error: print(type(error).__name__, 'classes' in str(error))  # ValueError True",
)


@points(1, function="grow")
def test_refuses_what_does_not_fit(student, probes, study):
    """grow raises a ValueError that names the layer which does not fit"""

    def end_of(layers: Sequence[Any]) -> tuple[str, str]:
        """Type and text of the exception."""
        nets = [(layers, (size, size, 1), "sequential") for size in (6, 8)]
        try:
            student.grow(probes.own.build(*nets[0]), probes.own.maker(nets), 8)
        except StudentError as error:
            if error.is_a("NotImplementedError"):
                raise
            return "ValueError" if error.is_a("ValueError") else error.type, error.message
        return "no exception", ""

    every = Fact(lambda _: [end_of(layers)[0] for layers in (*STIFF, HARMLESS)], "{}")
    blames = Fact(lambda end: "flatten" in end[1].lower(), "{}")  # another slip than a text without any layer
    for layers in STIFF:
        made = in_words(layers)
        tries = (TRY_REFUSED[0].format(layers=made), *TRY_REFUSED[1:])
        refuses = Fact(
            lambda end: end[0],
            "{}",
            due="{}: a layer does not fit",
            why="With other images the layer needs other weights. New ones know nothing, and nobody would notice.",
            tries=tries,
        )
        says = Fact(
            lambda end: LAST[2]["name"] in end[1],
            {True: "a text that names the layer", False: "a text that does not name the layer"},
            why="Whoever reads it has to know which layer to change.",
            tries=tries,
        )
        end = end_of(layers)
        call = f"grow(model, make_model, 8), where model has {made.replace('k.', '')}"
        study.judge(end, {refuses: "ValueError", says: True}, beside=[every, blames], called=call)


# --- train_small_then_large ------------------------------------------------------------------------------------------

TRY_TRAIN = (
    "k = keras.layers; parts = lambda: [k.Conv2D(2, 2), k.GlobalAveragePooling2D(), k.Dense(2, activation='softmax')]",
    "made = []; make = lambda n: made.append(keras.Sequential([keras.Input((n, n, 1)), *parts()])) or made[-1]",
    "sets = [(np.random.rand(m, n, n, 1), np.arange(m) % 2) for m, n in ((4, 3), (40, 5))]; rate = 0.02",
    "new = train_small_then_large(make, *sets, (3, 2), rate)",
)


def course(parts: Sequence[Sequence[int]]) -> str:
    """What was learnt from, in words."""
    words = []
    for size, least, most, others in parts:
        times = f"{least}" if least == most else f"{least} to {most}"
        more = f", and {others} times from images that were not given" if others else ""
        words.append(f"from each image of {size} x {size} pixels {times} times{more}")
    return f"it learnt {'; then '.join(words)}"


COURSE = Fact(
    lambda trained: trained.course,
    course,
    why="The small images are cheap, so they come first; then come the large ones. Each for as many epochs as asked.",
    tries=(*TRY_TRAIN, "print([(m.input_shape[1], int(m.optimizer.iterations)) for m in made])  # [(3, 3), (5, 4)]"),
)
NETWORK = Fact(
    lambda trained: trained.shape,
    lambda shape: f"a network for images {display.shape(shape)}",
    why="The network is to get large images from now on.",
    tries=(*TRY_TRAIN, "print(new.input_shape)  # (None, 5, 5, 1)"),
)
RETURNS = Fact(
    lambda trained: trained.returns_the_last,
    {True: "the network as it is after all of the training", False: "a network with other weights"},
    why="The caller wants to use what has learnt from the large images.",
    tries=(*TRY_TRAIN, "print(new.input_shape)  # (None, 5, 5, 1)"),
)
RATES = Fact(
    lambda trained: trained.rates,
    lambda times: "rates " + ", then ".join(f"{each:.3g} times learning_rate" for each in times),
    why="The weights are good already, and large steps would spoil them.",
    tries=(*TRY_TRAIN, "print([float(m.optimizer.learning_rate) for m in made])  # 0.02 and 0.002"),
    within=1e-3,
)
OPTIMIZERS = Fact(
    lambda trained: trained.optimizers,
    lambda kinds: ", then ".join(kinds),
    why="Both parts learn with Adam. Of another optimizer, the same learning rate means steps of another size.",
    tries=(*TRY_TRAIN, "print([type(m.optimizer).__name__ for m in made])  # Adam for both"),
)
GOES_ON = Fact(
    lambda trained: bool(trained.lost),
    {
        False: "the second training begins with the weights that the first one ended with",
        True: "the second training begins with other weights",
    },
    why="Otherwise what was learnt from the small images is lost, and the large ones have to teach it again.",
    tries=(
        *(*TRY_TRAIN[:2], TRY_TRAIN[2].replace("0.02", "1e-9"), TRY_TRAIN[3]),
        "print([np.abs(a - b).max() < 0.01 for a, b in zip(made[0].get_weights(), new.get_weights())])  # all True",
    ),
)
HOW_MANY = Fact(lambda trained: trained.lost, "{}")
MOVED = Fact(
    lambda trained: trained.moved,
    lambda counts: ", then ".join(f"{count} of 2 kernels learn" for count in counts),
    why="The first layers are the ones to see finer detail, so they have to learn as well.",
    tries=(*TRY_TRAIN, "print(len(new.trainable_weights))  # 4"),
)


def scripted(student: Any, probes: Any, rng: np.random.Generator) -> tuple[Trained, tuple[int, int]]:
    epochs = ((1, 2), (2, 1), (1, 3))[int(rng.integers(3))]
    return Trained(student, probes, rng, epochs, round(float(rng.uniform(0.004, 0.03)), 4)), epochs


@points(1, function="train_small_then_large")
def test_small_images_first(student, probes, study, rng):
    """It learns from all small images, then from all large ones, for as many epochs as asked"""
    trained, epochs = scripted(student, probes, rng)
    due = [[6, epochs[0], epochs[0], 0], [9, epochs[1], epochs[1], 0]]
    study.judge(trained, {COURSE: due, NETWORK: [9, 9, 2], RETURNS: True}, beside=[RATES])


@points(1, function="train_small_then_large")
def test_a_tenth_of_the_rate(student, probes, study, rng):
    """It learns with Adam, from the large images at a tenth of the learning rate"""
    due = {RATES: [1.0, 0.1], OPTIMIZERS: ["Adam", "Adam"]}
    study.judge(scripted(student, probes, rng)[0], due, beside=[COURSE])


@points(0.5, function="train_small_then_large")
def test_goes_on_with_its_weights(student, probes, study, rng):
    """It goes on with all that was learnt from the small images, and everything keeps learning"""
    study.judge(scripted(student, probes, rng)[0], {GOES_ON: False, MOVED: [2, 2]}, beside=[COURSE, HOW_MANY])


# --- the stubs' promises ---------------------------------------------------------------------------------------------


@points(0.5, function="conv_cost")
def test_keeps_to_its_contract(contract):
    """The examples hold, defaults are as given, and arguments stay as they are"""
    sample = {"height": 6, "width": 7, "kernel_size": 3, "in_channels": 2, "filters": 4}
    contract.holds(
        Contract("conv_cost", sample=lambda rng: sample),
        Contract("network_cost"),
        Contract("grow"),
        Contract("train_small_then_large", example=False),  # two trainings, which the other checks run already
    )
