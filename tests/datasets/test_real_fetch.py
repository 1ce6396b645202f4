"""Fetching from a publisher that breaks off, lies, changes its mind or is away: a set is there whole or not at all."""

import errno
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from real_sets_made import Publisher, pets, publisher, tarred, tree, zipped

from autograder.datasets.real import failures as errors
from autograder.datasets.real import layout, places, unpack
from autograder.datasets.real.fetch import Fetched, fetch
from autograder.datasets.real.lock import Lock
from autograder.datasets.real.registry import RealSet

SPLITS = {"train": 5, "validation": 2}
PETS = zipped(tree(SPLITS))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with publisher() as published:
        published.content = PETS
        yield published


@pytest.fixture
def get(tmp_path: Path) -> Callable[..., Fetched]:
    def run(spec: RealSet, **options: object) -> Fetched:
        return fetch(spec, tmp_path / "data", pause=0.0, **options)

    return run


def is_there(data: Path) -> bool:
    return places.card_of(data / "pets") is not None


def left_overs(data: Path) -> list[str]:
    return sorted(path.name for path in data.iterdir() if path.name.startswith(".pets-"))


def test_a_set_is_loaded_unpacked_and_the_archive_removed(
    server: Publisher, get: Callable[..., Fetched], tmp_path: Path
) -> None:
    fetched = get(pets(server.url, PETS))
    assert fetched.images == {"train": 10, "validation": 4}
    assert fetched.notes == ()
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["pets"]
    assert len(list((tmp_path / "data/pets/train/cats").iterdir())) == 5


def test_a_set_that_is_there_is_not_loaded_again(server: Publisher, get: Callable[..., Fetched]) -> None:
    get(pets(server.url, PETS))
    assert get(pets(server.url, PETS)).notes == ("It was there already.",)
    assert len(server.asked) == 1
    get(pets(server.url, PETS), again=True)
    assert len(server.asked) == 2


@pytest.mark.parametrize("known", [True, False])
def test_a_download_that_breaks_off_goes_on_where_it_stopped(
    server: Publisher, get: Callable[..., Fetched], known: bool
) -> None:
    server.breaks, server.after = 2, 20_000
    assert get(pets(server.url, PETS, known=known)).images["train"] == 10
    assert server.asked == ["", "bytes=16384-", "bytes=32768-"]


def test_without_ranges_it_begins_again(server: Publisher, get: Callable[..., Fetched]) -> None:
    server.breaks, server.after, server.ranges = 1, 20_000, False
    assert get(pets(server.url, PETS)).images["train"] == 10


def test_a_weak_mark_does_not_join_two_versions(server: Publisher, get: Callable[..., Fetched]) -> None:
    server.breaks, server.after, server.etag = 1, 20_000, 'W/"one"'
    get(pets(server.url, PETS))
    assert server.asked == ["", ""]


def test_a_connection_that_keeps_breaking_is_given_up_and_taken_up_by_the_next_run(
    server: Publisher, get: Callable[..., Fetched], tmp_path: Path
) -> None:
    server.breaks, server.after, server.ranges = 99, 20_000, False
    with pytest.raises(errors.BrokenOff, match=r"broke off after 16 KB of .* KB: run it again to go on from there\.$"):
        get(pets(server.url, PETS))
    assert not is_there(tmp_path / "data")
    assert left_overs(tmp_path / "data") == []
    server.breaks, server.ranges = 0, True
    server.asked.clear()
    get(pets(server.url, PETS))
    assert server.asked == ["bytes=16384-"]


def test_two_versions_of_a_file_are_never_joined(server: Publisher, get: Callable[..., Fetched]) -> None:
    server.breaks, server.after, server.ranges = 99, 20_000, False
    with pytest.raises(errors.BrokenOff):
        get(pets(server.url))
    server.breaks, server.ranges, server.etag = 0, True, '"two"'
    server.content = zipped(tree({"train": 6, "validation": 2}))
    assert get(pets(server.url)).images["train"] == 12


def test_a_size_announced_too_large_is_a_connection_that_breaks(
    server: Publisher, get: Callable[..., Fetched], tmp_path: Path
) -> None:
    server.announces = 100
    with pytest.raises(errors.BrokenOff):
        get(pets(server.url))
    assert not is_there(tmp_path / "data")
    server.announces = 0
    get(pets(server.url))


def test_a_run_stopped_after_the_last_byte_has_nothing_more_to_load(
    server: Publisher, get: Callable[..., Fetched], tmp_path: Path
) -> None:
    downloads = tmp_path / "data/downloads"
    downloads.mkdir(parents=True)
    (downloads / "pets.zip.part").write_bytes(PETS)
    (downloads / "pets.zip.part.mark").write_text(server.etag)
    get(pets(server.url, PETS))
    assert server.asked == [f"bytes={len(PETS)}-"]


