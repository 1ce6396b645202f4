"""A submission that attacks everything outside its sandbox, in the strongest jail there is here and in tier B."""

import os
import socket
import sysconfig
import time
from pathlib import Path

import pytest

from autograder.course import content
from autograder.jail import landlock, syscalls

SOURCE = Path(__file__).with_name("attacks.py").read_text()
CALLS = (
    *("vfork", "clone", "clone3", "mount", "umount2", "unshare", "ptrace", "process_vm_readv", "pidfd_open", "bpf"),
    *("rt_sigqueueinfo", "tgkill", "io_uring_setup", "keyctl", "perf_event_open", "userfaultfd", "syslog", "shmget"),
    *("semget", "msgget", "mq_open", "memfd_secret", "inotify_init1", "shmat", "shmctl", "semop", "msgrcv", "msgsnd"),
    *("mq_unlink", "sync", "open_tree_attr"),
)
pytestmark = pytest.mark.skipif(not (landlock.version() and syscalls.supported()), reason="needs Landlock and seccomp")


@pytest.fixture(scope="module", params=["strongest", "tier B"])
def jails(request, sandboxes):
    return sandboxes if request.param == "strongest" else request.getfixturevalue("small_sandboxes")


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    """A folder that any user may read and write, with a file and a socket in it, outside the sandbox."""
    folder = tmp_path_factory.mktemp("outside")
    for parent in (folder, *folder.parents[:3]):
        parent.chmod(0o777)
    file = folder / "file.txt"
    file.write_text("the answer")
    file.chmod(0o666)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        path = folder / "socket"
        listener.bind(str(path))
        path.chmod(0o777)
        listener.setblocking(False)
        yield folder, file, listener


@pytest.fixture(scope="module")
def attack(jails, loaded, outside):
    """What all attempts came to, with a second sandbox alive beside the first."""
    folder, file, listener = outside
    with loaded(SOURCE, jails) as (sibling, _, other), loaded(SOURCE, jails) as (student, _, sandbox):
        beside = sibling.surroundings()
        found = student.attempts(
            {
                "file": str(file),
                "folder": str(folder),
                "socket": listener.getsockname(),
                "checks": str(content.PACKAGE / "topics"),
                "package": str(content.PACKAGE),
                "root": str(content.clone_root()),
                "packages": sysconfig.get_paths()["purelib"],
                "other_folder": other.child.folder,
                "other_pid": beside["pid"],
                "calls": {name: syscalls.number(name) or -1 for name in CALLS},
            }
        )
        assert sandbox.alive
        return found, sibling.surroundings(), beside


def test_no_attempt_works(attack):
    found, _, _ = attack
    worked = {name: outcome for name, outcome in found.items() if outcome.startswith("WORKED")}
    assert worked == {}
    assert len(found) > 100


def test_every_attempt_is_refused_by_the_system_and_none_is_a_slip_of_the_test(attack):
    refusals = {"PermissionError", "OSError", "FileNotFoundError", "ProcessLookupError", "ModuleNotFoundError"}
    refusals |= {"gaierror", "URLError", "ValueError"}
    assert {name: outcome for name, outcome in attack[0].items() if outcome not in refusals} == {}


def test_the_file_outside_is_as_it_was(attack, outside):
    folder, file, listener = outside
    assert file.read_text() == "the answer"
    assert sorted(path.name for path in folder.iterdir()) == ["file.txt", "socket"]
    with pytest.raises(BlockingIOError):
        listener.recv(100)
    for place in ("/tmp", "/dev/shm", "/var/tmp"):
        assert not Path(place, "kit-attack").exists()


def test_the_sibling_never_noticed(attack):
    _, after, before = attack
    assert {**after, "threads": 0, "descriptors": []} == {**before, "threads": 0, "descriptors": []}


def test_rights_owner_times_and_attributes_outside_stay_as_they_are(jails, loaded, tmp_path):
    """Landlock leaves these calls alone, and the file may belong to the user that the sandbox runs as."""
    file = tmp_path / "file.txt"
    file.write_text("text")
    library = Path(os.__file__)
    # Whoever the sandbox runs as owns the file.
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o777)
    with loaded(SOURCE, jails) as (student, _, _):
        os.chown(file, 65_534 if "user 65534" in jails.remark else os.getuid(), -1)
        before, library_before = file.stat(), library.stat()
        student.touch(str(file), str(library))
    after, library_after = file.stat(), library.stat()
    for name in ("st_mode", "st_uid", "st_gid", "st_mtime_ns"):
        assert getattr(after, name) == getattr(before, name), name
        assert getattr(library_after, name) == getattr(library_before, name), name
    assert os.listxattr(file) == []
    assert "user.kit" not in os.listxattr(library)


def test_a_file_in_the_own_folder_can_be_copied_with_its_rights(jails, loaded):
    source = """
import os, shutil
def copied():
    with open('one', 'w') as file: file.write('text')
    shutil.copy2('one', 'two')
    shutil.copytree('.', '../tmp/all')
    return sorted(os.listdir('../tmp/all')), open('../tmp/all/two').read()
"""
    with loaded(source, jails) as (student, _, _):
        assert student.copied() == (["one", "two"], "text")


