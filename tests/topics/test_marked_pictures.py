"""What was done to a marked picture can be read from it."""

import io

import numpy as np
import pytest
from PIL import Image

from autograder import topics

marked_pictures = topics.load("09_augmentation", "laboratory")

SIZE, FILE_SIZE = (24, 36), (48, 72)
LABELS = range(len(marked_pictures.CLASSES))


def read(label: int, resample: Image.Resampling) -> np.ndarray:
    """A picture as it comes from its file, in another size."""
    counts = [int(each == label) for each in LABELS]
    (content,) = marked_pictures.tree(counts, FILE_SIZE, np.random.default_rng(0)).values()
    with Image.open(io.BytesIO(content)) as image:
        return np.asarray(image.resize(SIZE[::-1], resample), dtype=np.float64)


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("resample", [Image.Resampling.NEAREST, Image.Resampling.BILINEAR, Image.Resampling.BICUBIC])
def test_a_change_of_size_is_no_change(label, resample):
    image = read(label, resample)
    assert marked_pictures.same_as_files(image[None], np.array([label])).all()
    for changed in (image[:, ::-1], image[::-1], np.roll(image, 4, axis=1), image * 0.9):
        assert not marked_pictures.same_as_files(changed[None], np.array([label])).any()


@pytest.mark.parametrize("label", LABELS)
def test_class_and_directions_are_read(label):
    image = read(label, Image.Resampling.BILINEAR)
    for dark in (1.0, 0.5):
        for right, columns in ((1, image), (-1, image[:, ::-1])):
            for down, picture in ((1, columns), (-1, columns[::-1])):
                found = marked_pictures.directions(picture * dark, label)
                assert np.sign(found[0]).tolist() == [right, 0]
                assert np.sign(found[1]).tolist() == [0, down]
                assert marked_pictures.labels_seen(picture[None] * dark) == label


@pytest.mark.parametrize("rows", range(1, SIZE[0]))
def test_what_comes_in_at_the_other_edge_is_not_upside_down(rows):
    image = np.roll(read(0, Image.Resampling.BILINEAR), rows, axis=0)
    assert marked_pictures.directions(image, 0)[1][1] > 0


def test_scale_and_shift_of_values_do_not_matter():
    image = read(1, Image.Resampling.NEAREST)
    for low, high in ((0, 255), (-1, 1), (-123.7, 151.1), (0, 1 / 255)):
        scaled = low + image / 255 * (high - low)
        np.testing.assert_allclose(marked_pictures.stretched(scaled[None])[0], image, atol=1e-6)
