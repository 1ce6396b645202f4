"""13: which layers the new models have, and which of them a real training step moves, after each function."""

from autograder.checking import (
    Handle,
    expect_dict,
    expect_handle,
    expect_list,
    expect_number,
    expect_shape,
    expect_text,
)
from autograder.pictures.panels import Layer, Layers
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject
from autograder.pictures.wording import whole

_LAYERS = (
    *(("conv", "block1_conv", 8), ("pool", "block1_pool"), ("conv", "block2_conv", 8), ("average", "pooled")),
    *(("flatten", "flat"), ("dense", "fc1", 12), ("softmax", "predictions", 1000)),
)
_SHAPE, _CLASSES, _IMAGES, _LAST = (8, 8, 3), 4, 8, 3
_MOST_LAYERS, _LONGEST = 10, 24


def _sequential(subject: Subject) -> Seen:
    model = expect_handle(subject.student.to_sequential(_model(subject), _CLASSES), "keras.Model", "a Keras model")
    return _seen(subject, "your to_sequential", f"to_sequential(model, {_CLASSES})", model)


def _top(subject: Subject) -> Seen:
    model = subject.student.replace_top(_model(subject), "pooled", _CLASSES)
    answer = expect_handle(model, "keras.Model", "a Keras model")
    return _seen(subject, "your replace_top", f'replace_top(model, "pooled", {_CLASSES})', answer)


def _frozen(subject: Subject) -> Seen:
    model = _model(subject)
    subject.student.freeze_all_but(model, _LAST)
    return _seen(subject, "your freeze_all_but", f"freeze_all_but(model, {_LAST})", model)


def _table(subject: Subject) -> Seen:
    boxes, lines = [], []
    for row in expect_list(subject.student.summary_table(_model(subject)))[:_MOST_LAYERS]:
        name, shape, size, learn = expect_list(row, 4)
        sizes = ", ".join("None" if each is None else whole(int(expect_number(each))) for each in expect_list(shape))
        counts = f"{whole(int(expect_number(size)))}, {whole(int(expect_number(learn)))} learn"
        boxes.append(Layer(f"{expect_text(name)[:_LONGEST]} ({sizes})\n{counts}", None))
        lines.append(f"{expect_text(name)[:_LONGEST]} ({sizes}): {counts}")
    text = f"Your summary_table of the small model. {'; '.join(lines)}."
    return Seen(text, (Layers("your summary_table", "of the small model, all of it learning", tuple(boxes)),))


def _model(subject: Subject) -> Handle:
    seed = int(subject.rng.integers(1 << 30))
    made = subject.probes.own.build(_LAYERS, _SHAPE, "functional", (), seed)
    return expect_handle(made, "keras.Model", "a model")


def _seen(subject: Subject, title: str, call: str, model: Handle) -> Seen:
    x = subject.rng.normal(size=(_IMAGES, *_SHAPE)).astype("float32")
    shape = list(expect_shape(subject.probes.own.answer_shape(model, x)))
    moved = expect_dict(subject.probes.own.moved(model, x))
    known = [layer[1] for layer in _LAYERS]
    words = {
        name[:_LONGEST] if name in known else "new head": "moves" if far is True else "stays"
        for name, far in list(moved.items())[:_MOST_LAYERS]
    }
    text = ", ".join(f"{name} {word}" for name, word in words.items())
    out = f"answers of shape ({', '.join(map(str, shape))})"
    boxes = tuple(Layer(f"{name}\n{word}", float(word == "moves")) for name, word in words.items())
    return Seen(
        f"Layers with weights in one training step after {call}: {text}. For {_IMAGES} images it gives {out}.",
        (Layers(title, f"{call}\n{out}", boxes),),
    )


PLAN = Plan(
    "what is kept, what is new, and what a training step moves",
    (
        (
            4.2,
            (
                Part("your to_sequential", 1, _sequential),
                Part("your replace_top", 1, _top),
                Part("your freeze_all_but", 1, _frozen),
                Part("your summary_table", 1, _table),
            ),
        ),
    ),
)
