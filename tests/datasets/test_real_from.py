"""Sets taken from what is on the disk: archives, folders, .npz and .csv files."""

import errno
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from real_sets_made import CLASSES, pets, picture, tarred, tree, write, zipped

from autograder.datasets.real import failures as errors
from autograder.datasets.real import layout, places, tables
from autograder.datasets.real.fetch import Fetched, fetch
from autograder.datasets.real.registry import RealSet, RemoteFile, real_set

URL = "https://example.org/pets.zip"
SPLITS = {"train": 5, "validation": 2}
SPEC = pets(URL)
TWO_ARCHIVES = replace(
    SPEC,
    splits={"train": ("train", "pets"), "validation": ("validation", "pets-more")},
    files=(RemoteFile("pets.zip", URL), RemoteFile("pets-more.zip", URL)),
)


@pytest.fixture
def take(tmp_path: Path) -> Callable[..., Fetched]:
    def run(source: Path, spec: RealSet = SPEC, **options: object) -> Fetched:
        return fetch(spec, tmp_path / "data", source, **options)

    return run


def signs(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.integers(0, 256, (n, 28, 28), np.uint8), rng.choice(real_set("sign-mnist").codes, n).astype(np.uint8)


def table(folder: Path, name: str, images: np.ndarray, codes: np.ndarray) -> None:
    header = ",".join(["label", *(f"pixel{place + 1}" for place in range(784))])
    rows = np.column_stack([codes, images.reshape(len(images), -1)])
    folder.mkdir(exist_ok=True)
    np.savetxt(folder / name, rows, "%d", ",", header=header, comments="")


def test_an_unpacked_folder_is_copied_and_stays(take: Callable[..., Fetched], tmp_path: Path) -> None:
    source = write(tmp_path / "mine", tree(SPLITS, top=""))
    before = sorted(source.rglob("*"))
    assert take(source).images == {"train": 10, "validation": 4}
    assert sorted(source.rglob("*")) == before


def test_the_folder_may_lie_deeper(take: Callable[..., Fetched], tmp_path: Path) -> None:
    source = write(tmp_path / "mine", tree(SPLITS, top="some/where/"))
    assert take(source).images["train"] == 10


@pytest.mark.parametrize(("name", "pack"), [("any.zip", zipped), ("any.tar.gz", tarred)])
def test_an_archive_under_any_name(
    take: Callable[..., Fetched], tmp_path: Path, name: str, pack: Callable[[dict[str, bytes]], bytes]
) -> None:
    (tmp_path / name).write_bytes(pack(tree(SPLITS)))
    assert take(tmp_path / name).images["train"] == 10
    assert (tmp_path / name).exists()


def test_a_folder_with_the_published_archives(take: Callable[..., Fetched], tmp_path: Path) -> None:
    write(
        tmp_path / "mine",
        {
            "pets.zip": zipped({f"{name}/{index}.png": picture(index) for name in CLASSES for index in range(3)}),
            "pets-more.zip": zipped({f"{name}/{index}.png": picture(index) for name in CLASSES for index in range(2)}),
            "holidays.zip": b"no archive, and no business of ours",
        },
    )
    assert take(tmp_path / "mine", TWO_ARCHIVES).images == {"train": 6, "validation": 4}


def test_one_of_two_archives_is_not_enough(take: Callable[..., Fetched], tmp_path: Path) -> None:
    (tmp_path / "pets.zip").write_bytes(zipped({f"{name}/1.png": picture(1) for name in CLASSES}))
    with pytest.raises(errors.WrongLayout, match=r"Put pets\.zip and pets-more\.zip into one folder and give that\.$"):
        take(tmp_path / "pets.zip", TWO_ARCHIVES)


def test_an_archive_with_the_published_name_must_be_the_published_one(
    take: Callable[..., Fetched], tmp_path: Path
) -> None:
    (tmp_path / "pets.zip").write_bytes(zipped(tree({"train": 1})))
    with pytest.raises(errors.WrongFile, match=r"^pets\.zip is not the published one .* unpack it and give the folder"):
        take(tmp_path / "pets.zip", pets(URL, b"published"))


def test_junk_and_broken_files_are_left_out_and_named(take: Callable[..., Fetched], tmp_path: Path) -> None:
    junk = {
        "train/.DS_Store": b"",
        "train/cats/Thumbs.db": b"",
        "train/cats/._cats000.png": b"of macOS",
        "train/cats/.ipynb_checkpoints/cats000.png": picture(3),
        "train/cats/empty.png": b"",
        "train/dogs/text.jpg": b"no image",
    }
    fetched = take(write(tmp_path / "mine", tree(SPLITS, top="") | junk))
    assert fetched.images == {"train": 10, "validation": 4}
    assert fetched.notes == ("2 files are not images and were left out: train/cats/empty.png, train/dogs/text.jpg.",)


def test_of_two_that_fit_the_nearer_is_taken(take: Callable[..., Fetched], tmp_path: Path) -> None:
    files = tree(SPLITS, top="") | tree({"train": 1, "validation": 1}, top="copy/")
    assert take(write(tmp_path / "mine", files)).images["train"] == 10


@pytest.mark.parametrize("missing", ["validation/", "validation/dogs/"])
def test_a_folder_that_lacks_something_is_refused(take: Callable[..., Fetched], tmp_path: Path, missing: str) -> None:
    files = {name: content for name, content in tree(SPLITS, top="").items() if not name.startswith(missing)}
    with pytest.raises(errors.WrongLayout, match=r"^pets is not whole there: there is no folder validation"):
        take(write(tmp_path / "mine", files))
    assert not (tmp_path / "data/pets").exists()


def test_a_class_without_images_is_refused(take: Callable[..., Fetched], tmp_path: Path) -> None:
    source = write(tmp_path / "mine", tree(SPLITS, top=""))
    for path in (source / "train/cats").iterdir():
        path.write_bytes(b"")
    with pytest.raises(errors.WrongLayout, match="train/cats holds no images"):
        take(source)


@pytest.mark.parametrize("name", ["nothing", "photo.png", "set.npz"])
def test_what_can_be_no_set_is_refused(take: Callable[..., Fetched], tmp_path: Path, name: str) -> None:
    if name != "nothing":
        (tmp_path / name).write_bytes(picture(1))
    with pytest.raises(errors.WrongLayout):
        take(tmp_path / name)


def test_a_failing_take_leaves_the_set_that_was_there(take: Callable[..., Fetched], tmp_path: Path) -> None:
    take(write(tmp_path / "mine", tree(SPLITS, top="")))
    with pytest.raises(errors.WrongLayout):
        take(write(tmp_path / "half", tree({"train": 1}, top="")), again=True)
    assert places.card_of(tmp_path / "data/pets")
    assert take(write(tmp_path / "other", tree({"train": 1, "validation": 1}, top="")), again=True).images["train"] == 2
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["pets"]


def test_a_folder_that_may_not_be_read_is_named(
    take: Callable[..., Fetched], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path / "mine", tree(SPLITS, top=""))

    def refuse(path: Path, target: Path) -> None:
        raise PermissionError(errno.EACCES, "no", str(path))

    monkeypatch.setattr(layout, "_copy", refuse)
    with pytest.raises(errors.WrongLayout, match=r"mine/train/cats/cats000\.png cannot be read\.$"):
        take(source)


def test_a_set_that_needs_a_login_says_where_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(errors.NeedsLogin, match=r"get it with a browser from https://www\.kaggle\.com/.* --from FILE"):
        fetch(real_set("sign-mnist"), tmp_path)


@pytest.mark.parametrize("second", ["validation", "test"])
def test_signs_as_npz(take: Callable[..., Fetched], tmp_path: Path, second: str) -> None:
    (x, y), (more_x, more_y) = signs(60), signs(30, 1)
    np.savez(tmp_path / "any.npz", **{"x_train": x, "y_train": y, f"x_{second}": more_x, f"y_{second}": more_y})
    fetched = take(tmp_path / "any.npz", real_set("sign-mnist"))
    assert fetched.images == {"train": 60, "validation": 30}
    home = tmp_path / "data/sign-mnist"
    assert (np.load(home / "train/images.npy") == x).all()
    codes = np.array(real_set("sign-mnist").codes)
    assert (codes[np.load(home / "validation/labels.npy")] == more_y).all()


@pytest.mark.parametrize("way", ["file", "folder", "zip"])
def test_signs_as_tables(take: Callable[..., Fetched], tmp_path: Path, way: str) -> None:
    mine = tmp_path / "mine"
    table(mine, "sign_mnist_train.csv", *signs(40))
    table(mine, "sign_mnist_test.csv", *signs(20, 1))
    (mine / "marks.csv").write_text("name,mark\nAda,10\n")
    source = {"file": mine / "sign_mnist_train.csv", "folder": mine, "zip": tmp_path / "archive.zip"}[way]
    if way == "zip":
        source.write_bytes(zipped({path.name: path.read_bytes() for path in mine.iterdir()}))
    assert take(source, real_set("sign-mnist")).images == {"train": 40, "validation": 20}
    assert (np.load(tmp_path / "data/sign-mnist/train/images.npy") == signs(40)[0]).all()


def test_a_table_of_one_split_is_not_enough(take: Callable[..., Fetched], tmp_path: Path) -> None:
    table(tmp_path / "mine", "sign_mnist_train.csv", *signs(40))
    with pytest.raises(errors.WrongLayout, match=r"there is no sign_mnist_test\.csv and no \.npz file"):
        take(tmp_path / "mine", real_set("sign-mnist"))


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def _headless(path: Path) -> None:
    path.write_text(path.read_text().partition("\n")[2])


def _words(path: Path) -> None:
    path.write_text(path.read_text() + "a,b\n")


@pytest.mark.parametrize("harm", [_cut, _headless, _words])
def test_a_table_that_is_damaged_is_refused(
    take: Callable[..., Fetched], tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    table(tmp_path / "mine", "sign_mnist_train.csv", *signs(40))
    table(tmp_path / "mine", "sign_mnist_test.csv", *signs(20, 1))
    harm(tmp_path / "mine/sign_mnist_train.csv")
    with pytest.raises((errors.BadArchive, errors.WrongLayout), match=r"sign_mnist_train\.csv"):
        take(tmp_path / "mine", real_set("sign-mnist"))
    assert not (tmp_path / "data/sign-mnist").exists()


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (np.zeros((5, 28, 28)), np.zeros(5, np.uint8)),
        (np.zeros((5, 28, 27), np.uint8), np.zeros(5, np.uint8)),
        (np.zeros((5, 28, 28), np.uint8), np.zeros(4, np.uint8)),
        (np.zeros((5, 28, 28), np.uint8), np.full(5, 9)),
        (np.full((5, 28, 28), 256), np.zeros(5, np.uint8)),
        (np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.uint8)),
        (np.array([{}] * 5), np.zeros(5, np.uint8)),
    ],
)
def test_arrays_that_are_no_signs_are_refused(
    take: Callable[..., Fetched], tmp_path: Path, x: np.ndarray, y: np.ndarray
) -> None:
    np.savez(tmp_path / "any.npz", x_train=x, y_train=y, x_validation=x, y_validation=y)
    with pytest.raises((errors.WrongLayout, errors.BadArchive), match=r"^any\.npz "):
        take(tmp_path / "any.npz", real_set("sign-mnist"))


def test_an_npz_that_is_cut_off_is_refused(take: Callable[..., Fetched], tmp_path: Path) -> None:
    np.savez(tmp_path / "any.npz", x_train=signs(40)[0])
    _cut(tmp_path / "any.npz")
    with pytest.raises(errors.BadArchive, match=r"^any\.npz is damaged or cut off"):
        take(tmp_path / "any.npz", real_set("sign-mnist"))


def test_an_npz_that_would_fill_the_memory_is_refused(
    take: Callable[..., Fetched], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_MOST_BYTES", 1 << 20)
    (tmp_path / "any.npz").write_bytes(zipped({f"{index}.npy": bytes(300 << 10) for index in range(4)}))
    with pytest.raises(errors.WrongLayout, match="too large to be sign-mnist"):
        take(tmp_path / "any.npz", real_set("sign-mnist"))
