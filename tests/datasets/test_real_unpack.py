"""Archives: honest ones are unpacked, all others refused."""

import io
import stat
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from real_sets_made import picture, tarred, tree, zipped

from autograder.datasets.real import unpack
from autograder.datasets.real.failures import BadArchive
from autograder.datasets.real.progress import Silent

FILES = tree({"train": 3})


@pytest.fixture
def unpacked(tmp_path: Path) -> Callable[..., list[str]]:
    """Unpack bytes and list what came out."""

    def run(content: bytes, name: str = "set.zip") -> list[str]:
        archive, target = tmp_path / name, tmp_path / "out"
        archive.write_bytes(content)
        unpack.unpack(archive, target, (".png", ".jpg"), Silent())
        return sorted(path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file())

    return run


def linked(name: str, target: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, target)
    return buffer.getvalue()


def tar_entry(kind: bytes, name: str = "train/cats/a.png", link: str = "/etc/passwd") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        entry = tarfile.TarInfo(name)
        entry.type, entry.linkname = kind, link
        archive.addfile(entry)
    return buffer.getvalue()


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_wanted_files_come_out_and_the_rest_does_not(
    unpacked: Callable[..., list[str]], pack: Callable[[dict[str, bytes]], bytes]
) -> None:
    more = {
        "pets/README.md": b"text",
        "pets/run.py": b"print()",
        "pets/train/cats/._cats000.png": b"of macOS",
        "__MACOSX/pets/train/cats/a.png": b"of macOS",
        "pets/.git/a.png": b"hidden",
        "pets/train/cats/UPPER.PNG": picture(1),
    }
    assert unpacked(pack(FILES | more)) == sorted([*FILES, "pets/train/cats/UPPER.PNG"])


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize(
    "name", ["../a.png", "pets/../../a.png", "/tmp/a.png", "C:/a.png", "C:\\a.png", "..\\a.png", "a/" * 50 + "a.png"]
)
def test_a_path_that_leads_elsewhere_refuses_the_archive(
    unpacked: Callable[..., list[str]], tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes], name: str
) -> None:
    if pack is tarred:
        name = name.replace("\\", "/")
    with pytest.raises(BadArchive, match=r"^set\.zip holds .*: nothing of it was kept\.$"):
        unpacked(pack(FILES | {name: picture(1)}))
    assert {path.name for path in tmp_path.iterdir()} <= {"set.zip", "out"}


def test_a_link_in_a_zip_is_refused(unpacked: Callable[..., list[str]]) -> None:
    with pytest.raises(BadArchive, match="which is a link"):
        unpacked(linked("train/cats/a.png", "/etc/passwd"))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_a_link_or_device_in_a_tar_is_refused(unpacked: Callable[..., list[str]], kind: bytes) -> None:
    with pytest.raises(BadArchive, match="which is a link"):
        unpacked(tar_entry(kind), "set.tar.gz")


def test_an_encrypted_entry_is_refused(unpacked: Callable[..., list[str]]) -> None:
    content = bytearray(zipped({"a.png": picture(1)}))
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(BadArchive, match="encrypted"):
        unpacked(bytes(content))


def test_a_name_twice_is_refused(unpacked: Callable[..., list[str]]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.png", picture(1))
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.png", picture(2))
    with pytest.raises(BadArchive, match=r"holds two files a\.png"):
        unpacked(buffer.getvalue())


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_a_bomb_is_refused(
    unpacked: Callable[..., list[str]], tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes]
) -> None:
    with pytest.raises(BadArchive, match=r"^set\.zip would unpack to more than 64 MB: nothing of it was kept\.$"):
        unpacked(pack({"a.png": bytes(40 << 20), "b.png": bytes(40 << 20)}))
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.png")) <= 64 << 20


def test_a_bomb_in_the_part_that_is_not_wanted_is_refused_too(unpacked: Callable[..., list[str]]) -> None:
    with pytest.raises(BadArchive, match="would unpack to more"):
        unpacked(tarred({"a.txt": bytes(80 << 20)}))


def test_a_size_that_is_a_lie_is_found_out(unpacked: Callable[..., list[str]]) -> None:
    content = bytearray(zipped({"a.png": bytes(80 << 20)}))
    listing = content.rindex(b"PK\x01\x02")
    for place in (22, listing + 24):
        content[place : place + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(BadArchive, match="damaged or cut off"):
        unpacked(bytes(content))


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.7, 0.95, 0.999])
def test_an_archive_that_is_cut_off_anywhere_is_refused(
    unpacked: Callable[..., list[str]], pack: Callable[[dict[str, bytes]], bytes], share: float
) -> None:
    content = pack(FILES)
    with pytest.raises(BadArchive, match=r"^set\.zip is "):
        unpacked(content[: int(len(content) * share)])


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_a_byte_that_is_wrong_is_noticed(
    unpacked: Callable[..., list[str]], pack: Callable[[dict[str, bytes]], bytes]
) -> None:
    content = bytearray(pack(FILES))
    content[len(content) // 2] ^= 0xFF
    with pytest.raises(BadArchive):
        unpacked(bytes(content))


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"PK", bytes(2000)])
def test_what_is_no_archive_is_refused(unpacked: Callable[..., list[str]], content: bytes) -> None:
    with pytest.raises(BadArchive):
        unpacked(content)


@pytest.mark.parametrize(
    ("name", "stem"), [("a.zip", "a"), ("a.b.ZIP", "a.b"), ("a.tar.gz", "a"), ("a.tgz", "a"), ("a.png", "a.png")]
)
def test_the_stem_of_an_archive(name: str, stem: str) -> None:
    assert unpack.stem(name) == stem
    assert unpack.is_archive(Path(name)) == (stem != name)