def test_a_part_longer_than_the_file_is_thrown_away(
    server: Publisher, get: Callable[..., Fetched], tmp_path: Path
) -> None:
    downloads = tmp_path / "data/downloads"
    downloads.mkdir(parents=True)
    (downloads / "pets.zip.part").write_bytes(PETS + b"more")
    (downloads / "pets.zip.part.mark").write_text(server.etag)
    get(pets(server.url, PETS))
    assert server.asked == [f"bytes={len(PETS) + 4}-", ""]


def test_a_size_announced_too_small_is_a_cut_archive(
    server: Publisher, get: Callable[..., Fetched], tmp_path: Path
) -> None:
    server.announces = -3000
    with pytest.raises(errors.BadArchive, match=r"^pets\.zip is damaged or cut off: load it again\.$"):
        get(pets(server.url))
    assert not is_there(tmp_path / "data")
    assert Lock(tmp_path / "data").get(server.url) is None
    server.announces = 0
    get(pets(server.url))


@pytest.mark.parametrize("more", [-3000, 100])
def test_another_size_than_the_registry_s_is_refused_at_once(
    server: Publisher, get: Callable[..., Fetched], tmp_path: Path, more: int
) -> None:
    server.announces = more
    with pytest.raises(errors.WrongFile, match=rf"a file of {len(PETS) + more} bytes instead of pets\.zip, which has"):
        get(pets(server.url, PETS))
    assert len(server.asked) == 1
    assert not is_there(tmp_path / "data")


def test_a_wrong_file_of_the_right_size_is_refused_and_deleted(
    server: Publisher, get: Callable[..., Fetched], tmp_path: Path
) -> None:
    server.content = PETS[:-1] + b"!"
    with pytest.raises(errors.WrongFile, match=r"is not pets\.zip \(its SHA-256 differs from the registry's\)"):
        get(pets(server.url, PETS))
    assert not is_there(tmp_path / "data")
    assert list((tmp_path / "data/downloads").iterdir()) == []


def test_the_login_page_of_a_network_is_told_from_a_set(server: Publisher, get: Callable[..., Fetched]) -> None:
    server.content, server.type = b"<html>Welcome to our wireless network", "text/html; charset=utf-8"
    with pytest.raises(errors.WrongFile, match=r"sends a web page instead of pets\.zip: does this network ask"):
        get(pets(server.url))


@pytest.mark.parametrize(
    ("status", "kind", "text"),
    [
        (404, errors.NotServed, "has no pets.zip any more"),
        (410, errors.NotServed, "has no pets.zip any more"),
        (401, errors.NeedsLogin, "asks for a login"),
        (403, errors.NeedsLogin, "asks for a login"),
        (503, errors.NotServed, "answers 503"),
    ],
)
def test_a_refusal_says_what_to_do(
    server: Publisher, get: Callable[..., Fetched], status: int, kind: type[Exception], text: str
) -> None:
    server.status = status
    with pytest.raises(kind, match=text):
        get(pets(server.url, PETS))


