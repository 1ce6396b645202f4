"""Rows A: what goes wrong without any bad will."""

import json
import os
from pathlib import Path

from sample import (
    RIGHT,
    SCALE,
    SIZE,
    Sample,
    attempts,
    every,
    made,
    notebook,
    once,
    packed,
    scale,
    scaling,
    script,
    third,
)

_LOOP = "while True:\n    pass"
_SWALLOWS = """
import signal
for number in (signal.SIGTERM, signal.SIGALRM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
def swallow():
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
"""
# Nothing but a sandbox's own folder is touched, whatever the jail is worth.
_OWN = """
import os, pathlib, shutil
def remove(folder):
    if "convlings-run-" in os.path.abspath(folder):
        shutil.rmtree(folder)
def empty(folder):
    if "convlings-run-" in os.path.abspath(folder):
        for file in pathlib.Path(folder).glob("*.py"):
            file.write_text("")
"""
_UMLAUT = "# Größe\n"
_PICTURE = {"output_type": "display_data", "data": {"image/png": "A" * 10_000_000}, "metadata": {}}
_GLOBALS = """
import keras, random, warnings
keras.mixed_precision.set_global_policy("mixed_float16")
keras.config.set_floatx("float16")
keras.config.set_image_data_format("channels_first")
keras.utils.set_random_seed(1)
keras.utils.clear_session()
random.seed(1)
"""
_REBOUND = """
import builtins
for name in ("sum", "list", "len", "isinstance", "print"):
    setattr(builtins, name, None)
"""


def _no_folder(folder: Path, root: Path) -> None:
    """Nothing is handed in but an empty folder."""


def _odd_name(folder: Path, root: Path) -> None:
    folder.joinpath(os.fsdecode(b"00_welcome \xff.txt")).write_text("not of UTF-8")


