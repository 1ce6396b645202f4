"""Fetched sets through `load`: the calls of the drawn sets, and the same images on every machine."""

import tomllib
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image
from real_sets_made import pets, tree, write

from autograder import datasets
from autograder.course import content
from autograder.datasets import real
from autograder.datasets.real import failures as errors
from autograder.datasets.real import folders, places
from autograder.datasets.real.fetch import fetch
from autograder.datasets.real.registry import real_set, registry

COUNTS = {"train": 20, "validation": 4}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with the sets "pets" (two splits) and "series" (train and test)."""
    one = pets("https://example.org/pets.zip")
    two = replace(one, name="series", splits={"train": ("train",), "test": ("test",)})
    folder = tmp_path / "data"
    mine = write(tmp_path / "mine", tree(COUNTS, top=""))
    (mine / "train/dogs/dogs000.png").unlink()
    fetch(one, folder, mine)
    fetch(two, folder, write(tmp_path / "more", tree({"train": 20, "test": 5}, top="")))
    known = {"pets": one, "series": two, "sign-mnist": real_set("sign-mnist")}
    monkeypatch.setattr(folders, "real_set", lambda name: known[name])
    monkeypatch.setenv(places.VARIABLE, str(folder))
    return folder


def test_the_registry_is_well_formed() -> None:
    for spec in registry().values():
        assert list(spec.classes) == sorted(set(spec.classes))
        assert set(spec.images) == set(spec.splits)
        assert "train" in spec.splits
        assert spec.kind == "folders" or len(spec.codes) == len(spec.classes)
        assert urlsplit(spec.home).scheme == "https"
        for file in spec.files:
            assert urlsplit(file.url).scheme == "https"
            assert file.sha256 is None or (len(file.sha256) == 64 and int(file.sha256, 16))
    assert sum(sum(spec.images.values()) for spec in registry().values()) == 3781 + 1283 + 2892 + 3000 + 34627


def test_the_registry_is_content() -> None:
    with (content.data() / "registry.toml").open("rb") as file:
        assert tuple(tomllib.load(file)) == real.REAL_NAMES


def test_the_sets_are_those_of_the_public_api() -> None:
    assert datasets.available(real=True) == real.REAL_NAMES
    assert datasets.class_names("clothing") == real.class_names("clothing")


@pytest.mark.usefixtures("data")
class TestLoad:
    def test_images_and_labels(self) -> None:
        images, labels = real.load("pets", n=10)
        assert (images.shape, images.dtype) == ((10, 32, 32, 3), np.uint8)
        assert (labels.shape, labels.dtype) == ((10,), np.int64)
        assert np.bincount(labels).tolist() == [5, 5]

    def test_any_size(self) -> None:
        assert real.load("pets", size=17, n=3)[0].shape == (3, 17, 17, 3)

    def test_an_image_is_that_of_its_class(self, data: Path) -> None:
        images, labels = real.load("pets", "validation", n=None)
        names = real.class_names("pets")
        for image, label in zip(images, labels, strict=True):
            files = [Image.open(path) for path in (data / "pets/validation" / names[label]).iterdir()]
            small = [np.asarray(file.resize((32, 32), Image.Resampling.BILINEAR)) for file in files]
            assert sum(np.array_equal(image, other) for other in small) == 1

    def test_the_same_call_gives_the_same(self) -> None:
        assert all(map(np.array_equal, real.load("pets", n=12), real.load("pets", n=12)))

    def test_the_first_of_more_are_the_same(self) -> None:
        assert np.array_equal(real.load("pets", n=30)[0][:12], real.load("pets", n=12)[0])

    def test_the_order_on_the_disk_does_not_matter(self, data: Path) -> None:
        before = real.load("pets", n=12)[0]
        for path in sorted((data / "pets/train/cats").iterdir(), reverse=True):
            moved = path.read_bytes()
            path.unlink()
            path.write_bytes(moved)
        assert np.array_equal(real.load("pets", n=12)[0], before)

    def test_another_seed_takes_others(self) -> None:
        assert not np.array_equal(real.load("pets", n=12)[0], real.load("pets", n=12, seed=1)[0])

    def test_a_set_ends(self) -> None:
        images, labels = real.load("pets")
        assert len(images) == 39
        assert len(np.unique(images.reshape(39, -1), axis=0)) == 39
        assert np.bincount(labels).tolist() == [20, 19]

    def test_a_class_that_runs_out_is_not_missing_at_the_end(self, data: Path, tmp_path: Path) -> None:
        few = {name: content for name, content in tree(COUNTS, top="").items() if not name.endswith(("5.png", "6.png"))}
        mine = write(tmp_path / "few", few)
        for path in sorted((mine / "train/dogs").iterdir())[4:]:
            path.unlink()
        fetch(folders.real_set("pets"), data, mine, again=True)
        _, labels = real.load("pets", n=None)
        assert np.bincount(labels).tolist() == [16, 4]
        assert labels[8:].any()

    def test_classes_in_the_order_given(self) -> None:
        images, labels = real.load("pets", n=None, classes=["dogs", "cats"])
        assert np.bincount(labels).tolist() == [19, 20]
        only, zeros = real.load("pets", n=None, classes=["dogs"])
        assert not zeros.any()
        assert {image.tobytes() for image in only} == {image.tobytes() for image in images[labels == 0]}

    def test_progress_is_told(self) -> None:
        told: list[tuple[int, int]] = []
        real.load("pets", n=3, progress=lambda done, total: told.append((done, total)))
        assert told == [(1, 3), (2, 3), (3, 3)]

    def test_none_and_fewer_than_none(self) -> None:
        assert real.load("pets", n=0)[0].shape == (0, 32, 32, 3)
        with pytest.raises(ValueError, match="n is 0 or more, not -1"):
            real.load("pets", n=-1)

    def test_a_set_without_validation_gets_a_fifth_of_train(self) -> None:
        train, labels = real.load("series", "train", n=None)
        validation, more = real.load("series", "validation", n=None)
        assert (np.bincount(labels).tolist(), np.bincount(more).tolist()) == ([16, 16], [4, 4])
        assert not {image.tobytes() for image in train} & {image.tobytes() for image in validation}
        assert len(real.load("series", "test")[0]) == 10

    def test_a_split_that_is_not_there(self) -> None:
        assert folders.splits_of("pets") == ["train", "validation"]
        with pytest.raises(errors.UnknownSet, match=r"^pets has no split 'test': it has train, validation\.$"):
            real.load("pets", "test")

    @pytest.mark.parametrize("classes", [["birds"], [], ["cats", "cats"]])
    def test_classes_that_are_not_there(self, classes: list[str]) -> None:
        with pytest.raises(errors.UnknownSet, match=r"it has cats, dogs\.$"):
            real.load("pets", classes=classes)

    def test_a_set_that_was_not_fetched(self, tmp_path: Path) -> None:
        with pytest.raises(errors.NotFetched, match="run `convlings data fetch pets`"):
            real.load("pets", folder=tmp_path)

    def test_a_set_that_lost_an_image(self, data: Path) -> None:
        next((data / "pets/train/cats").iterdir()).unlink()
        with pytest.raises(errors.NotFetched, match="pets has 19 of 20 images in train/cats: fetch it again"):
            real.load("pets")

    def test_an_image_that_is_damaged(self, data: Path) -> None:
        path = next((data / "pets/validation/cats").iterdir())
        path.write_bytes(path.read_bytes()[:200])
        with pytest.raises(errors.NotFetched, match=r"cats\d\d\d\.png cannot be read as an image"):
            real.load("pets", "validation")

    def test_arrays(self, data: Path, tmp_path: Path) -> None:
        spec = real_set("sign-mnist")
        rng = np.random.default_rng(0)
        x, y = rng.integers(0, 256, (200, 28, 28), np.uint8), rng.choice(spec.codes, 200)
        np.savez(tmp_path / "any.npz", x_train=x, y_train=y, x_validation=x[:50], y_validation=y[:50])
        fetch(spec, data, tmp_path / "any.npz")
        images, labels = real.load("sign-mnist", n=None)
        assert (images.shape, images.dtype) == ((200, 28, 28, 1), np.uint8)
        of = {image.tobytes(): code for image, code in zip(x, y, strict=True)}
        assert [of[image.tobytes()] for image in images] == [spec.codes[label] for label in labels]
        assert real.load("sign-mnist", size=32, n=5)[0].shape == (5, 32, 32, 1)


def test_grey_and_transparent_images_become_rgb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = write(tmp_path / "mine", tree({"train": 3, "validation": 1}, top=""))
    for index, mode in enumerate(["L", "P", "RGBA"]):
        Image.new(mode, (20, 20), 7).save(mine / f"train/cats/cats{index:03d}.png")
    spec = pets("https://example.org/pets.zip")
    fetch(spec, tmp_path / "data", mine)
    monkeypatch.setattr(folders, "real_set", lambda name: spec)
    assert real.load("pets", folder=tmp_path / "data")[0].shape == (6, 32, 32, 3)


def test_where_the_data_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(places.VARIABLE, raising=False)
    assert "convlings" in str(places.data_folder())
    monkeypatch.setenv(places.VARIABLE, str(tmp_path))
    assert places.data_folder() == tmp_path
    assert places.data_folder("here") == Path.cwd() / "here"
