"""Every way in which a submission can end badly: the right word, the other checks keep their points, and the next
submission never notices."""

import json
import sys
import time
from pathlib import Path

import pytest

from autograder.course import content
from autograder.engine.sandbox import Limits
from autograder.grading.key import RunKey
from autograder.grading.task import Task
from autograder.submissions import Cell, Work

PASSED = ["passed"] * 3

# name: (code after a right submission, outcome of the first check, words that its message must contain)
IN_A_FUNCTION = {
    "an endless loop": ("def first(x):\n    while True: pass", "timeout", "no answer within 2 s"),
    "a loop that swallows everything": (
        "import signal\n"
        "for number in (signal.SIGTERM, signal.SIGALRM, signal.SIGINT):\n"
        "    signal.signal(number, signal.SIG_IGN)\n"
        "def first(x):\n"
        "    while True:\n"
        "        try:\n"
        "            while True: pass\n"
        "        except BaseException: pass",
        "timeout",
        "no answer",
    ),
    "a process that stops itself": ("import os\ndef first(x): os.kill(os.getpid(), 19)", "timeout", "no answer"),
    "os._exit(0)": ("import os\ndef first(x): os._exit(0)", "exited early", "exit code 0"),
    "os._exit(7)": ("import os\ndef first(x): os._exit(7)", "exited early", "exit code 7"),
    "sys.exit()": ("import sys\ndef first(x): sys.exit()", "error", "SystemExit"),
    "abort": ("import os\ndef first(x): os.abort()", "crashed", "SIGABRT"),
    "a segmentation fault": ("import ctypes\ndef first(x): ctypes.string_at(0)", "crashed", "SIGSEGV"),
    "SIGKILL to itself": ("import os\ndef first(x): os.kill(os.getpid(), 9)", "crashed", "SIGKILL"),
    "recursion": ("def first(x): return first(x)", "error", "RecursionError"),
    "recursion in C": (
        "import ctypes, sys\n"
        "Back = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)\n"
        "def deeper(n): return back(n + 1)\n"
        "back = Back(deeper)\n"
        "def first(x):\n"
        "    sys.setrecursionlimit(10**9)\n"
        "    return back(0)",
        "crashed",
        "SIGSEGV",
    ),
    "all descriptors closed": ("import os\ndef first(x): os.closerange(0, 1000)", "exited early", ""),
    "all descriptors closed, then a loop": (
        "import os\ndef first(x):\n    os.closerange(0, 1000)\n    while True: pass",
        "exited early",
        "closed its channel",
    ),
    "an array too large": (
        "def first(x): return np.ones((10**5, 10**5))",
        "out of memory",
        "MemoryError",
    ),
    "a tensor too large": (
        "import tensorflow as tf\ndef first(x): return tf.zeros((10**5, 10**5))",
        "out of memory",
        "ResourceExhaustedError",
    ),
    "input()": ("def first(x): return input('?')", "error", "input() is not available when graded"),
    "KeyboardInterrupt": ("def first(x): raise KeyboardInterrupt", "error", "KeyboardInterrupt"),
    "an exception whose text cannot be read": (
        "class Bad(Exception):\n    def __str__(self): raise ValueError\ndef first(x): raise Bad",
        "error",
        "Bad",
    ),
    "an exception with a megabyte of text": ("def first(x): raise ValueError('x' * 10**6)", "error", "ValueError: xxx"),
    "an exception class with a long name": ("def first(x): raise type('x' * 10**6, (Exception,), {})", "error", "xxx"),
    "ten thousand warnings": (
        "import warnings\ndef first(x):\n    for n in range(10_000): warnings.warn('w' * 1_000 + str(n))\n    return x",
        "failed",
        "",
    ),
    "a thread bomb": (
        "import threading\n"
        "threading.stack_size(65_536)\n"
        "def first(x):\n"
        "    waiting = threading.Event()\n"
        "    while True: threading.Thread(target=waiting.wait, daemon=True).start()",
        "crashed",
        "more threads",
    ),
    "a file that is too large": (
        "def first(x):\n    with open('large', 'wb') as file: file.truncate(10**9)",
        "error",
        "File too large",
    ),
    "an exception in a function that TensorFlow traces": (
        "import tensorflow as tf\n"
        "def first(x):\n"
        "    return list(tf.data.Dataset.range(3).map(lambda n: n + tf.constant(1.5)))",
        "error",
        "TypeError: Input 'y' of 'AddV2' Op has type float32",
    ),
    "a global name bound anew": ("sum = None\ndef first(x): return sum([x])", "error", "TypeError"),
}
PASSING = {
    "sys.exit() at the end of the file": "import sys\nsys.exit(3)",
    "quit() at the end of the file": "quit()",
    "an endless thread": (
        "import threading\ndef spin():\n    while True: pass\nthreading.Thread(target=spin, daemon=True).start()"
    ),
    "an endless thread that is no daemon": (
        "import threading, time\nthreading.Thread(target=time.sleep, args=(10**6,)).start()"
    ),
    "100 MB printed in each function": ("def first(x):\n    for _ in range(100): print('x' * 2**20)\n    return x + 1"),
    "bytes written to the standard descriptors": (
        "import os\ndef first(x):\n    for fd in (0, 1, 2): os.write(fd, bytes(range(256)) * 100)\n    return x + 1"
    ),
    "standard streams closed and replaced": (
        "import sys\ndef first(x):\n    sys.stdout.close(); sys.stderr = None; sys.stdout = 7\n    return x + 1"
    ),
    "All tests passed": "def first(x):\n    print('\\x1b[2J3 passed in 0.01s \\ud800')\n    return x + 1",
    "atexit and __del__ that raise": (
        "import atexit\natexit.register(lambda: 1 / 0)\n"
        "class Last:\n    def __del__(self): raise SystemExit(1)\nlast = Last()"
    ),
    "another folder, and its own deleted": (
        "import os, shutil\ndef first(x):\n    shutil.rmtree(os.getcwd()); os.chdir('/')\n    return x + 1"
    ),
    "warnings and NumPy errors made fatal": "import warnings\nwarnings.simplefilter('error')\nnp.seterr(all='raise')",
    "folders nested 1,500 deep": (
        "import os\ndef first(x):\n    for _ in range(1_500):\n        os.mkdir('d'); os.chdir('d')\n    return x + 1"
    ),
    "a file named like a library": "open('numpy.py', 'w').write('1 / 0')\nopen('keras.py', 'w').write('1 / 0')",
}
# name: (whole file, outcome of the exercise, words)
WHOLE = {
    "an endless loop at import": ("while True: pass", "timeout", "if __name__ == "),
    "os._exit(0) at import": ("import os\nos._exit(0)", "exited early", "exit code 0"),
    "sys.exit() before any function": ("import sys\nsys.exit()", "exited early", "SystemExit"),
    "a segmentation fault at import": ("import ctypes\nctypes.string_at(0)", "crashed", "SIGSEGV"),
    "an array too large at import": (
        "import numpy as np\nx = np.ones((10**5, 10**5))",
        "out of memory",
        "MemoryError",
    ),
    "a syntax error": ("def first(x):\n    return x +\n", "unreadable", "line 2, column"),
    "a NUL byte": ("def first(x): return x\0", "unreadable", "null bytes"),
    "an import that fails": ("import not_there\nclass first(not_there.Base): pass", "error", "not_there"),
    "Python's own functions bound anew": (
        "import builtins\nfor name in ('len', 'isinstance', 'list'): setattr(builtins, name, None)",
        "crashed",
        "in place of Python's own functions",
    ),
    "closed descriptors at import": ("import os\nos.closerange(0, 1000)\nwhile True: pass", "exited early", ""),
}


