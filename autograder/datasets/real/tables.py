"""Sets that are arrays of pixels with label codes: .npz (x_train, y_train, ...) or one .csv a split.

They are put in place as split/images.npy, uint8 (n, h, w), and split/labels.npy, uint8 (n,): places in the class names.
"""

import csv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from autograder.datasets.real.failures import BadArchive, WrongLayout
from autograder.datasets.real.progress import Bar
from autograder.datasets.real.registry import RealSet

SUFFIXES = (".npz", ".csv")
_MOST_BYTES = 1 << 30


def put_arrays(files: list[Path], ready: Path, spec: RealSet, bar: Bar) -> dict[str, dict[str, int]]:
    """Put the splits found in .npz or .csv files at `ready`, and return the numbers of images by split and class.

    Raises WrongLayout if a split is missing or does not hold what it should, BadArchive for a damaged file.
    """
    counts: dict[str, dict[str, int]] = {}
    bar.start(f"read {spec.name}", sum(path.stat().st_size for path in files))
    done = 0
    for path in files:
        for split, images, codes in _tables(path, spec):
            if split not in counts:
                counts[split] = _put(ready / split, images, codes, spec, path)
        done += path.stat().st_size
        bar.at(done)
    missing = [split for split in spec.splits if split not in counts]
    if missing:
        names = spec.splits[missing[0]]
        raise WrongLayout(
            f"{spec.name} is not whole there: there is no {names[-1]}.csv and no .npz file with x_{names[0]} and "
            f"y_{names[0]}."
        )
    return {split: counts[split] for split in spec.splits}


def table_files(root: Path) -> list[Path]:
    """The .npz and .csv files to look into: a .csv file with those beside it, an .npz file, or those in a folder."""
    if root.is_file():
        return sorted(root.parent.glob("*.csv")) if root.suffix.lower() == ".csv" else [root]
    below = [path for depth in ("*", "*/*", "*/*/*") for path in sorted(root.glob(depth))]
    return [path for path in below if path.suffix.lower() in SUFFIXES and path.is_file()]


def _tables(path: Path, spec: RealSet) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """The splits in a file: name, pixels as they are, codes."""
    if path.stat().st_size > _MOST_BYTES:
        raise WrongLayout(f"{path.name} is too large to be {spec.name}.")
    if path.suffix.lower() == ".npz":
        yield from _npz(path, spec)
        return
    split = next((split for split, names in spec.splits.items() if path.stem in names), None)
    if split:
        table = _csv(path)
        yield split, table[:, 1:], table[:, 0]


def _npz(path: Path, spec: RealSet) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > _MOST_BYTES:
                raise WrongLayout(f"{path.name} is too large to be {spec.name}.")
        with np.load(path, allow_pickle=False) as arrays:
            for split, names in spec.splits.items():
                name = next((name for name in names if f"x_{name}" in arrays and f"y_{name}" in arrays), None)
                if name:
                    yield split, arrays[f"x_{name}"], arrays[f"y_{name}"]
    except (zipfile.BadZipFile, EOFError, ValueError) as error:
        raise BadArchive(f"{path.name} is damaged or cut off: load it again.") from error


def _csv(path: Path) -> np.ndarray:
    """A table of a header line and lines of label and pixels, int16 (n, 1 + pixels)."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file), [])
        table = np.loadtxt(path, dtype=np.int16, delimiter=",", skiprows=1, ndmin=2, encoding="utf-8")
    except ValueError as error:
        raise BadArchive(f"{path.name} is damaged or cut off, or no table of numbers: load it again.") from error
    if not header or header[0] != "label" or table.shape[1] != len(header):
        raise WrongLayout(f"{path.name} does not begin with the line label,pixel1,pixel2 ...")
    return table


def _put(folder: Path, images: np.ndarray, codes: np.ndarray, spec: RealSet, path: Path) -> dict[str, int]:
    side = spec.size
    numbers = images.dtype.kind in "iu" and codes.dtype.kind in "iu"
    if not numbers or codes.ndim != 1 or images.size != len(codes) * side * side or not len(codes):
        raise WrongLayout(
            f"{path.name} holds {images.dtype} {images.shape} and labels {codes.shape}, not whole numbers (n, {side}, "
            f"{side}) and (n,)."
        )
    if images.min() < 0 or images.max() > 255 or not np.isin(codes, spec.codes).all():
        raise WrongLayout(f"{path.name} holds pixels outside 0 to 255, or labels that {spec.name} does not have.")
    labels = np.searchsorted(spec.codes, codes).astype(np.uint8)
    folder.mkdir(parents=True)
    np.save(folder / "images.npy", images.reshape(-1, side, side).astype(np.uint8))
    np.save(folder / "labels.npy", labels)
    return dict(zip(spec.classes, np.bincount(labels, minlength=len(spec.classes)).tolist(), strict=True))
