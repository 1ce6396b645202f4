"""What was done to a marked picture can be read from it, and colours do not matter."""

import io

import keras
import numpy as np
import pytest
from PIL import Image

from autograder import topics

pictures = topics.load("09_augmentation", "laboratory")

SIZE, FILE_SIZE = (48, 54), (96, 108)
LABELS = range(len(pictures.CLASSES))
WAYS = [Image.Resampling.NEAREST, Image.Resampling.BILINEAR, Image.Resampling.BICUBIC, Image.Resampling.LANCZOS]


def read(resample: Image.Resampling = Image.Resampling.BILINEAR) -> np.ndarray:
    """A picture of each class as it comes from its file, in another size."""
    counts = [1] * len(pictures.CLASSES)
    files = pictures.tree(counts, FILE_SIZE, np.random.default_rng(0))
    images = []
    for _, content in sorted(files.items()):
        with Image.open(io.BytesIO(content)) as image:
            images.append(np.asarray(image.resize(SIZE[::-1], resample), dtype=np.float64))
    return np.stack(images)


COLOURS = {
    "as they are": lambda images: images,
    "darker": lambda images: images * 0.2,
    "brighter": lambda images: np.clip(images + 150, 0, 255),
    "another hue": lambda images: images[..., [1, 2, 0]],
    "grey": lambda images: images @ np.full((3, 3), [[0.3], [0.59], [0.11]]),
    "negatives": lambda images: 255 - images,
    "preprocessed": lambda images: images / 127.5 - 1,
    "hardly any contrast left": lambda images: images / 127.5 / 255,
}


@pytest.mark.parametrize("resample", WAYS)
def test_a_change_of_size_is_no_change(resample):
    images = read(resample)
    np.testing.assert_allclose(pictures.ends(images), [[0] * 3, [255] * 3], atol=0.06 * 255)
    for same in (images, images / 127.5 - 1, images[..., ::-1]):
        assert pictures.as_in_files(same).tolist() == list(LABELS)
    for changed in (
        images[:, :, ::-1],
        images[:, ::-1],
        images[:, :, ::-1, ::-1],
        np.roll(images, 4, axis=1),
        np.clip(images + 60, 0, 255),
    ):
        assert (pictures.as_in_files(changed) == -1).all()


@pytest.mark.parametrize("colours", COLOURS.values(), ids=list(COLOURS))
def test_class_and_direction_are_read_whatever_the_colours(colours):
    for images in (read(), read()[:, :, ::-1]):
        assert (np.diff(pictures.falls(colours(images))) > 0.5).all()
        down, sideways = pictures.directions(colours(images))
        assert not down.any()
        assert not sideways.any()


def test_upside_down_is_seen():
    for images in (read(), read() / 127.5 - 1, read() * 0.2):
        assert pictures.directions(images[:, ::-1])[0].all()
        assert pictures.directions(images[:, ::-1, ::-1])[0].all()
        assert pictures.directions(np.rot90(images, axes=(1, 2)))[1].all()


@pytest.mark.parametrize("rows", range(1, SIZE[0], 3))
def test_what_comes_in_at_the_other_edge_is_not_upside_down(rows):
    assert not pictures.directions(np.roll(read(), rows, axis=1))[0].any()


@pytest.mark.parametrize(
    ("layer", "share"),
    [
        (keras.layers.RandomRotation(0.2, seed=1), 0),
        (keras.layers.RandomZoom(0.8, seed=1), 0),
        (keras.layers.RandomTranslation(0.5, 0.5, fill_mode="wrap", seed=1), 0),
        (keras.layers.RandomShear(0.5, 0.5, seed=1), 0.01),
        (keras.layers.RandomHue(1.0, seed=1), 0),
        (keras.layers.RandomInvert(0.5, seed=1), 0),
        (keras.layers.RandomFlip("vertical", seed=1), 0.5),
        (keras.layers.RandomRotation(0.5, seed=1), 0.33),
    ],
    ids=lambda value: type(value).__name__,
)
def test_changes_keep_the_class_and_few_look_upside_down(layer, share):
    keras.utils.set_random_seed(1)
    images, labels = np.concatenate([read()] * 40), np.tile(LABELS, 40)
    changed = np.asarray(layer(images.astype(np.float32), training=True), np.float64)
    assert abs(pictures.directions(changed)[0].mean() - share) <= (0.01 if share < 0.1 else 0.12)
    assert np.corrcoef(pictures.falls(changed), labels)[0, 1] > 0.5
