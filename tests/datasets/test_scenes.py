"""The drawn set `scenes` and the boxes of its things."""

from collections.abc import Callable
from typing import Any

import drawn_sets
import numpy as np
import pytest
from PIL import Image

from autograder.datasets import load, pretraining, scenes
from autograder.datasets.canvas import Canvas

MAGENTA = np.array((255, 0, 255), np.float32)


@pytest.mark.parametrize("check", drawn_sets.CHECKS, ids=lambda check: check.__name__)
def test_as_every_set(check: Callable[[str], None]) -> None:
    check("scenes")


def test_the_backbone_knows_the_classes() -> None:
    assert set(scenes.CLASS_NAMES) <= set(pretraining.CLASS_NAMES)


@pytest.mark.parametrize("options", [{}, {"shift": True, "split": "test"}, {"facing": True, "classes": ["mug", "key"]}])
@pytest.mark.parametrize("size", [64, 160])
def test_boxes_just_hold_the_things(size: int, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def painted(_dice: Any, image: np.ndarray, thing: Any, pose: Any, _ground: Any, **_: Any) -> np.ndarray:
        inside = Canvas(image.shape[0], pose).draw(thing.sketch)[:, :, 0] > 0
        return np.where(inside[:, :, None], MAGENTA, image)

    monkeypatch.setattr(scenes, "place", painted)
    monkeypatch.setattr(scenes, "lit", lambda image, _choices: image)
    monkeypatch.setattr(scenes, "photographed", lambda image, _rng, **_: image.clip(0, 255).astype(np.uint8))
    images, _ = load("scenes", size=size, n=30, seed=9, **options)
    boxes = scenes.boxes(size=size, n=30, seed=9, **options)
    assert (boxes.shape, boxes.dtype) == ((30, 4), np.int64)
    for image, box in zip(images, boxes.tolist(), strict=True):
        rows, columns = np.nonzero((image == MAGENTA).all(axis=2))
        # Lines may be a little thicker than the points they go through.
        found = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        assert np.abs(np.array(found) - box).max() <= 1 + 0.03 * size


def test_boxes_are_small_and_within_the_picture() -> None:
    left, upper, right, lower = scenes.boxes(size=200, n=100, seed=1).T
    assert min(left.min(), upper.min()) >= 0
    assert max(right.max(), lower.max()) <= 200
    span = np.maximum(right - left, lower - upper)
    assert (span >= 0.15 * 200).all()
    assert (span <= 0.32 * 200).all()


def test_boxes_follow_a_key() -> None:
    assert not np.array_equal(scenes.boxes(n=5), scenes.boxes(n=5, key=drawn_sets.KEY))


def test_boxes_need_a_split_that_exists() -> None:
    with pytest.raises(ValueError, match="train, validation, test"):
        scenes.boxes("training")


def test_squares_hold_the_boxes() -> None:
    boxes = scenes.boxes(size=160, n=60, seed=2)
    squares = scenes.square_around(boxes, 160)
    left, upper, right, lower = squares.T
    assert squares.dtype == np.int64
    assert np.array_equal(right - left, lower - upper)
    assert (squares[:, :2] <= boxes[:, :2]).all()
    assert (squares[:, 2:] >= boxes[:, 2:]).all()
    assert min(left.min(), upper.min()) >= 0
    assert max(right.max(), lower.max()) <= 160


def test_square_of_a_box_at_the_edge() -> None:
    assert scenes.square_around(np.array([[0, 70, 20, 80], [95, 0, 100, 40]]), 100, margin=0.0).tolist() == [
        [0, 65, 20, 85],
        [60, 0, 100, 40],
    ]


@pytest.mark.slow
def test_a_crop_turns_wrong_into_right() -> None:
    """The pretrained backbone, shown the whole picture and the square around the thing."""
    from autograder.datasets.backbones import mini_xception, preprocess_input

    images, labels = load("scenes", "test", n=120, seed=3)
    squares = scenes.square_around(scenes.boxes("test", n=120, seed=3), images.shape[1])
    model = mini_xception(input_shape=(64, 64, 3))
    names = np.array(scenes.CLASS_NAMES)[labels]

    def right(pictures: list[np.ndarray]) -> float:
        resized = [Image.fromarray(picture).resize((64, 64), Image.Resampling.BILINEAR) for picture in pictures]
        batch = np.stack([np.asarray(picture, dtype=np.float32) for picture in resized])
        best = model.predict(preprocess_input(batch), verbose=0).argmax(axis=1)
        return float((np.array(pretraining.CLASS_NAMES)[best] == names).mean())

    crops = [image[upper:lower, left:far] for image, (left, upper, far, lower) in zip(images, squares, strict=True)]
    assert right(list(images)) < 0.15
    assert right(crops) > 0.85
