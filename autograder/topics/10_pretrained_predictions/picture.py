"""10: a scene, the part that the student's `crop` cuts out of it, and what a pretrained network says of both."""

import numpy as np

from autograder.checking import expect, expect_list
from autograder.datasets import load, pretraining, scenes
from autograder.datasets.pretrained import mini_xception_weights
from autograder.laboratories.image_files import encoded
from autograder.pictures.panels import Images, Layer, Layers
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject

from .laboratory import decoded

_SIZE, _NETWORK, _TOP, _SEED = 128, 64, 5, 3
_MOST_BARS = 8


def _scene() -> tuple[np.ndarray, tuple[int, ...], str]:
    """A picture, the box of the thing in it, and what the thing is."""
    images, labels = load("scenes", split="test", size=_SIZE, n=1, seed=_SEED)
    boxes = scenes.square_around(scenes.boxes(split="test", size=_SIZE, n=1, seed=_SEED), _SIZE)
    return images[0], tuple(boxes[0].tolist()), scenes.CLASS_NAMES[labels[0]]


def _path(subject: Subject) -> str:
    return f"{subject.files.write({'scene.png': encoded(_scene()[0])})}/scene.png"


def _framed() -> Images:
    image, box, _ = _scene()
    framed, (left, top, right, bottom) = image / 255, box
    frame = np.ones(framed.shape[:2], bool)
    frame[: top - 2], frame[bottom + 2 :], frame[:, : left - 2], frame[:, right + 2 :] = False, False, False, False
    frame[top:bottom, left:right] = False
    framed[frame] = (1.0, 0.1, 0.1)
    return Images("a picture with a box", f"box {box}", framed[None], axes=True)


def _cut(subject: Subject) -> Seen:
    _, (left, top, right, bottom), _ = _scene()
    part = expect(subject.student.crop(_path(subject), (left, top, right, bottom)), shape=(None, None, 3), dtype="real")
    sizes = f"{part.shape[0]} high, {part.shape[1]} wide"
    wanted = f"the box is {bottom - top} high, {right - left} wide"
    return Seen(
        f"The part that your crop cuts out of the picture: {sizes} ({wanted}).",
        (Images("your crop", f"{sizes}\n{wanted}", part[None].astype(float).clip(0, 255) / 255, axes=True),),
    )


def _model(subject: Subject) -> tuple:
    return subject.probes.own.classifier(mini_xception_weights(), _NETWORK), subject.probes.own.minus_one_to_one()


def _asked_whole(subject: Subject) -> Seen:
    model, preprocess = _model(subject)
    alt, bars = _bars(subject, "predict_file", subject.student.predict_file(model, _path(subject), preprocess))
    return Seen(f"A picture with clutter and a small thing ({_scene()[2]}) in a red frame. {alt}", (_framed(), bars))


def _asked_part(subject: Subject) -> Seen:
    model, preprocess = _model(subject)
    answer = subject.student.predict_crop(model, _path(subject), _scene()[1], preprocess)
    alt, bars = _bars(subject, "predict_crop", answer)
    return Seen(alt, (bars,))


def _bars(subject: Subject, name: str, answer: object) -> tuple[str, Layers]:
    """The student's `decode` of an answer, as bars from the first at the top."""
    names = list(pretraining.CLASS_NAMES)
    probabilities = expect(answer, shape=(len(names),), dtype="real")
    pairs = decoded(expect_list(subject.student.decode(probabilities, names, _TOP)))[:_MOST_BARS]
    words = [f"{class_name[:20]} {value:.1%}" for class_name, value in pairs]
    bars = tuple(Layer(word, float(np.clip(value, 0, 1))) for word, (_, value) in zip(words, pairs, strict=True))
    first, thing = pairs[0][0][:20] if pairs else "nothing", _scene()[2]
    return (
        f"The {_TOP} most likely classes by your decode, after your {name}: {', '.join(words) or 'none'}. "
        f"In the box: {thing}.",
        Layers(f"your {name}, decoded", f"first: {first}; in the box: {thing}", bars),
    )


PLAN = Plan(
    "a picture, a part of it, and what a network says",
    (
        (3.0, (Part("your predict_file", 2, _asked_whole),)),
        (3.0, (Part("your crop", 1, _cut), Part("your predict_crop", 1, _asked_part))),
    ),
)