ACCIDENTS = [
    # A1, A2, A3: files
    Sample(
        *("A1", "a syntax error", script("import numpy as np\n\ndef image_size(image):\n    return image.shape +\n")),
        *(every("unreadable"), "unreadable", ("line 4, column", "return image.shape +")),
    ),
    Sample(
        *("A2", "another file", {"notes.txt": "nothing", "exercise.pdf": b"%PDF"}),
        *(every("missing"), "missing", ("Looked for 00_welcome.py and 00_welcome.ipynb", "notes.txt")),
    ),
    Sample("A2", "an empty folder", {}, every("missing"), "missing", write=_no_folder),
    Sample("A3", "a copy's number", {"00_welcome (2).py": RIGHT}, words=("00_welcome (2).py",)),
    Sample("A3", "capitals", {"00_WELCOME.PY": RIGHT}, words=("00_WELCOME.PY",)),
    Sample("A3", "no number", {"welcome.py": RIGHT}, words=("welcome.py",)),
    Sample("A3", "a folder below", {"homework/1/00_welcome.py": RIGHT}, words=("homework/1/00_welcome.py",)),
    Sample("A3", "a copy from Colab", notebook(SIZE, SCALE, name="Copy of 00_welcome.ipynb"), words=("Copy of",)),
    Sample("A3", "a French copy from Colab", notebook(SIZE, SCALE, name="Copie de 00_welcome.ipynb")),
    Sample(
        *("A3", "a zip in a zip", {"hw.zip": packed(("in/hw.zip", packed(("00_welcome.py", RIGHT))))}),
        words=("00_welcome.py was found in hw.zip/in/hw.zip",),
    ),
    Sample(
        *("A3", "numbered attempts", {"00_welcome.py": SIZE, "00_welcome (2).py": SIZE, "00_welcome (10).py": RIGHT}),
        words=("the latest of 3 attempts",),
    ),
    Sample(
        *("A3", "two files of one attempt", {"00_welcome.py": RIGHT, "a/00_welcome.py": SIZE}),
        *(every("review"), "review", ("Two files with different code",)),
    ),
    # A4, A5, A6: names
    Sample(
        *("A4", "a misspelt function", script(RIGHT.replace("scale_pixels", "scale_pixel"))),
        *(scale("malformed"), "passed", ("there is one named scale_pixel",)),
    ),
    Sample(
        *("A5", "a helper that was not handed in", scaling("return scaled(image)", "from my_own_tools import scaled")),
        *(scale("error"), "passed", ("my_own_tools",)),
    ),
    Sample("A5", "a package that is not there", script(f"import not_there\n{RIGHT}"), words=("not_there",)),
    Sample(
        *("A6", "files named like packages", script(f"import json, keras\n{RIGHT}")),
        words=("json.py is not used instead of Python's own json", "numpy.py is not used"),
        write=lambda folder, _: [
            (folder / name).write_text("raise SystemExit(1)") for name in ("json.py", "keras.py", "numpy.py")
        ],
    ),
    # A7 to A14: time and ends
    Sample(
        *("A7", "an endless loop at import", script(f"{RIGHT}\n{_LOOP}\n")),
        *(every("timeout"), "timeout", ('if __name__ == "__main__":',)),
    ),
    Sample(
        *("A7", "a notebook that trains", notebook(SIZE, "import time\nwhile True:\n    time.sleep(1)", SCALE)),
    ),
    Sample("A8", "an endless loop in a function", once(_LOOP), third("timeout"), words=("endless loop",)),
    Sample("A9", "slow, within the limit", once("import time\ntime.sleep(0.5)")),
    Sample("A10", "a loop that swallows everything", once("swallow()", _SWALLOWS), third("timeout")),
    Sample("A11", "input()", once("input('?')"), third("error"), words=("input() is not available when graded",)),
    Sample("A11", "input() at import", script(f"name = input('Your name? ')\n{RIGHT}")),
    Sample("A12", "sys.exit() at the end", script(f"import sys\n{RIGHT}\nsys.exit(3)\n")),
    Sample("A12", "quit() at the end", script(f"{RIGHT}\nquit()\n")),
    Sample(
        *("A12", "nothing but sys.exit()", script("import sys\nsys.exit()\n")),
        *(every("exited early|malformed"), "exited early|malformed"),
    ),
    Sample(
        *("A13", "os._exit(0) at import", script(f"import os\n{RIGHT}\nos._exit(0)\n")),
        *(every("exited early"), "exited early", ("exit code 0",)),
    ),
    Sample("A13", "os._exit(0)", once("import os\nos._exit(0)"), third("exited early"), words=("exit code 0",)),
    Sample(
        *("A14", "atexit and __del__ that raise"),
        script(
            f"import atexit\natexit.register(lambda: 1 / 0)\n{RIGHT}\n"
            "class Last:\n    def __del__(self):\n        raise SystemExit(1)\n\nlast = Last()\n"
        ),
    ),
    # A15 to A17: what is printed
    Sample("A15", "twenty megabytes of print", once("for _ in range(20):\n    print('x' * 2**20)")),
    Sample("A15", "a gigabyte of print", once("for _ in range(1_000):\n    print('x' * 2**20)"), is_slow=True),
    Sample(
        *("A16", "bytes, escapes and half characters"),
        once(
            "import os, sys\nos.write(1, bytes(range(256)) * 20)\n"
            "print('\\x1b[2J\\x1b]0;title\\7\\0\\u202e\\ud800', '</pre><b id=planted>')"
        ),
        never=("\x1b", "\0"),
    ),
    Sample(
        *("A17", "streams closed and replaced"),
        once("import os, sys\nsys.stdout.close()\nsys.stderr = None\nsys.stdout = 7\nos.write(1, b'x')\nos.close(2)"),
    ),
    # A18 to A25: memory, threads, crashes
    Sample(
        *("A18", "an array too large", once("np.ones(15 * 10**7)")),
        *(third("out of memory"), "passed", ("MemoryError",)),
    ),
    Sample(
        *("A18", "memory page by page"),
        once(
            "import mmap, time\nheld = mmap.mmap(-1, 1_100 * 2**20)\n"
            "np.frombuffer(held, np.uint8)[::4096] = 1\ntime.sleep(4)"
        ),
        *(third("out of memory"), "passed", ("more memory",)),
    ),
    Sample(
        "A18",
        "memory in a child process",
        attempts("os.fork() or os._exit(0)", "os.posix_spawn('/bin/true', ['true'], {})"),
    ),
    Sample(
        *("A20", "threads that stay"),
        script(
            f"import threading, time\n{RIGHT}\n"
            "for is_daemon in (True, False):\n"
            "    threading.Thread(target=time.sleep, args=(60,), daemon=is_daemon).start()\n"
        ),
    ),
    Sample(
        *("A20", "a daemon of its own"),
        attempts(
            "os.fork() or (os.setsid(), os._exit(0))", "subprocess.Popen(['/bin/sleep', '20'], start_new_session=True)"
        ),
    ),
    Sample("A23", "recursion", scaling("return scale_pixels(image)"), scale("error"), words=("RecursionError",)),
    Sample(
        *("A23", "recursion without a limit"),
        once(
            "import sys\nsys.setrecursionlimit(10**9)\n"
            "def deeper(left):\n    return left and deeper(left - 1)\ndeeper(3 * 10**6)"
        ),
        third("passed|error|crashed|timeout|out of memory"),
    ),
    Sample(
        *("A25", "a segmentation fault", once("import ctypes\nctypes.string_at(0)")),
        *(third("crashed"), "passed", ("SIGSEGV",)),
    ),
    Sample(
        *("A25", "abort() after a last line"),
        once("import os\nos.write(2, b'F tensorflow/core/x.cc:1] Check failed: 1 == 2\\n')\nos.abort()"),
        *(third("crashed"), "passed", ("SIGABRT", "Check failed: 1 == 2")),
    ),
    # A28 to A37: surroundings
    Sample(
        *("A28", "another folder, and its own deleted"),
        once("for folder in (os.getcwd(), os.path.expanduser('~')):\n    remove(folder)\nos.chdir('/')", _OWN),
    ),
    Sample(
        *("A28", "writes over its own file"),
        once("for folder in ('.', '../submission'):\n    empty(folder)", _OWN),
        third("passed|error"),
    ),
    Sample("A31", "global state of Keras", script(_GLOBALS + RIGHT)),
    Sample(
        *("A34", "names bound anew"),
        script(f"sum = list = len = None\n{RIGHT}\nnp.sum = np.mean = np.linalg = None\n"),
    ),
    Sample(
        *("A34", "Python's own functions bound anew", script(f"{_REBOUND}\n{RIGHT}")),
        *(every("crashed"), "crashed", ("in place of Python's own functions",)),
    ),
    Sample(
        *("A34", "warnings and NumPy errors made fatal"),
        script(f"import warnings\n{RIGHT}\nwarnings.simplefilter('error')\nnp.seterr(all='raise')\n"),
    ),
    Sample(
        *("A36", "a picture and a window"),
        once("import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()\nimport tkinter\ntkinter.Tk()"),
        third("error"),
    ),
    Sample(
        *("A37", "a huge file", once("with open('large', 'wb') as file:\n    file.truncate(10**9)")),
        *(third("error"), "passed", ("File too large",)),
    ),
    Sample(
        *("A37", "thousands of open files", once("import os\nheld = [open(os.devnull) for _ in range(5_000)]")),
        *(third("error"), "passed", ("Too many open files",)),
    ),
    Sample(
        *("A37", "a full disk"),
        once(
            "import os, time\nfor number in range(4):\n    with open(f'f{number}', 'wb') as file:\n"
            "        os.posix_fallocate(file.fileno(), 0, 2 * 10**8)\ntime.sleep(9)"
        ),
        *(third("crashed|timeout|error"), "passed"),
        is_slow=True,
    ),
    Sample("A37", "thousands of files", once("for number in range(1_500):\n    open(f'f{number}', 'w').close()")),
    # A39 to A46: text and notebooks
    Sample("A39", "Latin-1, declared", {"00_welcome.py": ("# coding: latin-1\n" + _UMLAUT + RIGHT).encode("latin-1")}),
    Sample(
        "A39", "a byte order mark and CRLF", {"00_welcome.py": b"\xef\xbb\xbf" + RIGHT.replace("\n", "\r\n").encode()}
    ),
    Sample("A39", "CR alone", {"00_welcome.py": RIGHT.replace("\n", "\r").encode()}),
    Sample(
        *("A40", "Latin-1, undeclared", {"00_welcome.py": (RIGHT + "name = 'Größe'\n").encode("latin-1")}),
        *(every("unreadable"), "unreadable"),
    ),
    Sample("A40", "UTF-16", {"00_welcome.py": RIGHT.encode("utf-16")}, every("unreadable"), "unreadable"),
    Sample("A40", "a NUL byte", script(RIGHT + "\0"), every("unreadable"), "unreadable", words=("null bytes",)),
    Sample(
        *("A40", "tabs among spaces", script(f"{RIGHT}\ndef more():\n    if 1:\n        x = 1\n\treturn x\n")),
        *(every("unreadable"), "unreadable", ("TabError",)),
    ),
    Sample(
        *("A42", "magics and shell lines"),
        notebook(
            "%matplotlib inline\n!pip install keras\n?np.zeros",
            "%%bash\nls",
            f"%%time\n{SIZE}",
            "%%timeit\n1 + 1",
            SCALE,
        ),
        words=("Magics and shell lines do nothing while grading",),
    ),
    Sample("A43", "a cell that fails", notebook("1 / 0", SIZE, "undefined", SCALE)),
    Sample(
        *("A43", "a cell that fails and is needed"),
        notebook("MOST = int(open('most.txt').read())", SIZE, SCALE.replace("255", "MOST")),
        *(scale("error"), "passed", ("cell 1",)),
    ),
    Sample(
        *("A45", "a broken notebook"),
        {
            "00_welcome.ipynb": b"\xef\xbb\xbf"
            + json.dumps(
                {
                    "nbformat": 4,
                    "nbformat_minor": 5,
                    "metadata": {"widgets": {"application/vnd.jupyter.widget-state+json": {"x": None}}},
                    "cells": [
                        {"cell_type": "code", "source": None},
                        *made(*({"cell_type": "code", "id": "same", "source": text} for text in (SIZE, SCALE))),
                        {"cell_type": "code", "source": "1", "outputs": [_PICTURE], "metadata": None},
                        None,
                    ],
                }
            ).encode()
        },
    ),
    Sample("A46", "an empty notebook", {"00_welcome.ipynb": b""}, every("unreadable"), "unreadable"),
    Sample("A46", "a list", {"00_welcome.ipynb": "[1, 2]"}, every("unreadable"), "unreadable"),
    Sample("A46", "format 99", notebook(SIZE, nbformat=99), every("unreadable"), "unreadable", words=("format 99",)),
    Sample(
        *("A46", "a kernel of R", notebook("x <- 1", metadata={"kernelspec": {"name": "ir", "language": "R"}})),
        *(every("unreadable"), "unreadable", ("another language (R)",)),
    ),
    # A48 to A53: answers
    Sample("A48", "None", scaling("image / 255"), scale("malformed"), words=("None",)),
    Sample("A48", "text", scaling("return 'scaled'"), scale("malformed")),
    Sample("A48", "another shape", scaling("return (image / 255).ravel()[:-1]"), scale("malformed|failed")),
    Sample(
        "A48",
        "another length",
        script(RIGHT.replace("image.shape", "image.shape[:2]")),
        ("malformed", "malformed", "passed", "passed", "passed|malformed|failed"),
    ),
    Sample(
        "A49",
        "a generator",
        scaling("return (row for row in image / 255)"),
        ("passed", "passed", "passed|malformed", "passed|malformed", "passed|malformed|failed"),
    ),
    Sample("A49", "an endless iterator", scaling("import itertools\nreturn itertools.count()"), scale("malformed")),
    Sample("A49", "an endless generator", scaling("while True:\n    yield 0.5"), scale("malformed")),
    Sample("A50", "NaN", scaling("return image * float('nan')"), scale("malformed|failed")),
    Sample("A50", "infinity", scaling("return image / 255 + float('inf')"), scale("malformed|failed")),
    Sample(
        "A50",
        "complex numbers",
        scaling("return image / 255 + 0j"),
        ("passed", "passed", "malformed", "malformed", "passed|malformed|failed"),
    ),
    Sample(
        *("A50", "5000 digits and a bool"),
        script(RIGHT.replace("image.shape", "10 ** 5000, True, len(image.shape)")),
        ("failed|malformed", "failed|malformed", "passed", "passed", "passed|failed|malformed"),
    ),
    Sample(
        "A51",
        "a tensor",
        scaling("import tensorflow as tf\nreturn tf.constant(image / 255)"),
        ("passed", "passed", "passed", "passed", "passed|failed|malformed"),
    ),
    Sample("A51", "a KerasTensor", scaling("import keras\nreturn keras.Input(image.shape)"), scale("malformed")),
    Sample("A51", "a masked array", scaling("return np.ma.masked_array(image / 255, False)"), scale("malformed")),
    Sample("A51", "an array without axes", scaling("return np.array(0.5)"), scale("malformed|failed")),
    Sample(
        *("A52", "changes its argument"),
        scaling("scaled = image / 255\nimage[...] = 0\nreturn scaled"),
        ("passed", "passed", "passed", "passed", "failed"),
    ),
    Sample(
        *("A53", "a download at import"),
        script(
            f"import keras, urllib.request\nurllib.request.urlopen('https://example.org/images.zip')\n"
            f"keras.utils.get_file('x', 'https://example.org/x')\n{RIGHT}"
        ),
    ),
    Sample(
        *("A53", "a download in a function"),
        once("import urllib.request\nurllib.request.urlopen('https://example.org/images.zip')"),
        *(third("error"), "passed", ("There is no network while grading",)),
    ),
    # A55 to A57
    Sample(
        *("A55", "a path of a laptop", once("open('/home/anna/course/images.csv')")),
        *(third("error"), "passed", ("/home/anna/course/images.csv",)),
    ),
    Sample("A56", "a name that is an option", script(RIGHT), folder="--help"),
    Sample("A56", "dots in a name", script(RIGHT), folder="..a..b.."),
    Sample("A56", "blanks and signs", script(RIGHT), folder="  $(touch kit-hostile) ; rm -rf `x` 'y' \"z\"  "),
    Sample("A56", "letters of any script", script(RIGHT), folder="Ελένη 王小明 e\u0301\u202e محمد"),
    Sample("A56", "a file whose name is not text", script(RIGHT), write=_odd_name),
    Sample(
        *("A57", "three hundred threads"),
        once(
            "import concurrent.futures, time\nwith concurrent.futures.ThreadPoolExecutor(300) as pool:\n"
            "    list(pool.map(time.sleep, [0.2] * 300))"
        ),
        third("passed|error"),
    ),
]
