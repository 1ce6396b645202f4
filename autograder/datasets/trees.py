"""Folders of JPEG files as `flow_from_directory` reads them: tidy, or messy for the cleaning exercise."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from PIL import Image

from autograder.datasets import available, class_names, generated_set, load
from autograder.datasets.nuisance import Nuisance
from autograder.datasets.progress import Tell, told
from autograder.datasets.splits import generator, image_generator
from autograder.datasets.splits import labels as order_of_labels

DEFAULT_SPLITS: Mapping[str, int] = MappingProxyType({"train": 200, "validation": 50})

# The share of a messy split's files that is spoilt in each way; at least one file.
MISLABELLED_SHARE, ZERO_LENGTH_SHARE, TRUNCATED_SHARE, NOT_IMAGES_SHARE = 0.05, 0.02, 0.02, 0.02
_SHARES = (MISLABELLED_SHARE, ZERO_LENGTH_SHARE, TRUNCATED_SHARE, NOT_IMAGES_SHARE)

# How such files begin, so that tools that look inside know them.
_DS_STORE = b"\x00\x00\x00\x01Bud1" + bytes(6140)
_THUMBS = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4088)
_PAGES = (
    b"<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>\n",
    b"Too many requests. Please wait a moment and try again.\n",
)


@dataclass(frozen=True)
class Manifest:
    """What is wrong in a messy tree. All paths are relative to the tree's folder, with forward slashes, and sorted.

    mislabelled: (path, class that the picture shows) of pictures that lie in another class's folder.
    zero_length: .jpg files without a byte. truncated: JPEG files that end in the middle of the picture.
    not_images: .jpg files with text or HTML in them. junk: `.DS_Store` and `Thumbs.db` files, which operating systems
    leave behind. checkpoints: copies of pictures in folders `.ipynb_checkpoints`, of which one lies beside the class
    folders (`flow_from_directory` takes it for one more class) and one within a class folder (one picture twice).
    """

    mislabelled: tuple[tuple[str, str], ...] = ()
    zero_length: tuple[str, ...] = ()
    truncated: tuple[str, ...] = ()
    not_images: tuple[str, ...] = ()
    junk: tuple[str, ...] = ()
    checkpoints: tuple[str, ...] = ()

    @property
    def unreadable(self) -> tuple[str, ...]:
        """The .jpg files that cannot be read as whole pictures."""
        return tuple(sorted((*self.zero_length, *self.truncated, *self.not_images)))


class Tree(list[Path]):
    """The paths of all files that were written, sorted; `manifest` says what is wrong with some (if tidy: nothing)."""

    def __init__(self, paths: Sequence[Path], manifest: Manifest) -> None:
        super().__init__(paths)
        self.manifest = manifest


def jpeg(image: np.ndarray) -> bytes:
    """uint8 (h, w, 1 or 3) as a JPEG file: quality 90, full colour resolution, no metadata."""
    file = io.BytesIO()
    picture = Image.fromarray(image if image.shape[2] == 3 else image[:, :, 0])
    picture.save(file, "JPEG", quality=90, subsampling=0)
    return file.getvalue()


def _pictures(
    name: str, split: str, size: int | None, n: int, seed: int, names: Sequence[str], nuisance: Mapping[str, Any]
) -> Iterator[tuple[np.ndarray, int]]:
    """The images and labels of `load`; drawn ones are made one at a time, so that they never all lie in memory."""
    if name not in available():
        yield from zip(*load(name, split=split, size=size, n=n, seed=seed, classes=names), strict=True)
        return
    key = nuisance.get("key")
    options = Nuisance(**{option: on for option, on in nuisance.items() if option != "key"}, split=split)
    module = generated_set(name)
    labels = order_of_labels(name, split, len(names), n, seed=seed, imbalance=options.imbalance, key=key)
    for index, label in enumerate(labels.tolist()):
        rng = image_generator(name, split, names[label], index, seed=seed, key=key)
        yield module.draw(module.CLASS_NAMES.index(names[label]), size or module.DEFAULT_SIZE, rng, options), label


class _Mess:
    """Which pictures of a split are spoilt, and how; it writes what is more than pictures and keeps account."""

    def __init__(self, folder: Path, name: str, seed: int, key: bytes | None) -> None:
        self._folder, self._words, self._key = folder, (name, seed), key
        self.paths: list[Path] = []
        self._found: dict[str, list[Any]] = {part: [] for part in Manifest.__dataclass_fields__}

    def begin(self, split: str, n: int, names: Sequence[str]) -> None:
        """Choose the pictures of the next split that will be spoilt."""
        self._rng = generator(self._words[0], split, "mess", n, self._words[1], key=self._key)
        self._names = names
        counts = [max(1, round(share * n)) for share in _SHARES]
        chosen = iter(self._rng.permutation(n).tolist())
        self._wrong, self._empty, self._cut, self._pages = ({next(chosen) for _ in range(count)} for count in counts)

    def label(self, index: int, label: int) -> int:
        """The label of the folder into which picture `index` goes."""
        if index not in self._wrong:
            return label
        return (label + 1 + int(self._rng.integers(len(self._names) - 1))) % len(self._names)

    def content(self, index: int, path: Path, image: bytes, shown: int) -> bytes:
        """What is written to the path instead of picture `index`, which shows class `shown`."""
        where = path.relative_to(self._folder).as_posix()
        if index in self._wrong:
            self._found["mislabelled"].append((where, self._names[shown]))
        elif index in self._empty:
            self._found["zero_length"].append(where)
            return b""
        elif index in self._cut:
            self._found["truncated"].append(where)
            # After the scan's header (marker 0xFFDA) come the coded pixels.
            start = image.index(b"\xff\xda") + 14
            return image[: start + int((len(image) - start) * self._rng.uniform(0.2, 0.7))]
        elif index in self._pages:
            self._found["not_images"].append(where)
            return _PAGES[len(self._found["not_images"]) % len(_PAGES)]
        return image

    def finish(self, split: str) -> None:
        """Leave junk and checkpoints behind in a split."""
        folder, classes = self._folder / split, self._rng.permutation(len(self._names)).tolist()
        first, last = folder / self._names[classes[0]], folder / self._names[classes[-1]]
        for path, content in (
            (folder / ".DS_Store", _DS_STORE),
            (first / ".DS_Store", _DS_STORE),
            (last / "Thumbs.db", _THUMBS),
        ):
            self._leave("junk", path, content)
        spoilt = {
            self._folder / path for kind in ("zero_length", "truncated", "not_images") for path in self._found[kind]
        }
        for place in (folder, last):
            whole = [path for path in sorted(last.glob("*.jpg")) if path not in spoilt]
            if whole:
                source = whole[int(self._rng.integers(len(whole)))]
                (place / ".ipynb_checkpoints").mkdir()
                copy = place / ".ipynb_checkpoints" / f"{source.stem}-checkpoint.jpg"
                self._leave("checkpoints", copy, source.read_bytes())

    def _leave(self, kind: str, path: Path, content: bytes) -> None:
        path.write_bytes(content)
        self.paths.append(path)
        self._found[kind].append(path.relative_to(self._folder).as_posix())

    def manifest(self) -> Manifest:
        return Manifest(**{part: tuple(sorted(found)) for part, found in self._found.items()})


def _empty_folder(folder: str | Path) -> Path:
    root = Path(folder)
    root.mkdir(parents=True, exist_ok=True)
    if any(root.iterdir()):
        raise FileExistsError(f"{root} is not empty: choose a new folder, or empty this one first")
    return root


def write_tree(
    folder: str | Path,
    name: str,
    splits: Mapping[str, int] = DEFAULT_SPLITS,
    size: int | None = None,
    seed: int = 0,
    classes: Sequence[str] | None = None,
    messy: bool = False,
    progress: Tell | None = None,
    **nuisance: Any,
) -> Tree:
    """Write pictures of a set as `folder/<split>/<class>/<number>.jpg`.

    folder: is made if it is not there; FileExistsError if there is anything in it. splits: how many pictures each of
    "train", "validation" and "test" gets. size, seed, classes: as in `load`; the pictures are those of `load`, numbered
    from 00001 in each class folder. messy: spoil some as files found in the wild are (see `Manifest`): 5% of each split
    lie in the wrong folder, 2% each are empty, cut off, or no pictures (at least one each). progress: called with how
    many pictures are done and how many are asked for, after each (None: a bar, as in `load`). nuisance: facing, logos,
    shift, imbalance, key, as in `load`.

    Returns the paths of all files written, sorted, with a `manifest` of what is wrong. Nothing is written before the
    arguments are known to be good (ValueError, TypeError), and nothing outside the folder.
    """
    names = class_names(name, classes)
    for split, n in splits.items():
        # No pictures yet (unless n is below 0): only to have the arguments checked.
        load(name, split=split, size=size, n=min(n, 0), seed=seed, classes=classes, **nuisance)
        if messy and (n < 10 or len(names) < 2):
            raise ValueError(f"a messy split needs at least 10 pictures of 2 classes, {split} has {n} of {len(names)}")
    root = _empty_folder(folder)
    mess = _Mess(root, name, seed, nuisance.get("key")) if messy else None
    paths: list[Path] = []
    done, total = 0, sum(splits.values())
    with told(progress, f"writing {name}") as tell:
        for split, n in splits.items():
            for class_name in names:
                (root / split / class_name).mkdir(parents=True)
            if mess is not None:
                mess.begin(split, n, names)
            numbers = [0] * len(names)
            for index, (image, shown) in enumerate(_pictures(name, split, size, n, seed, names, nuisance)):
                label = shown if mess is None else mess.label(index, shown)
                numbers[label] += 1
                path = root / split / names[label] / f"{numbers[label]:05d}.jpg"
                content = jpeg(image)
                path.write_bytes(content if mess is None else mess.content(index, path, content, shown))
                paths.append(path)
                done += 1
                tell(done, total)
            if mess is not None:
                mess.finish(split)
    if mess is None:
        return Tree(sorted(paths), Manifest())
    return Tree(sorted((*paths, *mess.paths)), mess.manifest())
