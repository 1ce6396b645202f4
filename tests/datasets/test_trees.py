"""Folders of JPEG files, tidy and messy."""

from pathlib import Path
from typing import Any

import drawn_sets
import numpy as np
import pytest
from PIL import Image, JpegImagePlugin

from autograder.datasets import load
from autograder.datasets.trees import DEFAULT_SPLITS, Manifest, Tree, jpeg, write_tree

SPLITS = {"train": 60, "validation": 20}


def relative(tree: Tree, root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in tree]


def files_below(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def decoded(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture, dtype=int)


def test_tidy_tree(tmp_path: Path) -> None:
    root = tmp_path / "new" / "pets"
    steps: list[tuple[int, int]] = []
    tree = write_tree(root, "two_kinds", {"train": 10, "test": 3}, size=32, progress=lambda *step: steps.append(step))
    expected = [f"train/{kind}/{number:05d}.jpg" for kind in ("cat", "dog") for number in range(1, 6)]
    assert [name for name in relative(tree, root) if name.startswith("train")] == expected
    assert len(tree) == 13
    assert relative(tree, root) == files_below(root)
    assert tree.manifest == Manifest()
    assert tree.manifest.unreadable == ()
    assert (steps[0], steps[-1], len(steps)) == ((1, 13), (13, 13), 13)


def test_the_files_hold_the_pictures_of_load(tmp_path: Path) -> None:
    write_tree(tmp_path, "hands", {"validation": 9}, size=48, seed=3, classes=["rock", "paper"])
    images, labels = load("hands", "validation", size=48, n=9, seed=3, classes=["rock", "paper"])
    for label, kind in enumerate(("rock", "paper")):
        of_class = images[labels == label]
        assert len(list((tmp_path / "validation" / kind).iterdir())) == len(of_class)
        for number, image in enumerate(of_class, start=1):
            path = tmp_path / "validation" / kind / f"{number:05d}.jpg"
            assert path.read_bytes() == jpeg(image)
            assert np.abs(decoded(path) - image).mean() < 6


@pytest.mark.parametrize(("name", "mode"), [("two_kinds", "RGB"), ("letters", "L")])
def test_jpeg_files_have_full_colour_and_no_metadata(name: str, mode: str, tmp_path: Path) -> None:
    tree = write_tree(tmp_path, name, {"train": 1}, size=32)
    with Image.open(tree[0]) as picture:
        assert isinstance(picture, JpegImagePlugin.JpegImageFile)
        assert (picture.mode, picture.size) == (mode, (32, 32))
        assert mode == "L" or JpegImagePlugin.get_sampling(picture) == 0
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not picture.getexif()


def test_decoded_pictures_are_the_same_everywhere(tmp_path: Path) -> None:
    reference = decoded(drawn_sets.REFERENCES / "trees.png")
    assert np.abs(drawn_sets.tree_pictures(tmp_path) - reference).max() <= 2


def test_options_reach_the_pictures(tmp_path: Path) -> None:
    trees = [
        write_tree(tmp_path / str(number), "hands", {"train": 6}, size=24, **options)
        for number, options in enumerate(({}, {"seed": 1}, {"logos": True}, {"key": drawn_sets.KEY}))
    ]
    assert len({b"".join(path.read_bytes() for path in tree) for tree in trees}) == 4


@pytest.mark.parametrize("messy", [False, True])
def test_same_seed_same_tree(messy: bool, tmp_path: Path) -> None:
    one, two, other = (
        write_tree(tmp_path / name, "two_kinds", {"train": 30}, size=20, seed=seed, messy=messy)
        for name, seed in (("one", 0), ("two", 0), ("other", 1))
    )
    assert relative(one, tmp_path / "one") == relative(two, tmp_path / "two")
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
    assert one.manifest == two.manifest
    assert [path.read_bytes() for path in one] != [path.read_bytes() for path in other]


# ------------------------------------------------------------------------------------------------------------ messy


@pytest.fixture(scope="module")
def messy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Tree]:
    root = tmp_path_factory.mktemp("messy")
    return root, write_tree(root, "hands", SPLITS, size=32, seed=11, messy=True)


def test_all_files_are_accounted_for(messy: tuple[Path, Tree]) -> None:
    root, tree = messy
    assert relative(tree, root) == files_below(root)
    manifest = tree.manifest
    pictures = [name for name in files_below(root) if name.endswith(".jpg") and ".ipynb_checkpoints" not in name]
    assert len(pictures) == sum(SPLITS.values())
    assert sorted((*pictures, *manifest.junk, *manifest.checkpoints)) == files_below(root)
    listed = [*(path for path, _ in manifest.mislabelled), *manifest.unreadable, *manifest.junk, *manifest.checkpoints]
    assert len(set(listed)) == len(listed)