def test_no_network_is_said_plainly(get: Callable[..., Fetched], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(errors.NoNetwork, match=r"^There is no connection to 127\.0\.0\.1: check the network"):
        get(pets(f"http://127.0.0.1:{port}/pets.zip"))
    assert not is_there(tmp_path / "data")


def test_a_url_that_leads_nowhere(get: Callable[..., Fetched]) -> None:
    with pytest.raises(errors.NotServed, match=r"cannot be loaded \(InvalidSchema\): use --from"):
        get(pets("gopher://127.0.0.1/pets.zip"))


def test_a_hash_that_nobody_states_is_pinned_on_the_first_fetch(
    server: Publisher, get: Callable[..., Fetched], tmp_path: Path
) -> None:
    get(pets(server.url))
    assert Lock(tmp_path / "data").get(server.url)
    server.content = zipped(tree({"train": 6, "validation": 2}))
    with pytest.raises(errors.WrongFile, match=r"no longer the file that was fetched first .*registry\.lock\.json"):
        get(pets(server.url), again=True)
    assert is_there(tmp_path / "data")
    assert get(pets(server.url)).images["train"] == 10


def test_an_archive_packed_anew_is_judged_by_what_it_holds(
    server: Publisher, get: Callable[..., Fetched], tmp_path: Path
) -> None:
    spec = pets(server.url, same_bytes=False)
    get(spec)
    server.content = zipped(tree(SPLITS, top="pets-main/"), comment=b"packed anew")
    get(spec, again=True)
    server.content = zipped(tree(SPLITS) | {"pets/train/cats/cats000.png": b"\x89PNG\r\n\x1a\n other"})
    with pytest.raises(errors.DataTrouble):
        get(spec, again=True)
    server.content = zipped(tree({"train": 6, "validation": 2}))
    with pytest.raises(errors.WrongFile, match="pets no longer holds what it held"):
        get(spec, again=True)
    assert get(spec).images["train"] == 10


def test_a_damaged_lock_file_is_named(server: Publisher, get: Callable[..., Fetched], tmp_path: Path) -> None:
    get(pets(server.url))
    (tmp_path / "data/registry.lock.json").write_text("{")
    with pytest.raises(errors.WrongFile, match=r"registry\.lock\.json is damaged: delete it"):
        get(pets(server.url), again=True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_disk_that_fills_while_loading(server: Publisher, get: Callable[..., Fetched], tmp_path: Path) -> None:
    downloads = tmp_path / "data/downloads"
    downloads.mkdir(parents=True)
    (downloads / "pets.zip.part").symlink_to("/dev/full")
    with pytest.raises(errors.DiskFull, match=r"There is no space left in .*data: free some"):
        get(pets(server.url, PETS))
    assert not is_there(tmp_path / "data")


def test_a_disk_that_fills_while_unpacking(
    server: Publisher, get: Callable[..., Fetched], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, written = unpack._write, []

    def fill(*arguments: object) -> None:
        written.append(arguments)
        if len(written) == 6:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(unpack, "_write", fill)
        with pytest.raises(errors.DiskFull):
            get(pets(server.url, PETS))
    assert not (tmp_path / "data/pets").exists()
    assert left_overs(tmp_path / "data") == []
    server.status = 503  # what was loaded is not loaded again
    get(pets(server.url, PETS))


def test_too_little_space_is_said_before_loading(
    server: Publisher, get: Callable[..., Fetched], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=100))
    with pytest.raises(errors.DiskFull, match=r"^pets needs .* KB and .*data has 100 bytes left"):
        get(pets(server.url, PETS))
    assert server.asked == []


@pytest.mark.parametrize("step", ["unpack", "put_images", "put"])
def test_a_run_that_is_stopped_leaves_no_half_set(
    server: Publisher, get: Callable[..., Fetched], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def stop(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr({"unpack": unpack, "put_images": layout, "put": places}[step], step, stop)
        with pytest.raises(KeyboardInterrupt):
            get(pets(server.url, PETS))
    assert not (tmp_path / "data/pets").exists()
    assert left_overs(tmp_path / "data") == []
    get(pets(server.url, PETS))
    assert is_there(tmp_path / "data")


def test_what_a_killed_run_left_is_no_set_and_goes_after_a_day(
    server: Publisher, get: Callable[..., Fetched], tmp_path: Path
) -> None:
    old, new = tmp_path / "data/.pets-old/ready/train", tmp_path / "data/.pets-new/ready/train"
    old.mkdir(parents=True)
    new.mkdir(parents=True)
    os.utime(tmp_path / "data/.pets-old", (0, 0))
    assert not is_there(tmp_path / "data")
    get(pets(server.url, PETS))
    assert left_overs(tmp_path / "data") == [".pets-new"]


def test_a_folder_of_somebody_else_is_not_touched(
    server: Publisher, get: Callable[..., Fetched], tmp_path: Path
) -> None:
    mine = tmp_path / "data/pets/mine.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    with pytest.raises(errors.NotWritable, match="is there, and no set that was fetched: move it away"):
        get(pets(server.url, PETS), again=True)
    assert mine.read_text() == "mine"


def test_a_data_folder_that_is_a_file(server: Publisher, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(errors.NotWritable, match="cannot be written"):
        fetch(pets(server.url, PETS), tmp_path / "file")


def test_a_data_folder_that_cannot_be_made(server: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a drive that is not there."""

    def refuse(path: Path, **_: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "no", str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(errors.NotWritable, match="cannot be written"):
        fetch(pets(server.url, PETS), tmp_path / "drive")


def test_a_tar_gz_serves_as_well(server: Publisher, get: Callable[..., Fetched]) -> None:
    server.content = tarred(tree(SPLITS))
    assert get(pets(server.url)).images == {"train": 10, "validation": 4}


def test_a_number_that_differs_from_the_published_one_is_noted(server: Publisher, get: Callable[..., Fetched]) -> None:
    server.content = zipped(tree({"train": 3, "validation": 2}))
    assert get(pets(server.url)).notes == (
        "It has 6 train, 4 validation images; as published it has 10 train, 4 validation.",
    )