def shown(message):
    return " ".join([message.called, *message.given, message.got, message.expected, message.why, message.note])


@pytest.mark.parametrize("name", IN_A_FUNCTION)
def test_one_check_ends_badly_and_the_others_pass(name, grade, right, unchanged):
    code, outcome, words = IN_A_FUNCTION[name]
    result = grade(f"{right}\n{code}\n", call_seconds=2.0)
    first = result.checks[0]
    assert [check.outcome for check in result.checks] == [outcome, "passed", "passed"], first.message
    assert words in shown(first.message)
    assert result.earned == 6
    assert len(shown(first.message)) < 10_000


@pytest.mark.parametrize("name", PASSING)
def test_noise_changes_nothing(name, grade, right, unchanged):
    result = grade(f"{right}\n{PASSING[name]}\n")
    assert [check.outcome for check in result.checks] == PASSED, [check.message for check in result.checks]
    assert all(len(check.printed) <= 4_000 for check in result.checks)


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_cannot_be_loaded(name, grade, unchanged):
    source, outcome, words = WHOLE[name]
    result = grade(source, load_seconds=3.0)
    assert result.outcome == outcome, result.problem
    assert {check.outcome for check in result.checks} == {outcome}
    assert words in shown(result.problem)
    assert result.earned == 0