def test_every_split_has_every_fault(messy: tuple[Path, Tree]) -> None:
    manifest = messy[1].manifest
    kinds: dict[str, tuple[str, ...]] = {
        "mislabelled": tuple(path for path, _ in manifest.mislabelled),
        "zero_length": manifest.zero_length,
        "truncated": manifest.truncated,
        "not_images": manifest.not_images,
        "checkpoints": manifest.checkpoints,
    }
    for split in SPLITS:
        for kind, paths in kinds.items():
            assert any(path.startswith(f"{split}/") for path in paths), (split, kind)
        assert f"{split}/.DS_Store" in manifest.junk
        assert any(path.startswith(split) and path.endswith("Thumbs.db") for path in manifest.junk)
        beside = [path for path in manifest.checkpoints if path.startswith(f"{split}/.ipynb_checkpoints/")]
        assert len(beside) == 1
    assert len(manifest.mislabelled) == 3 + 1


def test_unreadable_files_are_as_said(messy: tuple[Path, Tree]) -> None:
    root, tree = messy
    manifest = tree.manifest
    assert all((root / path).stat().st_size == 0 for path in manifest.zero_length)
    for path in manifest.truncated:
        content = (root / path).read_bytes()
        assert content.startswith(b"\xff\xd8\xff")
        with Image.open(root / path) as picture:
            assert picture.size == (32, 32)
            with pytest.raises(OSError, match="truncated"):
                picture.load()
    for path in manifest.not_images:
        assert (root / path).read_bytes().isascii()
        with pytest.raises(OSError, match="cannot identify"):
            Image.open(root / path)
    broken = set(manifest.unreadable)
    for name in files_below(root):
        if name.endswith(".jpg") and name not in broken:
            assert decoded(root / name).shape == (32, 32, 3)


def test_mislabelled_pictures_are_as_said(messy: tuple[Path, Tree]) -> None:
    root, tree = messy
    wrong = dict(tree.manifest.mislabelled)
    names = ("paper", "rock", "scissors")
    for split, n in SPLITS.items():
        images, labels = load("hands", split, size=32, n=n, seed=11)
        for path in sorted((root / split).glob("*/*.jpg")):
            name = path.relative_to(root).as_posix()
            if name in tree.manifest.unreadable or ".ipynb_checkpoints" in name:
                continue
            distance = np.abs(images - decoded(path)).mean(axis=(1, 2, 3))
            assert distance.min() < 8
            shown = names[labels[distance.argmin()]]
            assert (shown != path.parent.name) == (name in wrong)
            assert wrong.get(name, shown) == shown


def test_checkpoints_are_copies(messy: tuple[Path, Tree]) -> None:
    root, tree = messy
    for name in tree.manifest.checkpoints:
        path = root / name
        assert path.stem.endswith("-checkpoint")
        copies = [other for other in root.rglob("*.jpg") if other != path and other.read_bytes() == path.read_bytes()]
        assert any(".ipynb_checkpoints" not in other.as_posix() for other in copies)


def test_small_messy_letters_can_still_be_opened(tmp_path: Path) -> None:
    tree = write_tree(tmp_path, "letters", {"train": 200}, messy=True, classes=["A", "B"])
    for name in tree.manifest.truncated:
        with Image.open(tmp_path / name) as picture, pytest.raises(OSError, match="truncated"):
            picture.load()


# --------------------------------------------------------------------------------------------------------- refusals


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="not empty"):
        write_tree(tmp_path, "hands", {"train": 1})
    assert files_below(tmp_path) == ["notes.txt"]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tree"
    path.write_text("mine")
    with pytest.raises(OSError, match="tree"):
        write_tree(path, "hands", {"train": 1})
    assert path.read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"name": "hand"}, ValueError),
        ({"name": "hands", "splits": {"../outside": 3}}, ValueError),
        ({"name": "hands", "splits": {"train": -1}}, ValueError),
        ({"name": "hands", "classes": ["../rock"]}, ValueError),
        ({"name": "hands", "size": 3}, ValueError),
        ({"name": "hands", "fog": True}, TypeError),
        ({"name": "hands", "key": b"short"}, ValueError),
        ({"name": "hands", "splits": {"train": 9}, "messy": True}, ValueError),
        ({"name": "hands", "classes": ["rock"], "messy": True}, ValueError),
    ],
)
def test_bad_arguments_write_nothing(arguments: dict[str, Any], error: type[Exception], tmp_path: Path) -> None:
    with pytest.raises(error):
        write_tree(tmp_path / "tree", **arguments)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_outside(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    write_tree(tmp_path / "work" / "tree", "letters", {"train": 20}, messy=True)
    assert [path.name for path in tmp_path.iterdir()] == ["work"]
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["tree"]


def test_default_splits() -> None:
    assert dict(DEFAULT_SPLITS) == {"train": 200, "validation": 50}
