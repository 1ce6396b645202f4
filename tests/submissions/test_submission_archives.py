"""Archives: hostile ones are refused with a reason, and stop nobody else."""

import io
import stat
import struct
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.submissions import UnreadableFolder, limits, read_submissions
from autograder.submissions.archives import Allowance

CODE = "def dropout():\n    return 1\n"


def archive_of(*members):
    """A .zip with entries as (name or ZipInfo, content)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def special(name, mode, content="x"):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = mode << 16
    return info, content


GOOD = ("08_dropout.py", CODE)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("members", "words"),
    [
        ([("../08_dropout.py", CODE)], "leads out of the archive"),
        ([("a/../../b.py", CODE)], "leads out of the archive"),
        ([("a\\..\\b.py", CODE)], "leads out of the archive"),
        ([("/etc/08_dropout.py", CODE)], "its path is absolute"),
        ([("\\\\server\\08_dropout.py", CODE)], "its path is absolute"),
        ([("C:\\08_dropout.py", CODE)], "its path is absolute"),
        ([("c:08_dropout.py", CODE)], "its path is absolute"),
        ([special("link.py", stat.S_IFLNK | 0o777, "/etc/passwd")], "it holds link.py, and it is a symbolic link"),
        ([special("folder", stat.S_IFLNK | 0o777, "/etc")], "symbolic link"),
        ([special("device", stat.S_IFCHR)], "not a regular file"),
        ([special("pipe.py", stat.S_IFIFO)], "not a regular file"),
        ([GOOD], "another entry has the same name"),
        ([("08_DROPOUT.py", "")], "the same name but for case"),
        ([("a/é.txt", ""), ("a/e\u0301.txt", "")], "the same name but for case"),
        ([(f"{number}.txt", "") for number in range(10_001)], "too many entries (10002; at most 10000 are read)"),
        ([("/".join("a" * 50) + ".py", "")], "too deep in folders"),
        ([("x.txt", b"0" * (30 << 20))], "too large: it would unpack to 30 MB from"),
    ],
)
def test_refused_as_a_whole(anna, members, words):
    work = anna({"hw.zip": archive_of(GOOD, *members)})
    assert work.outcome == "unreadable"
    assert work.reason.startswith("hw.zip cannot be opened: ")
    assert words in work.reason
    assert work.content is None


def test_a_bad_archive_beside_a_good_file(anna):
    work = anna({"hw.zip": b"PK\3\4 no archive", "08_dropout.py": CODE})
    assert work.content == CODE.encode()


def test_a_bad_archive_stops_nobody_else(plant, read):
    root = plant({"anna/hw.zip": archive_of(("../x.py", "")), "bert/hw.zip": archive_of(GOOD)})
    found = read(root)
    assert [submission.works[0].outcome for submission in found.values()] == ["unreadable", "found"]
    assert found["anna"].notes == ("hw.zip was not read: it holds ../x.py, and its path leads out of the archive",)


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\5\6" + bytes(18), b"Rar!"])
def test_no_archive(anna, data):
    assert anna({"hw.zip": data}).outcome in ("unreadable", "missing")


def test_encrypted(anna):
    data = bytearray(archive_of(GOOD))
    at = data.index(b"PK\1\2")
    data[at + 8] |= 1
    assert "08_dropout.py, and it is encrypted" in anna({"hw.zip": bytes(data)}).reason


def test_sizes_that_lie(anna):
    """The list says 10 bytes, the packed data hold 60 MB."""
    data = bytearray(archive_of(("08_dropout.py", b"#" * (60 << 20))))
    for signature, offset in ((b"PK\1\2", 24), (b"PK\3\4", 22)):
        at = data.index(signature)
        data[at + offset : at + offset + 4] = struct.pack("<I", 10)
    assert "damaged inside its archive" in anna({"hw.zip": bytes(data)}).reason


def test_sizes_beyond_measure(anna):
    data = bytearray(archive_of(("08_dropout.bin", b"#")))
    at = data.index(b"PK\1\2")
    data[at + 24 : at + 28] = struct.pack("<I", 0xFFFFFFF0)
    assert "too large: it would unpack to 4 GB" in anna({"hw.zip": bytes(data)}).reason


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_method(anna, packed, method):
    assert "usual settings" in anna({"hw.zip": packed({"08_dropout.py": CODE}, method)}).reason


def test_long_list_of_entries(anna, monkeypatch):
    monkeypatch.setattr("autograder.submissions.archives.limits.STUDENT_ARCHIVE", limits.ArchiveLimits(9, 900, 9, 9, 9))
    assert "too many entries" in anna({"hw.zip": archive_of(*((f"{number}.txt", "") for number in range(50)))}).reason


def test_archives_in_archives(anna, packed):
    two = packed({"x/two.zip": packed({"08_dropout.py": CODE})})
    assert anna({"hw.zip": two}).notes == ("08_dropout.py was found in hw.zip/x/two.zip",)
    assert "a .zip in a .zip in a .zip" in anna({"hw.zip": packed({"three.zip": two})}).reason


def test_too_many_archives(anna, packed):
    work = anna({f"{letter}.zip": packed({"a.txt": ""}) for letter in "abcdefghijklmnopqrstuvwxyz"})
    assert "there are more than 20 archives" in work.reason


def test_too_much_unpacked(anna, packed, monkeypatch):
    monkeypatch.setattr("autograder.submissions.reading.Allowance", lambda: Allowance(unpacked=10))
    assert "the archives hold too much" in anna({"hw.zip": packed({"08_dropout.py": CODE})}).reason


def test_what_lies_in_ignored_folders_does_no_harm(anna):
    link = special(".venv/bin/python", stat.S_IFLNK | 0o777, "/usr/bin/python3")
    files = [GOOD, link, ("__MACOSX/._08_dropout.py", "\0"), (".git/hooks/x.py", ""), ("._x.py", "")]
    work = anna({"hw.zip": archive_of(*files)})
    assert work.content == CODE.encode()
    assert work.notes == ("08_dropout.py was found in hw.zip",)


def test_names_in_other_encodings(anna):
    """macOS writes UTF-8 without the flag that says so; old Windows tools write backslashes."""
    data = archive_of(("Übung/x/Cópia de 08_dropout.py".replace("/", "\\"), CODE))
    at = data.index(b"PK\1\2")
    plain = data[: at + 9] + bytes([data[at + 9] & ~8]) + data[at + 10 :]
    plain = plain[:7] + bytes([plain[7] & ~8]) + plain[8:]
    assert anna({"hw.zip": plain}).name == "Cópia de 08_dropout.py"


def test_unpacked_copy_has_a_name_of_ours(plant, read, tmp_path):
    root = plant({"..anna/hw.zip": archive_of(("x/08_dropout (2).PY", CODE)), "bert/": ""})
    for _ in range(2):
        submission = read(root)["..anna"]
        path = submission.works[0].path
        assert path == tmp_path / "unpacked" / submission.key / "08_dropout.py"
        assert path.read_text() == CODE
    assert submission.files == ("hw.zip", "hw.zip/x/08_dropout (2).PY")


def test_helpers_from_an_archive(anna, packed):
    work = anna({"hw.zip": packed({"a/08_dropout.py": "import tools", "a/tools.py": "1", "tools.py": "2"})})
    assert work.helpers == (("tools.py", b"1"),)


def test_bad_entry_in_the_download_of_a_class(plant, read):
    link = special("anna/08_dropout.py", stat.S_IFLNK | 0o777, "/etc/passwd")
    deep = "/".join(["cleo", *"a" * 50, "x.py"])
    others = [(f"{name}/08_dropout.py", CODE) for name in ("bert", "Bert", "cleo")]
    root = plant({"all.zip": archive_of(link, *others, (deep, ""), ("bert/..\\x.py", ""), ("/dora/x.py", ""))})
    found = read(root / "all.zip")
    assert {name: submission.works[0].outcome for name, submission in found.items()} == {
        "anna": "unreadable",
        "bert": "found",
        "Bert": "found",
        "cleo": "found",
        "dora": "missing",
    }
    assert found["bert"].notes == ("../x.py was not read: its path leads out of the archive",)


BASE = archive_of(GOOD, ("deep/inner.zip", archive_of(("08_dropout.ipynb", "{}"))), ("a/", ""))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=300)
    | st.lists(st.tuples(st.integers(0, len(BASE) - 1), st.integers(0, 255)), max_size=8).map(
        lambda changes: bytes(dict(changes).get(index, byte) for index, byte in enumerate(BASE))
    )
    | st.integers(0, len(BASE)).map(lambda count: BASE[:count])
)
def test_any_bytes(tmp_path, data):
    (tmp_path / "class" / "anna").mkdir(parents=True, exist_ok=True)
    (tmp_path / "class" / "bert").mkdir(parents=True, exist_ok=True)
    (tmp_path / "class" / "anna" / "hw.zip").write_bytes(data)
    anna, bert = read_submissions(tmp_path / "class", ["08_dropout"], tmp_path / "unpacked")
    assert anna.works[0].outcome in ("found", "missing", "unreadable", "review")
    assert bert.works[0].outcome == "missing"
    assert not list(tmp_path.glob("*.py"))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.dictionaries(st.integers(0, len(BASE) - 1), st.integers(0, 255), max_size=8))
def test_any_bytes_as_the_download_of_a_class(tmp_path, changes):
    (tmp_path / "all.zip").write_bytes(bytes(changes.get(index, byte) for index, byte in enumerate(BASE)))
    try:
        found = read_submissions(tmp_path / "all.zip", ["08_dropout"], tmp_path / "unpacked")
    except UnreadableFolder:
        return
    assert found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.text(min_size=1, max_size=12), max_size=6, unique=True))
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_any_names_in_the_download_of_a_class(tmp_path, names):
    path = tmp_path / "all.zip"
    usable = [name for name in names if not {"\0", ".."} & {name, *name} and name.isprintable()]
    members = [(f"{name.strip('/')}/08_dropout.py", CODE) for name in usable if "/" not in name and "\\" not in name]
    path.write_bytes(archive_of(*members, ("zed/08_dropout.py", CODE), ("yan/08_dropout.py", CODE)))
    found = read_submissions(path, ["08_dropout"], tmp_path / "unpacked")
    assert len({submission.key for submission in found}) == len(found) >= 2
