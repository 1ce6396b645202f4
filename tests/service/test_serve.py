"""`convlings serve`, as a student runs it: the solution's service over a real connection, and each way not to start."""

import io
import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from PIL import Image

from autograder.course import content

SERVE = [sys.executable, "-m", "autograder", "serve"]
SOLUTION = content.clone_root() / "solutions" / "21_fashion_service.py"
STUB = content.clone_root() / "exercises" / "21_fashion_service.py"
# Answers with the mean of each channel.
MAKE_MODEL = """
import keras, sys
keras.Sequential([keras.Input((8, 8, 3)), keras.layers.GlobalAveragePooling2D()]).save(sys.argv[1])
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("model") / "means.keras"
    subprocess.run([sys.executable, "-c", MAKE_MODEL, str(path)], check=True, capture_output=True, timeout=120)
    return path


def ended(*arguments: str | Path, folder: Path | None = None) -> tuple[int, str]:
    """Exit code and all that is printed of a command that ends by itself."""
    done = subprocess.run([*SERVE, *map(str, arguments)], capture_output=True, text=True, timeout=120, cwd=folder)
    return done.returncode, done.stdout + done.stderr


def orange(kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), (204, 102, 0)).save(file, kind)
    return file.getvalue()


def posted(address: str, body: bytes) -> tuple[int, object]:
    try:
        with urllib.request.urlopen(urllib.request.Request(f"{address}/predict", body), timeout=60) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process alone")
def test_serves_the_solution_until_ctrl_c(model):
    options = ["--port", "0", "--model", str(model), "--names", "red, green, blue", "--values", "0..1"]
    process = subprocess.Popen(
        [*SERVE, *options, str(SOLUTION)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # What was started in the background inherits that it hears nothing of Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        address, lines = "", []
        while "Ctrl-C" not in "".join(lines[-1:]):
            line = process.stdout.readline()
            assert line, f"it ended: {''.join(lines)}"
            lines.append(line)
            found = re.match(r"(http://127\.0\.0\.1:\d+) ", line)
            address = found[1] if found else address
        with urllib.request.urlopen(address, timeout=20) as page:
            assert b"Choose a picture" in page.read()
        status, suggestions = posted(address, orange())
        assert status == 200
        assert [(item["category"], round(item["probability"], 3)) for item in suggestions] == [
            ("red", 0.8),
            ("green", 0.4),
            ("blue", 0.0),
        ]
        assert posted(address, b"no picture") == (415, {"error": "This is not a picture that can be opened."})
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=20)[0]
    finally:
        process.kill()
    assert process.returncode == 0
    assert "Stopped." in rest
    assert "Traceback" not in "".join(lines) + rest
    with socket.socket() as probe:
        probe.settimeout(5)
        deadline = time.monotonic() + 10
        while probe.connect_ex(("127.0.0.1", int(address.rpartition(":")[2]))) == 0:
            assert time.monotonic() < deadline, "it still answers"


def test_a_port_that_is_taken_is_said_before_anything_takes_time():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        started = time.monotonic()
        code, text = ended("--port", str(port), SOLUTION)
    assert code == 2
    assert re.fullmatch(rf"Error: Port {port} cannot be used: .*\. Choose another with --port, or 0 for any\.\n", text)
    assert time.monotonic() - started < 60


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing.py"], "There is no file nothing.py."),
        ([], "There are no exercises in this folder."),
        ([SOLUTION, "--model", "nothing.keras", "--names", "a,b"], "There is no file nothing.keras."),
        ([SOLUTION, "--names", "a,b"], "--model and --names belong together"),
        (
            [content.clone_root() / "exercises/notebooks/21_fashion_service.ipynb"],
            "21_fashion_service.ipynb is not a .py file.",
        ),
    ],
)
def test_wrong_use_is_a_sentence(arguments, said, tmp_path):
    code, text = ended(*arguments, folder=tmp_path)
    assert code == 2
    assert " ".join(text.split()).startswith(f"Error: {said}")


def test_a_port_that_cannot_be_is_told_with_the_spelling():
    code, text = ended(SOLUTION, "--port", "70000")
    assert code == 2
    assert text.startswith("Usage: convlings serve")
    assert "70000 is not in the range" in text


def test_a_service_that_is_not_written_is_told_before_a_model_learns():
    code, text = ended("--port", "0", STUB)
    assert code == 1
    assert text.startswith("Error: make_app in 21_fashion_service.py is not written yet: ")
    assert "learns" not in text


def test_a_file_that_cannot_be_served_yet_is_told_without_our_traceback(tmp_path, model):
    options = ["--port", "0", "--model", model, "--names", "red,green,blue"]
    broken = tmp_path / "21_fashion_service.py"
    broken.write_text("import json\n\nnames = {}['a']\n")
    code, text = ended(*options, broken)
    assert code == 1
    assert "KeyError: 'a', in line 3 of 21_fashion_service.py: names = {}['a']" in text
    assert "Traceback" not in text


def test_a_file_that_ends_python_is_told_so_whatever_it_is_called(tmp_path, model):
    (tmp_path / "-x.py").write_text("def make_app(*_):\n    raise SystemExit(0)\n")
    code, text = ended("--port", "0", "--model", model, "--names", "red,green,blue", "--", "-x.py", folder=tmp_path)
    assert (code, "-x.py cannot be served yet: SystemExit: 0, in line 2 of -x.py" in text) == (1, True), text


def test_a_model_that_does_not_go_with_its_names_is_wrong_use(model):
    code, text = ended("--port", "0", "--model", model, "--names", "red,green", SOLUTION)
    assert code == 2
    assert "there are 2 names" in text


LEARN = """
import numpy as np
from autograder import datasets
from autograder.service.models import drawn_clothes
model, names, preprocess = drawn_clothes()
images, labels = datasets.load("fashion", split="test", size=64, n=60)
found = np.asarray(model(preprocess(images), training=False)).argmax(axis=1)
print(len(names), "classes", float((found == labels).mean()))
"""


def test_the_small_model_knows_clothes_that_it_has_not_seen():
    done = subprocess.run([sys.executable, "-c", LEARN], capture_output=True, text=True, timeout=300)
    classes, share = done.stdout.split(" classes ")
    assert int(classes) == 10
    # A model that guesses has 0.1; measured: 0.85 and more.
    assert float(share) > 0.7