def test_in_tier_a_nobody_sees_whether_a_file_outside_exists(jails, loaded, outside):
    folder, file, _ = outside
    places = [str(file), str(folder), str(content.PACKAGE), str(content.clone_root() / "solutions"), "/etc/passwd"]
    source = """
import os
def seen(places): return [os.path.lexists(place) for place in places]
def own():
    with open(os.devnull, "w") as null: null.write("x")
    return [os.path.exists(place) for place in (os.getcwd(), os.__file__, "/proc/self/status", "/dev/urandom")]
"""
    with loaded(source, jails) as (student, _, sandbox), loaded(source, jails) as (_, _, other):
        if jails.tier == "A":
            # Of what may not be read only the folders on the way to what may.
            assert student.seen([*places, "/home/nobody", f"{sandbox.child.folder}/../../nothing"]) == [False] * 7
        else:
            assert student.seen(places[-1:]) == [True], "say so in docs/sandbox.md if this has changed"
        assert student.own() == [True] * 4
        assert other.alive


@pytest.fixture(scope="module")
def lying_about(jails, loaded):
    """What a sandbox finds around it."""
    with loaded(SOURCE, jails) as (student, _, sandbox):
        return student.surroundings() | {"own": sandbox.child.folder}


def test_nothing_of_the_callers_environment(lying_about):
    shown = str(lying_about["environment"]) + lying_about["first_environment"]
    assert "KIT_TEST_SECRET" not in shown
    for name in ("USER", "LOGNAME", "SSH_AUTH_SOCK", "PYTEST_CURRENT_TEST", "PYTHONPATH", "VIRTUAL_ENV"):
        assert name not in lying_about["environment"]
        assert f"\0{name}=" not in lying_about["first_environment"]


def test_only_pipes_and_dev_null_are_open(lying_about):
    names = lying_about["descriptors"]
    assert {name.partition(":")[0] for name in names} <= {"pipe", "/dev/null"}
    assert len({name for name in names if name.startswith("pipe")}) == 4


def test_no_module_of_the_grader_is_loaded(lying_about):
    # datasets holds the pretrained base that students use as well; content knows where its weights file lies.
    allowed = ("jail", "probes", "sandbox", "statements", "wire", "datasets")
    others = {name for name in lying_about["modules"] if "." in name and name.split(".")[1] not in allowed}
    topics = {name for name in others if name.startswith("autograder.topics.")}
    assert others - topics <= {"autograder.course", "autograder.course.content", "autograder.topics"}
    # Of an exercise only what runs beside the student's code.
    assert {name.split(".")[3] for name in topics if name.count(".") == 3} <= {"probes"}


def test_the_folders_are_its_own_and_gone_afterwards(lying_about):
    assert lying_about["folder"] == f"{lying_about['own']}/work"
    assert lying_about["home"] == f"{lying_about['own']}/home"
    assert all(outcome.startswith("WORKED") for outcome in lying_about["writable"])
    for _ in range(100):
        if not Path(lying_about["own"]).exists():
            break
        time.sleep(0.1)
    assert not Path(lying_about["own"]).exists()


def test_the_arguments_hold_no_more_than_the_name_of_the_file(lying_about):
    assert lying_about["arguments"] == ["90_toy.py"]


GREEDY = {
    "a list that grows": ("held = []\n    while True: held.append(np.empty(2**24))", "MemoryError", "."),
    "an array": ("return np.ones(10**9)", "MemoryError", "."),
    "shared memory, page by page": (
        "held = mmap.mmap(-1, 2**30)\n    for page in range(0, 2**30, 4096): held[page] = 1\n    time.sleep(5)",
        "out of memory",
        "more memory",
    ),
    "large files": (
        "for n in range(3):\n"
        "        with open(f'f{n}', 'wb') as file: os.posix_fallocate(file.fileno(), 0, 2 * 10**8)\n"
        "    time.sleep(9)",
        "crashed",
        "more to disk",
    ),
    "large files without a name": (
        "held = [open(f'f{n}', 'wb') for n in range(3)]\n"
        "    for n in range(3): os.unlink(f'f{n}'); os.posix_fallocate(held[n].fileno(), 0, 2 * 10**8)\n"
        "    time.sleep(9)",
        "crashed",
        "more to disk",
    ),
}


@pytest.mark.parametrize("name", GREEDY)
def test_too_much_is_stopped_and_a_neighbour_is_not(name, loaded, small_sandboxes):
    body, outcome, words = GREEDY[name]
    greedy = f"import mmap, os, time\nimport numpy as np\ndef take():\n    {body}\n"
    modest = "import numpy as np\nheld = np.ones(2**16)\ndef total(): return float(held.sum())\n"
    with loaded(modest, small_sandboxes) as (neighbour, _, _):
        with loaded(greedy, small_sandboxes) as (student, _, _), pytest.raises(Exception, match=words) as caught:
            student.take()
        assert neighbour.total() == 2**16
    assert getattr(caught.value, "outcome", None) == outcome or caught.value.type == outcome
