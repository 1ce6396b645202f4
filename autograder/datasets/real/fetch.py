"""Getting a set into the data folder, whole or not at all: from its publisher, or from what is on this disk."""

import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pooch

from autograder.datasets.real import layout, places, tables, unpack
from autograder.datasets.real.download import download
from autograder.datasets.real.failures import (
    BadArchive,
    DiskFull,
    NeedsLogin,
    NotWritable,
    WrongFile,
    WrongLayout,
    plain_disk_errors,
)
from autograder.datasets.real.lock import Lock
from autograder.datasets.real.progress import Bar, Silent
from autograder.datasets.real.registry import RealSet
from autograder.submissions.wording import listed, size

_DOWNLOADS = "downloads"


@dataclass(frozen=True, slots=True)
class Fetched:
    """Where a set is, how many images each split has, and what the user should know (sentences)."""

    home: Path
    images: Mapping[str, int]
    notes: tuple[str, ...] = ()


def fetch(
    spec: RealSet,
    folder: Path,
    source: Path | None = None,
    *,
    again: bool = False,
    bar: Bar | None = None,
    pause: float = 1.0,
) -> Fetched:
    """Put a set into `folder`/<name>.

    source: an archive, .npz or .csv file, or a folder with those or with the unpacked images; None downloads it.
    again: also where the set is there already. pause: seconds before a broken download is taken up again.

    Raises a DataTrouble whose text says what to do. Whatever happens, the set is there whole, or as it was before.
    """
    bar = bar or Silent()
    home = folder / spec.name
    card = places.card_of(home)
    if card and not again:
        return Fetched(home, _totals(card.images), ("It was there already.",))
    if home.exists() and not card:
        raise NotWritable(f"{home} is there, and no set that was fetched: move it away, or give another --folder.")
    with plain_disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _check_space(spec, folder, source)
        with places.work_folder(folder, spec.name) as work:
            raw, ready = work / "raw", work / "ready"
            ready.mkdir()
            if source is None:
                archives = _download(spec, folder, raw, bar, pause)
                images, notes = _put(raw, ready, spec, bar, move=True)
                _check_content(spec, ready, Lock(folder), bar)
                origin = " ".join(file.url for file in spec.files)
            else:
                archives = []
                given = _given(spec, source, raw, bar)
                images, notes = _put(given, ready, spec, bar, move=given == raw)
                origin = source.name
            places.put(ready, home, places.Card(spec.name, origin, images))
        for archive in archives:
            archive.unlink(missing_ok=True)
        with suppress(OSError):
            (folder / _DOWNLOADS).rmdir()
    totals = _totals(images)
    if totals != spec.images:
        notes += (f"It has {_counted(totals)} images; as published it has {_counted(spec.images)}.",)
    return Fetched(home, totals, notes)


def _totals(images: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    return {split: sum(counts.values()) for split, counts in images.items()}


def _counted(totals: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {split}" for split, count in totals.items())


def _check_space(spec: RealSet, folder: Path, source: Path | None) -> None:
    """Say now what would fail in an hour."""
    need = spec.bytes + (spec.download_bytes if source is None else 0)
    free = shutil.disk_usage(folder).free
    if free < need:
        raise DiskFull(
            f"{spec.name} needs {size(need)} and {folder} has {size(free)} left: free some and run it again, or give "
            "another folder with --folder."
        )


def _download(spec: RealSet, folder: Path, raw: Path, bar: Bar, pause: float) -> list[Path]:
    """Load and unpack all files of a set; return the archives."""
    if not spec.files:
        raise NeedsLogin(
            f"{spec.name} needs a login: get it with a browser from {spec.home} and run `convlings data fetch "
            f"{spec.name} --from FILE`."
        )
    downloads = folder / _DOWNLOADS
    downloads.mkdir(exist_ok=True)
    lock, archives = Lock(folder), []
    for file in spec.files:
        pinned = lock.get(file.url) if file.same_bytes else None
        archive = download(file, downloads, pinned, bar, pause=pause)
        try:
            unpack.unpack(archive, raw / unpack.stem(file.name), layout.IMAGE_SUFFIXES, bar)
        except BadArchive:
            archive.unlink()
            raise
        if file.same_bytes and not file.sha256 and not pinned:
            # Pinned only now: it has been proven to be an archive.
            lock.pin(file.url, pooch.file_hash(str(archive)))
        archives.append(archive)
    return archives


def _check_content(spec: RealSet, ready: Path, lock: Lock, bar: Bar) -> None:
    """Where archives are packed again for each request, what they hold is pinned."""
    if all(file.same_bytes for file in spec.files):
        return
    found, pinned = layout.content_hash(ready, bar), lock.get(spec.name)
    if pinned is None:
        lock.pin(spec.name, found)
    elif found != pinned:
        raise WrongFile(
            f"{spec.name} no longer holds what it held when it was fetched first (its SHA-256 differs); if you trust "
            f"it, delete its line in {lock.path} and run it again."
        )


def _given(spec: RealSet, source: Path, raw: Path, bar: Bar) -> Path:
    """What to look into for a set that the user has: `source`, or `raw` once its archives are unpacked there."""
    if not source.exists():
        raise WrongLayout(f"There is no {source}.")
    published = {file.name: file for file in spec.files}
    if source.is_file():
        archives = [source] if unpack.is_archive(source) else []
        if not archives and (spec.kind != "arrays" or source.suffix.lower() not in tables.SUFFIXES):
            raise WrongLayout(f"{source.name} is not an archive (.zip or .tar.gz) and no folder with {spec.name}.")
    else:
        archives = [path for path in sorted(source.iterdir()) if path.name in published]
    if not archives or (source.is_dir() and _holds_images(source, spec)):
        return source
    wanted = layout.IMAGE_SUFFIXES if spec.kind == "folders" else tables.SUFFIXES
    for archive in archives:
        sha256 = published[archive.name].sha256 if archive.name in published else None
        if sha256 and pooch.file_hash(str(archive)) != sha256:
            raise WrongFile(
                f"{archive.name} is not the published one (its SHA-256 differs); if you trust it, unpack it and give "
                "the folder."
            )
        unpack.unpack(archive, raw / unpack.stem(archive), wanted, bar)
    return raw


def _holds_images(source: Path, spec: RealSet) -> bool:
    try:
        layout.find_splits(source, spec)
    except WrongLayout:
        return False
    return True


def _put(
    root: Path, ready: Path, spec: RealSet, bar: Bar, *, move: bool
) -> tuple[dict[str, dict[str, int]], tuple[str, ...]]:
    """Put what is in `root` in place: numbers of images by split and class, and what the user should know."""
    if spec.kind == "arrays":
        return tables.put_arrays(tables.table_files(root), ready, spec, bar), ()
    found = layout.put_images(root, ready, spec, bar, move=move)
    left_out = found.left_out
    notes = (f"{len(left_out)} files are not images and were left out: {listed(left_out)}.",) if left_out else ()
    return found.images, notes
