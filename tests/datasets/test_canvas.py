"""Outlines, poses and the canvas that drawn sets are made with; the contact sheet."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from autograder.datasets import class_names, load
from autograder.datasets.canvas import Canvas, Pose, Sketch, circle, mirrored, ribbon, smooth
from autograder.datasets.contact_sheet import alt_text, png_info, sheet

POSES = [
    Pose(scale=0.3, turn=0.4, shear=0.2, stretch=0.8, dx=0.1, dy=-0.05),
    Pose(scale=0.3, turn=-0.4, shear=0.2, mirrored=True),
]


@pytest.mark.parametrize("closed", [False, True])
def test_curves_go_through_their_points(closed: bool) -> None:
    points = np.array([(0.0, 0.0), (1.0, 0.5), (2.0, -0.5), (0.5, -1.0)])
    curve = smooth(points, closed=closed, steps=5)
    assert np.allclose(curve[::5], points)
    assert len(curve) == (20 if closed else 16)


def test_mirrored_outline_is_symmetric() -> None:
    outline = mirrored([(0.0, -1.0), (0.5, 0.0), (0.0, 1.0)])
    assert np.allclose(outline, outline[::-1] * (-1, 1))


def test_ribbon_has_the_widths() -> None:
    edge = ribbon([(0.0, 0.0), (0.0, 1.0), (0.0, 2.0)], [0.2, 0.4, 0.6])
    assert np.allclose(edge[:3, 0] - edge[:2:-1, 0], [-0.2, -0.4, -0.6])


@pytest.mark.parametrize("pose", POSES)
def test_grid_undoes_the_pose(pose: Pose) -> None:
    u, v = pose.grid(50)
    back = pose.apply(np.stack([u, v], axis=2).reshape(-1, 2))
    centers = (np.arange(50) + 0.5) / 50
    assert np.allclose(back.reshape(50, 50, 2)[:, :, 0], centers[None, :], atol=0.002)
    assert np.allclose(back.reshape(50, 50, 2)[:, :, 1], centers[:, None], atol=0.002)


def test_mirrored_pose_draws_the_mirror_image() -> None:
    sketch = Sketch()
    sketch.polygon([(-0.8, -0.5), (0.9, -0.2), (0.1, 0.9)], (255, 0, 0, 0))
    poses = [Pose(scale=0.4, turn=0.3, shear=0.1, tilt=(0.3, 0.1), mirrored=side) for side in (False, True)]
    one, other = (Canvas(64, pose, bands=1).draw(sketch)[:, :, 0].astype(int) for pose in poses)
    # Rounding to pixels of the large picture may move an edge by one of them.
    assert np.abs(one - other[:, ::-1]).mean() < 3
    assert np.abs(one - other).mean() > 10


@pytest.mark.parametrize("size", [28, 64, 150, 299])
def test_disc_has_its_area_and_soft_edges(size: int) -> None:
    sketch = Sketch()
    sketch.polygon(circle((0, 0), 0.6, corners=64), (255, 0, 0, 0))
    drawn = Canvas(size, Pose(), bands=1).draw(sketch)
    assert abs(drawn.mean() / 255 - np.pi * 0.3**2) < 0.02
    assert len(np.unique(drawn)) > 3


def test_contact_sheet_shows_each_class_in_a_row(tmp_path: Path) -> None:
    names = class_names("fashion")
    images, labels = load("fashion", n=20, size=32)
    picture = sheet(images, labels, names, columns=2, cell=48)
    assert picture.size[1] == 10 * 52 + 4
    text = alt_text("fashion", "Drawn clothes.", labels, names)
    assert text.endswith(", 2 of t-shirt.")
    picture.save(tmp_path / "sheet.png", pnginfo=png_info(text))
    with Image.open(tmp_path / "sheet.png") as saved:
        assert saved.text["Description"] == text


def test_contact_sheet_of_grey_images() -> None:
    images = np.full((2, 200, 200, 1), 90, np.uint8)
    assert sheet(images, np.array([0, 1]), ["a", "b"], columns=1).mode == "RGB"
