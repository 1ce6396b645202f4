"""Finding the splits and classes of a set in a folder tree as its publisher, or somebody else, laid it out."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from autograder.datasets.real.failures import WrongLayout
from autograder.datasets.real.progress import Bar
from autograder.datasets.real.registry import RealSet
from autograder.submissions.wording import listed

IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp")
_DEPTH = 4


@dataclass
class Found:
    """What was put in place: number of images by split and class, and files left out because they are not images."""

    images: dict[str, dict[str, int]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def find_splits(root: Path, spec: RealSet) -> dict[str, Path]:
    """The folder of each split: one with a split's name that holds a folder for each class.

    Where several fit, the one nearest to `root` is taken, then the first by name. Raises WrongLayout if one is missing.
    """
    found: dict[str, Path] = {}
    for folder in _folders(root):
        names = {entry.name for entry in os.scandir(folder) if entry.is_dir()}
        if names.issuperset(spec.classes):
            split = next((split for split, known in spec.splits.items() if folder.name in known), None)
            if split:
                found.setdefault(split, folder)
    missing = [split for split in spec.splits if split not in found]
    if missing:
        names = " or ".join(spec.splits[missing[0]])
        archives = " and ".join(file.name for file in spec.files)
        advice = f" Put {archives} into one folder and give that." if len(spec.files) > 1 else ""
        raise WrongLayout(
            f"{spec.name} is not whole there: there is no folder {names} with a folder for each of "
            f"{listed(spec.classes)}.{advice}"
        )
    return found


def _folders(root: Path) -> Iterator[Path]:
    """`root` and the folders below it, nearest first; hidden ones and links are not looked into."""
    level = [root]
    for _ in range(_DEPTH):
        yield from level
        level = [
            Path(entry.path)
            for folder in level
            for entry in sorted(os.scandir(folder), key=lambda entry: entry.name)
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith((".", "__"))
        ]


def image_files(folder: Path) -> list[Path]:
    """The image files of a class, sorted by name; hidden ones are none."""
    files = (entry for entry in os.scandir(folder) if entry.is_file() and not entry.name.startswith("."))
    return sorted(Path(file.path) for file in files if file.name.lower().endswith(IMAGE_SUFFIXES))


def put_images(root: Path, ready: Path, spec: RealSet, bar: Bar, *, move: bool) -> Found:
    """Put the images of a set at `ready`/split/class/, moved or copied.

    What cannot be opened as an image is left out. Raises WrongLayout if a split or a class of one has no images.
    """
    folders = find_splits(root, spec)
    files = [
        (split, name, path)
        for split, folder in folders.items()
        for name in spec.classes
        for path in image_files(folder / name)
    ]
    found = Found({split: dict.fromkeys(spec.classes, 0) for split in spec.splits})
    bar.start(f"check {spec.name}", sum(path.stat().st_size for *_, path in files))
    done = 0
    for split, name, path in files:
        done += path.stat().st_size
        target = ready / split / name / path.name
        if not _opens(path):
            found.left_out.append(f"{split}/{name}/{path.name}")
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            if move:
                path.rename(target)
            else:
                _copy(path, target)
            found.images[split][name] += 1
        bar.at(done)
    for split, counts in found.images.items():
        for name, count in counts.items():
            if not count:
                raise WrongLayout(f"{spec.name} is not whole there: {split}/{name} holds no images.")
    return found


def _opens(path: Path) -> bool:
    """Whether the file begins like an image (its pixels are read only when it is loaded)."""
    try:
        with Image.open(path):
            return True
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False


def _copy(path: Path, target: Path) -> None:
    # Contents only: the copy shall not be read-only because the original is.
    target.write_bytes(path.read_bytes())


def content_hash(ready: Path, bar: Bar) -> str:
    """SHA-256 over the paths and contents of all images below `ready`, whatever archive they came in."""
    paths = sorted(
        (path for path in ready.rglob("*") if path.is_file()), key=lambda path: path.relative_to(ready).parts
    )
    bar.start("compute the hash", sum(path.stat().st_size for path in paths))
    whole, done = hashlib.sha256(), 0
    for path in paths:
        content = path.read_bytes()
        whole.update(f"{path.relative_to(ready).as_posix()}\0{hashlib.sha256(content).hexdigest()}\n".encode())
        done += len(content)
        bar.at(done)
    return whole.hexdigest()
