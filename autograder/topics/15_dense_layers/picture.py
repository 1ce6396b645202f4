"""15: the student's heads, what merging two layers makes of a value, and two comparisons of heads seed by seed."""

import numpy as np

from autograder.checking import called, expect, expect_handle, expect_list, expect_number, expect_shape
from autograder.pictures.panels import Curve, Curves, Layer, Layers, Level
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject

# Made up: accuracies with eight seeds, then the same with an inner layer. What is luck in the first, and what a seed
# does to both heads in the second, is as large as in such trainings.
_RUNS = {
    "few images": (
        (64,),
        (0.71, 0.68, 0.73, 0.69, 0.72, 0.67, 0.7, 0.74),
        (0.72, 0.7, 0.69, 0.71, 0.7, 0.69, 0.68, 0.77),
    ),
    "many images": (
        (128,),
        (0.72, 0.81, 0.76, 0.84, 0.71, 0.82, 0.79, 0.7),
        (0.77, 0.85, 0.79, 0.89, 0.75, 0.86, 0.84, 0.74),
    ),
}
_SEEDS = (1, 2, 3, 4, 5, 6, 7, 8)
_HEADS = ((), (32,), (32, 16))
_FEATURES, _CLASSES, _MOST_LAYERS = 64, 3, 12
_FIRST, _SECOND = (np.array([[1.0, -1.0]]), np.array([0.0, 0.5])), (np.array([[1.0], [1.5]]), np.array([0.5]))
_SETTING = "Accuracies of heads without and with an inner layer, made up, for eight seeds each."


def _compared(subject: Subject) -> Seen:
    panels, told = [], []
    for name, (width, *runs) in _RUNS.items():
        heads = [(), width]
        found, _ = expect_list(subject.probes.own.compared(subject.student.compare, heads, _SEEDS, np.array(runs)), 2)
        means = []
        for pair in expect_list(found)[:2]:
            _, value = expect_list(pair, 2)
            both = expect_list(value.tolist() if isinstance(value, np.ndarray) and value.ndim else value, 2)
            means.append([expect_number(each) for each in both])
        answer = subject.student.worth_it(list(runs[0]), list(runs[1]))
        verdict = {"True": "worth it", "False": "not worth it"}.get(str(answer), "no answer")
        lines = [f"{head}: {mean:.3f}, spread {spread:.3f}" for head, (mean, spread) in zip(heads, means, strict=False)]
        lines.append(f"{width}: {verdict}")
        ahead = sum(other > one for one, other in zip(*runs, strict=True))
        told.append(f"{name}: {'; '.join(lines)}. One seed alone would have said better for {ahead} of {len(_SEEDS)}")
        panels.append(
            Curves(
                name,
                "\n".join(lines),
                xlabel="seed",
                ylabel="validation accuracy",
                curves=tuple(
                    Curve(str(head), np.array(_SEEDS, dtype=float), np.array(run), style)
                    for style, (head, run) in enumerate(zip(heads, runs, strict=True))
                ),
                xlim=(0.5, len(_SEEDS) + 0.5),
                ylim=(0.5, 1.0),
                levels=tuple(Level("", mean) for mean, _ in means),
                counts_x=True,
            )
        )
    return Seen(
        f"Means and spreads by your compare, verdicts by your worth_it. {'. '.join(told)}.", tuple(panels), _SETTING
    )


def _heads(subject: Subject) -> Seen:
    layers, told = [], []
    for inner in _HEADS:
        head = expect_handle(subject.student.build_head(_FEATURES, _CLASSES, inner), "keras.Model", "a Keras model")
        called(f"build_head({_FEATURES}, {_CLASSES}, {inner}), its weights")
        pairs = expect_list(subject.probes.models.weight_shapes(head, np.zeros((1, _FEATURES))))
        shapes = [expect_shape(expect_list(pair, 2)[1]) for pair in pairs[:_MOST_LAYERS]]
        kernels = [" x ".join(map(str, shape)) for shape in shapes if len(shape) > 1]
        count = sum(int(np.prod(shape)) for shape in shapes)
        told.append(f"for {inner} the kernels {', '.join(kernels) or 'none'}, {count:,} numbers")
        layers.append(Layer(f"{inner}: {count:,} numbers\n{', '.join(kernels) or 'no kernels'}", None))
    return Seen(
        f"Your heads for vectors of {_FEATURES} and {_CLASSES} classes: {'; '.join(told)}.",
        (Layers("your build_head", f"{_FEATURES} features, {_CLASSES} classes", tuple(layers)),),
    )


def _merging(subject: Subject) -> Seen:
    x = np.linspace(-2, 2, 41)[:, None]
    hidden = x @ _FIRST[0] + _FIRST[1]
    two, bent = (values @ _SECOND[0] + _SECOND[1] for values in (hidden, np.maximum(hidden, 0)))
    kernel, bias = expect_list(subject.student.merge(*_FIRST, *_SECOND), 2)
    kernel, bias = expect(kernel, shape=(1, 1), dtype="number"), expect(bias, shape=(1,), dtype="number")
    one = (x @ kernel + bias).clip(-99, 99)
    apart = float(np.abs(one - two).max())
    fit = "your merged layer gives the same" if apart < 1e-4 else f"your merged layer is up to {apart:.2f} off"
    return Seen(
        f"Curves of what two linear layers make of a number: a straight line; {fit}. With ReLU in between it is bent.",
        (
            Curves(
                "your merge",
                f"two layers are a straight line:\n{fit}",
                xlabel="x",
                ylabel="after both layers",
                curves=(
                    Curve("two layers", x[::4, 0], two[::4, 0], 0, is_dots=True),
                    Curve("merged", x[:, 0], one[:, 0], 1),
                    Curve("with ReLU", x[:, 0], bent[:, 0], 2),
                ),
                xlim=(-2.1, 2.8),
                ylim=(-1, 6),
            ),
        ),
    )


PLAN = Plan(
    "is an inner layer worth it?",
    (
        (3.0, (Part("your build_head", 1, _heads), Part("your merge", 1, _merging))),
        (3.2, (Part("your compare and worth_it", 1, _compared),)),
    ),
)
