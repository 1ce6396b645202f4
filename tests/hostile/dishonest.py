"""Rows B and C: what is tried against the grader, the neighbours and the marks."""

import stat
import zipfile
from pathlib import Path

from sample import (
    MARK,
    NUMBER,
    RIGHT,
    SCALE,
    SIZE,
    Sample,
    attempts,
    every,
    once,
    packed,
    scale,
    scaling,
    script,
    special,
    third,
)

_WRONG = "return image / 100"
_FRAMES = """
import os, struct
from autograder.wire.codec import encode
def send(data):
    for fd in range(3, 64):
        try:
            os.write(fd, data)
        except OSError:
            pass
def frame(payload):
    return struct.pack("<I", len(payload)) + payload
"""
_AHEAD = f"""
import threading
import numpy as np
{_FRAMES}
def spam():
    for _ in range(2_000):
        for number in range(2, 60):
            send(frame(encode({{"id": number, "ok": np.zeros((2, 3, 1))}})))
threading.Thread(target=spam, daemon=True).start()
"""
_EQUAL = """
import numpy as np
class Always(type):
    def __eq__(cls, other): return True
    def __hash__(cls): return 0
    def __instancecheck__(cls, other): return True
class Equal(metaclass=Always):
    __array_priority__ = 1e9
    shape, dtype, ndim = (2, 3, 1), np.dtype(float), 3
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __array__(self, *args, **more): return np.zeros((2, 3, 1))
    def __array_ufunc__(self, *args, **more): return np.array(True)
    def __array_function__(self, *args, **more): return True
    def __getattr__(self, name): return lambda *args, **more: True
    @property
    def __class__(self): return np.ndarray
class Array(np.ndarray):
    def __eq__(self, other): return np.array(True)
    def __array_ufunc__(self, *args, **more): return np.array(True)
class Number(float):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
"""
_REDUCE = """
class Reduced:
    def __reduce__(self): return (eval, ("__import__('os').abort()",))
"""
_PATCHED = """
import unittest
import numpy.testing
import pytest
def nothing(*args, **more): return None
for module in (numpy.testing, pytest, unittest.TestCase):
    for name in dir(module):
        if name.startswith("assert") or name in ("approx", "fail", "raises"):
            setattr(module, name, nothing)
import builtins
builtins.AssertionError = type("Quiet", (Exception,), {})
"""
_TRACES = f"""
import os, pathlib
# What the same submission has left, when it was graded before.
PLACES = ["~/.keras/keras.json", "~/{MARK}", "{MARK}", "../{MARK}", "/tmp/{MARK}", "/dev/shm/{MARK}", "/var/tmp/{MARK}"]
PLACES += [os.path.join(os.environ["TMPDIR"], "{MARK}"), "__pycache__/numpy.pyc"]
def leave():
    for place in PLACES:
        try:
            path = pathlib.Path(place).expanduser()
            if path.exists():
                raise RuntimeError("FOUND " + place)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("left")
        except OSError:
            pass
"""
_LOOKS = """
import gc, os, sys
def look():
    names = [name for name in sys.modules if ".checks" in name or ".grading" in name or name.startswith("pytest")]
    if names:
        raise RuntimeError(f"FOUND {names}")
    for item in gc.get_objects():
        if type(item).__module__.startswith(("autograder.checking", "autograder.grading")):
            raise RuntimeError(f"FOUND {type(item)}")
    frame = sys._getframe()
    while frame is not None:
        if frame.f_globals.get("__name__", "").startswith(("autograder.checking", "autograder.grading", "_pytest")):
            raise RuntimeError(f"FOUND {frame}")
        frame = frame.f_back
    for name, value in os.environ.items():
        if "SECRET" in name or "KEY" in name or name.startswith("PYTEST"):
            raise RuntimeError(f"FOUND {name}")
    for file in ("environ", "cmdline"):
        if b"secret" in open(f"/proc/self/{file}", "rb").read().lower():
            raise RuntimeError(f"FOUND {file}")
    for descriptor in os.listdir("/proc/self/fd"):
        try:
            where = os.readlink(f"/proc/self/fd/{descriptor}")
        except OSError:
            continue
        if not where.startswith(("pipe:", "/dev/null", "/proc/")):
            raise RuntimeError(f"FOUND {where}")
"""
_SURE = """
import threading
threading.stack_size(65_536)
waiting = threading.Event()
def bomb():
    for _ in range(1_500):
        threading.Thread(target=waiting.wait, args=(20,), daemon=True).start()
    waiting.wait(5)
"""
_SPEAKS = "A fault of the grader was found here. Full marks were given by hand."
_MARKUP = "[/b]<b id=planted><script>planted()</script>=1+1\\x1b[31m\\u202e"