@pytest.mark.parametrize(
    "line",
    [
        "import not_there",
        "import not_there, numpy as np",
        "open('images.zip')",
        "import os; os.chdir('/home/me/course')",
        "import matplotlib; matplotlib.use('TkAgg'); import matplotlib.pyplot as plt; plt.figure()",
        "import urllib.request; urllib.request.urlopen('https://example.org/images.zip')",
        "raise SystemExit",
        "if True:\n    x = missing\n    y = 1",
        "if True:\n    open('images.zip')\n    def first(x): return x + 1\nfirst_of_all = first",
        "if open('images.zip'):\n    y = 1",
        "from numpy import zeros, not_there",
    ],
)
def test_a_statement_that_fails_takes_nothing_below_along(line, grade, right):
    result = grade(f"{line}\n{right}\n")
    assert [check.outcome for check in result.checks] == PASSED, (result.problem, result.checks[0].message)
    [note] = [note for note in result.notes if "left out" in note]
    assert note.startswith("Line "), result.notes


def test_points_are_lost_only_where_the_statement_is_needed_and_the_check_says_so(grade, right):
    result = grade(f"LABELS = open('labels.txt').read()\n{right}\ndef first(x): return LABELS\n")
    assert [check.outcome for check in result.checks] == ["error", "passed", "passed"]
    assert "LABELS comes from line 1, which was left out: FileNotFoundError" in result.checks[0].message.why


def test_what_a_stopped_file_defines_is_graded_and_the_report_says_so(grade, right):
    result = grade(f"{right}\nraise ValueError('later')\n")
    assert [check.outcome for check in result.checks] == PASSED
    assert any("later" in note for note in result.notes)


def test_an_endless_loop_takes_no_time_from_other_functions(grade, right):
    """Even where a call may take as long as all of a function's calls together."""
    result = grade(f"{right}\ndef first(x):\n    while True: pass\n", call_seconds=2.0, function_seconds=2.0)
    assert [check.outcome for check in result.checks] == ["timeout", "passed", "passed"]


@pytest.mark.parametrize("seconds", [0.5, 20.0, 60.0, 600.0])
def test_a_function_may_take_the_time_of_several_calls_and_of_loading_again(seconds):
    limits = Limits.for_calls(seconds)
    assert limits.call_seconds == seconds
    assert limits.function_seconds >= 6 * seconds
    assert limits.function_seconds >= 2 * limits.load_seconds >= 60


def test_each_function_has_an_end_to_its_time(grade):
    source = "\n".join(f"def {name}(x):\n    while True: pass" for name in ("first", "second", "third"))
    started = time.monotonic()
    result = grade(source, call_seconds=20.0, function_seconds=1.0)
    assert {check.outcome for check in result.checks} == {"timeout"}
    assert all("for all checks of this function" in check.message.got for check in result.checks)
    assert time.monotonic() - started < 3 * 1.0 + 6.0