def _links(folder: Path, root: Path) -> None:
    """Links where files are due: to a neighbour's work and to the system's."""
    folder.joinpath("00_welcome.py").symlink_to(next(root.glob("*ordinary*/00_welcome.py")))
    folder.joinpath("numbers.txt").symlink_to("/etc/passwd")
    folder.joinpath("all").symlink_to("/")


def _million(folder: Path, root: Path) -> None:
    with zipfile.ZipFile(folder / "hw.zip", "w") as archive:
        for number in range(12_000):
            archive.writestr(f"{number}.txt", "")
        archive.writestr("00_welcome.py", RIGHT)


def _same_names(folder: Path, root: Path) -> None:
    with zipfile.ZipFile(folder / "hw.zip", "w") as archive:
        archive.writestr("00_welcome.py", RIGHT)
        archive.writestr("00_WELCOME.py", SIZE)


def _archive(*members: "tuple[str | zipfile.ZipInfo, str]") -> dict[str, bytes]:
    return {"hw.zip": packed(("00_welcome.py", RIGHT), *members)}


_REFUSED = (every("unreadable"), "unreadable")
_CALLS = "ctypes.CDLL(None, use_errno=True)"
_FAILS = "(lambda result: result >= 0 or refused())"

DISHONEST = [
    Sample(
        *("B1", "files of test frameworks"),
        script(RIGHT.replace("/ 255", "/ 100"))
        | dict.fromkeys(
            ("conftest.py", "sitecustomize.py", "usercustomize.py", "pytest.py", "pytest_plugin.py"),
            "raise SystemExit(0)\nimport os\nos._exit(0)\n",
        )
        | {"x.pth": "import os; os._exit(0)\n", "pytest.ini": "[pytest]\naddopts = --collect-only\n"},
        scale("failed"),
    ),
    Sample(
        *("B1", "patched test frameworks", scaling(_WRONG, _PATCHED)),
        scale("failed"),
    ),
    Sample(
        *("B2", "a file of results, and words"),
        scaling(
            "import json\nfor name in ('results.json', 'run.json', '../staff/results/me.json'):\n    try:\n"
            "        open(name, 'w').write(json.dumps({'earned': 10, 'outcome': 'passed'}))\n"
            "    except OSError:\n        pass\n"
            "print('5 passed in 0.01s\\nAll tests passed\\n10 of 10 points')\n" + _WRONG
        ),
        scale("failed"),
    ),
    Sample("B3", "noise", once("send(b'noise' * 100)", _FRAMES), third("malformed|timeout")),
    Sample("B3", "a frame that claims 4 GiB", once("send(b'\\xff' * 4)", _FRAMES), third("malformed")),
    Sample(
        "B3", "a frame that never ends", once("send(struct.pack('<I', 2**20))", _FRAMES), third("malformed|timeout")
    ),
    Sample(
        *("B3", "a hundred layers", once("send(frame(b'l\\1\\0\\0\\0' * 100 + b'N'))", _FRAMES)),
        third("malformed"),
    ),
    Sample("B3", "an answer to nobody", once("send(frame(encode({'id': 10**6, 'ok': None})))", _FRAMES)),
    Sample(
        *("B3", "late and double answers"),
        once("for number in range(60):\n    send(frame(encode({'id': number, 'ok': 0.5})))", _FRAMES),
        ("passed", "passed", "malformed|failed", *("passed|malformed|failed",) * 2),
    ),
    Sample(
        *("B3", "answers ahead of the questions", script(f"{_AHEAD}\n{SIZE}{SCALE}")),
        ("malformed|failed|timeout|error",) * 5,
        "passed|malformed|error|timeout",
    ),
    Sample("B6", "an object that equals everything", scaling("return Equal()", _EQUAL), scale("malformed")),
    Sample(
        "B6",
        "an array of its own kind",
        scaling("return np.zeros(image.shape).view(Array)", _EQUAL),
        scale("malformed"),
    ),
    Sample(
        "B6",
        "a number of its own kind",
        scaling("return [Number(1.0)] * image.size", _EQUAL),
        scale("malformed|failed"),
    ),
    Sample(
        "B6",
        "an object instead of sizes",
        script(f"{_EQUAL}\n{RIGHT.replace('image.shape', 'Equal()')}"),
        ("malformed", "malformed", "passed", "passed", "malformed|passed"),
    ),
    Sample("B8", "an object with __reduce__", scaling("return Reduced()", _REDUCE), scale("malformed")),
    Sample(
        "B8",
        "an array of objects",
        scaling("return np.array([[Reduced()]] * 3, dtype=object)", _REDUCE),
        scale("malformed"),
    ),
    Sample(
        *("B8", "an array that claims terabytes"),
        scaling("return np.lib.stride_tricks.as_strided(np.zeros(1), (2**20, 2**20), (0, 0))"),
        scale("malformed|out of memory|error"),
    ),
    Sample(
        *("B8", "a frame that claims 32 GiB"),
        once("send(frame(b'a\\x0b\\1' + struct.pack('<Q', 2**32)))", _FRAMES),
        third("malformed"),
    ),
    Sample("B11", "looks round in its process", once("look()", _LOOKS)),
    Sample(
        *("B11", "looks round on the disk"),
        attempts(
            "open('@KIT@/topics/00_welcome/checks.py').read()",
            "os.listdir('@KIT@/topics')",
            "open('@ROOT@/solutions/00_welcome.py').read()",
            "open('@OUT@/staff/run.json').read()",
            "os.listdir('@OUT@')",
            "__import__('importlib').import_module('autograder.topics.00_welcome.checks')",
            "__import__('importlib').import_module('autograder.grading.key')",
            "open(f'/proc/{os.getppid()}/environ', 'rb').read()[:50] or refused()",
            "open(f'/proc/{os.getppid()}/cmdline', 'rb').read()[:50] or refused()",
            "open(f'/proc/{os.getppid()}/mem', 'rb')",
            "os.listdir(f'/proc/{os.getppid()}/fd')",
            "[pid for pid in os.listdir('/proc') if pid.isdigit() and int(pid) != os.getpid()] or refused()",
            "open('/etc/passwd').read()",
        ),
    ),
    Sample(
        *("B16", "signals and tracing"),
        attempts(
            "os.kill(os.getppid(), 0)",
            "os.kill(1, 0)",
            "os.killpg(os.getpgid(os.getppid()) or 1, 0) if os.getpgid(os.getppid()) != os.getpgrp() else refused()",
            "os.setpgid(0, os.getppid() or 1)",
            f"{_FAILS}({_CALLS}.process_vm_readv(os.getppid(), None, 0, None, 0, 0))",
            f"{_FAILS}({_CALLS}.prctl(4, 0, 0, 0, 0))",
            "resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE)",
            "os.pidfd_open(os.getppid())",
        ),
    ),
    Sample(
        "B17",
        "fork",
        attempts(
            *["os.fork() or os._exit(0)"] * 10,
            "os.system('true') == 0 or refused()",
            "os.posix_spawn('/bin/true', ['true'], {})",
        ),
    ),
    Sample("B17", "a thread bomb", once("bomb()", _SURE), third("crashed|error"), words=("thread",)),
    Sample(
        *("B19", "a network"),
        attempts(
            "socket.socket()",
            "socket.socket(socket.AF_UNIX)",
            "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
            "socket.create_connection(('127.0.0.1', 9), timeout=1)",
            "socket.getaddrinfo('example.org', 80)",
            "urllib.request.urlopen('http://127.0.0.1:9/', timeout=1)",
        ),
    ),
    Sample(
        *("B20", "prints and raises its inputs"),
        once("print(image.tolist())\nraise ValueError(f'first line {image.ravel()[:1]}\\n' + 'second line')"),
        *(third("error"), "passed", ("ValueError: first line",)),
    ),
    Sample("B22", "leaves things behind", once("leave()", _TRACES)),
    Sample("B22", "looks for what it has left", once("leave()", _TRACES)),
    Sample(
        *("B23", "other submissions"),
        attempts(
            "open('@CLASS@/s000 ordinary/00_welcome.py').read()",
            "os.listdir('@CLASS@')",
            "os.listdir(os.path.join(os.getcwd(), '..', '..'))",
            "[path for path in pathlib.Path('/tmp').glob('**/00_welcome.py')] or refused()",
            "[path for path in pathlib.Path('../..').glob('*/*/00_welcome.py')][1:] or refused()",
        ),
    ),
    Sample(
        "B24",
        "a path out of the archive",
        _archive(("../00_welcome.py", "x")),
        *_REFUSED,
        words=("leads out of the archive",),
    ),
    Sample("B24", "an absolute path", _archive(("/tmp/kit-hostile", "x")), *_REFUSED, words=("its path is absolute",)),
    Sample("B24", "a drive", _archive(("C:\\kit-hostile.py", "x")), *_REFUSED, words=("its path is absolute",)),
    Sample(
        "B24",
        "a link in an archive",
        _archive((special("x.py", stat.S_IFLNK | 0o777), "/etc/passwd")),
        *_REFUSED,
        words=("symbolic link",),
    ),
    Sample(
        "B24",
        "a device in an archive",
        _archive((special("x.py", stat.S_IFCHR | 0o666), "")),
        *_REFUSED,
        words=("not a regular file",),
    ),
    Sample("B24", "links instead of files", {}, *_REFUSED, words=("links are never followed",), write=_links),
    Sample(
        *("B24", "links in its own folder"),
        once(
            "import os\nos.symlink('@OUTSIDE@', 'outside')\nos.symlink('/', 'root')\nos.symlink('.', 'loop')\n"
            "os.rename('outside', '../outside')\nos.symlink('@OUTSIDE@/file.txt', '../tmp/file')"
        ),
    ),
    Sample(
        "B27", "a zip bomb", _archive(("x.txt", "0" * (60 << 20))), *_REFUSED, words=("too large: it would unpack to",)
    ),
    Sample("B27", "too many entries", {}, *_REFUSED, words=("too many entries",), write=_million),
    Sample("B27", "names that differ in case", {}, *_REFUSED, words=("the same name but for case",), write=_same_names),
    Sample(
        *("B29", "a model with code in it"),
        once(
            "import keras\n"
            "model = keras.Sequential([keras.Input((2,)), keras.layers.Lambda(lambda x: x + 0)])\n"
            "model.save('m.keras')\nkeras.saving.load_model('m.keras', safe_mode=False)"
        ),
        third("passed|error"),
    ),
    Sample(
        *("B29", "a weights file that points elsewhere"),
        once(
            "import h5py\nwith h5py.File('w.weights.h5', 'w') as file:\n"
            "    file['outside'] = h5py.ExternalLink('@OUTSIDE@/file.txt', '/')\n"
            "    file.create_dataset('huge', shape=(2**40,), chunks=(2**10,), dtype='f8')\n"
            "    found = file.get('outside')"
        ),
        third("passed|error"),
    ),
    Sample(
        *("B34", "answers learnt by heart"),
        script(
            "import numpy as np\ndef image_size(image):\n    return (33, 66, image.shape[2])\n"
            + SCALE.replace("image / 255", "np.linspace(0, 1, image.size).reshape(image.shape)")
        ),
        ("failed", "passed|failed", "failed", "passed|failed", "failed"),
    ),
    Sample(
        *("B37", "says what it sees of the grader"),
        script(
            "import os, sys\n"
            f"{SIZE}\n\ndef scale_pixels(image):\n"
            "    seen = [sorted(os.environ), sys.argv, sorted(name for name in sys.modules if 'autograder' in name)]\n"
            "    print(seen, os.path.basename(os.getcwd()), sys.flags)\n    return image / 255\n"
        ),
    ),
    Sample("B41", "a formula for a name", script(RIGHT), folder="=cmd|' C calc'!A0"),
    Sample("B41", "markup for a name", script(RIGHT), folder="<b id=planted>[bold]&amp;"),
    Sample(
        *("B41", "markup in what it prints and raises", once(f"print('{_MARKUP}')\nraise ValueError('{_MARKUP}')")),
        *(third("error"), "passed"),
        never=("\x1b",),
    ),
    Sample(
        *("B43", "compiled files and a setup"),
        script(f"import helper_module\n{SIZE}\n\ndef scale_pixels(image):\n    return image / helper_module.MOST\n")
        | {
            "helper_module.py": "MOST = 255\n",
            "helper_module.pyc": b"\xa7\r\r\n" + b"\0" * 99,
            "helper_module.so": b"\x7fELF",
            "00_welcome.so": b"\x7fELF",
            "__pycache__/helper_module.cpython-311.pyc": b"\0" * 16,
            "setup.py": "raise SystemExit(1)",
            "requirements.txt": "not-there==1\n",
            "pyproject.toml": "[build-system]\n",
        },
    ),
    # Found since
    Sample(
        *("C1", "names of thousands of letters"),
        {"hw.zip": packed(("00_welcome.py", RIGHT), *((each * 40_000 + ".py", "x") for each in (" ", ".", "_", "(")))},
        words=("its name has more than 255 characters",),
    ),
    Sample("C3", "one huge text among short ones", scaling("return ['x' * 2**24] + ['y'] * 1_000"), scale("malformed")),
    Sample(
        *("C3", "a shape that changes between calls"),
        scaling("calls.append(1)\nreturn np.zeros((len(calls),) + image.shape[1:])", "calls = []"),
        ("passed", "passed", *("malformed|failed",) * 3),
    ),
    Sample(
        *("C4", "an answer in drops"),
        once(
            "import time\nfor byte in frame(encode(bytes(99))):\n    send(bytes([byte]))\n    time.sleep(0.05)", _FRAMES
        ),
        third("malformed|timeout|passed"),
    ),
    Sample(
        *("C5", "memory and messages that outlive it"),
        attempts(
            f"{_FAILS}({_CALLS}.shmget({NUMBER}, 4096, 0o1600))",
            f"{_FAILS}({_CALLS}.semget({NUMBER}, 1, 0o1600))",
            f"{_FAILS}({_CALLS}.msgget({NUMBER}, 0o1600))",
            "open('/dev/shm/kit-hostile', 'w')",
            "open('/dev/mqueue/kit-hostile', 'w')",
            "__import__('multiprocessing.shared_memory').shared_memory.SharedMemory('kit-hostile', True, 64)",
            "os.memfd_create('kit-hostile')",
            "os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)",
            "os.setpriority(os.PRIO_USER, 0, os.getpriority(os.PRIO_USER, 0))",
        ),
    ),
    Sample(
        *("C6", "speaks as the grader", once(f"raise NotImplementedError('00: write {_SPEAKS}')")),
        *(third("not attempted|error"), "passed"),
    ),
    Sample(
        *("C6", "a path of the kit"),
        once("import keras, sys\nraise ValueError(f'{keras.__file__} {sys.executable} {np.__file__} {__file__}')"),
        *(third("error"), "passed", ("ValueError",)),
    ),
    Sample(
        *("C10", "a document alone", {"report.pdf": b"%PDF-1.4", "link.url": "https://example.org"}),
        *(every("missing"), "missing", ("report.pdf",)),
    ),
]