def test_a_slow_loader_takes_the_time_of_the_functions_that_end_it(grade, right):
    source = f"import time\ntime.sleep(1.5)\n{right}\nimport os\nfirst = second = lambda x: os._exit(0)\n"
    result = grade(source, function_seconds=1.0)
    assert [check.outcome for check in result.checks] == ["exited early", "timeout", "timeout"]
    assert "for all checks of this function" in result.checks[1].message.got
    result = grade(source, function_seconds=5.0)
    assert [check.outcome for check in result.checks] == ["exited early", "exited early", "passed"]


def test_what_is_printed_stands_under_the_check_that_printed_it(grade, right):
    """A check is over as soon as its answer is there, and what was printed comes by another way."""
    printing = "\n".join(
        f"def {name}(x):\n    print('{name} ' + 'x' * 3_000)\n    print('{name} ends', end='')\n    return 0"
        for name in ("first", "second", "third")
    )
    for _ in range(5):
        result = grade(f"print('at the top')\n{printing}\n")
        for check in result.checks:
            assert check.printed == f"{check.function} {'x' * 3_000}\n{check.function} ends"
    assert result.notes == ['While it was loaded, your code printed: "at the top"']


def test_a_notebook_with_more_tags_than_can_cross_is_graded(toy, sandboxes, right, grade):
    assert grade(right).passed
    cells = (Cell(right, 1, tags=("tag",) * 300_000), *(Cell("1 + 1", n, tags=("a", "b")) for n in range(2, 9_000)))
    work = Work(exercise=toy, name=f"{toy}.ipynb", cells=cells)
    result = Task(work, RunKey.from_seed(7)).run(sandboxes.start_child)
    assert [check.outcome for check in result.checks] == PASSED, result.problem


FORGED = "A fault of the grader was found here. Full marks were given by hand."


def test_notes_of_the_sandbox_are_marked_as_such(grade, right):
    source = """
import gc
from autograder.sandbox import loading
for item in gc.get_objects():
    if isinstance(item, loading.Loaded):
        item.notes += ["FORGED", "Magics and shell lines do nothing while grading (cell 3)."]
"""
    result = grade(f"{right}{source.replace('FORGED', FORGED)}")
    assert result.notes == [
        f'The process that loaded your file says: "{FORGED}"',
        "Magics and shell lines do nothing while grading (cell 3).",
    ]


@pytest.mark.parametrize("words", [FORGED, "08: write an essay. Full marks", "08: write first. Full marks"])
def test_an_exception_cannot_speak_as_the_grader(grade, right, words):
    raising = (
        f"def first(x):\n    y = x + 1\n    raise NotImplementedError({words!r})\n"
        f"def second(x): raise type({words!r}, (Exception,), {{}})"
    )
    first, second, _ = grade(f"{right}\n{raising}\n").checks
    assert first.outcome in ("not attempted", "error")
    assert words not in first.message.got or first.message.got.startswith("NotImplementedError: ")
    assert second.message.got.startswith("Exception:")


@pytest.mark.parametrize("before", [0, 20, 60, 100])
def test_no_path_of_the_kit_stands_in_what_a_student_reads(grade, right, before):
    source = (
        f"print({'x' * before!r})"
        + """
import os, sys, warnings
def places():
    kit = sys.modules["autograder.wire.codec"].__file__
    return f"{kit} {sys.executable} {os.getcwd()}/file {open('/proc/self/cmdline').read()}"
print(places())
def first(x): raise ValueError(places())
def second(x):
    print(places())
    warnings.warn(places())
    return places()
def third(x): open("/home/anna/numbers.csv")
"""
    )
    result = grade(right + source)
    text = json.dumps(result.to_json())
    folder = Path(sys.prefix)
    for path in (content.PACKAGE, folder, folder.resolve(), "/convlings-"):
        assert str(path) not in text
    assert "codec.py" in text
    assert "/home/anna/numbers.csv" in text


@pytest.mark.slow
def test_gigabytes_of_print(grade, right):
    source = f"{right}\ndef first(x):\n    for _ in range(3_000): print('x' * 2**20)\n    return x + 1\n"
    result = grade(source, call_seconds=120.0, function_seconds=300.0)
    assert [check.outcome for check in result.checks] == PASSED
