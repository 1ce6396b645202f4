"""A fresh runtime like Colab's: root, NumPy loaded before the first cell, other versions than the kit's lock file, and
nothing of the kit. "Run all" has to work, and to leave TensorFlow, Keras and NumPy as they are."""

import importlib.metadata
import json
import os
import re
import subprocess
import tomllib
import venv
from pathlib import Path

import pytest

from autograder.course import content
from autograder.course.exercise import find_exercise
from autograder.notebook import address, handout

HELD = ("tensorflow", "keras", "numpy")
# Inside the kit's ranges, and none of them what the lock file has.
RUNTIME = ("tensorflow==2.20.*", "keras==3.11.*", "numpy==2.1.*", "ipykernel", "nbclient", "pandas", "matplotlib")
EXECUTE = """
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=1200, kernel_name="python3").execute()
nbformat.write(notebook, sys.argv[1])
"""


def test_the_kit_asks_for_ranges_and_pins_nothing():
    project = tomllib.loads((content.clone_root() / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for requirement in project["dependencies"]:
        assert "==" not in requirement, requirement
        assert "~=" not in requirement, requirement
        bounds = re.findall(r"<\s*=?\s*([\w.]+)", requirement)
        assert not bounds or requirement.startswith("keras"), f"{requirement} keeps newer versions out"


def versions(python: Path) -> dict[str, str]:
    code = "import importlib.metadata as m, json, sys; print(json.dumps({n: m.version(n) for n in sys.argv[1:]}))"
    return json.loads(subprocess.run([python, "-c", code, *HELD], capture_output=True, text=True, check=True).stdout)


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python of an environment as Colab has one; skipped where there is no package index."""
    folder = tmp_path_factory.mktemp("runtime")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    done = subprocess.run([python, "-m", "pip", "install", "--quiet", *RUNTIME], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no environment could be made: {done.stderr.strip()[-200:]}")
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00_numpy.py").write_text("import numpy\n")
    return python


@pytest.mark.slow
def test_run_all_in_a_fresh_runtime(runtime, tmp_path, monkeypatch):
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=content.clone_root(), capture_output=True, text=True)
    monkeypatch.setenv(address.VARIABLE, f"file://{content.clone_root()}@{commit.stdout.strip()}")
    exercise = find_exercise("08")
    notebook = tmp_path / "08_dropout.ipynb"
    text = handout.render(exercise)
    answer = "    return x if not training else np.where(rng.random(x.shape) >= rate, x / (1 - rate), 0)"
    stub = '    raise NotImplementedError(\\"08: write dropout\\")'
    assert stub in text
    notebook.write_text(text.replace(stub, answer), encoding="utf-8")
    before = versions(runtime)
    assert before != {name: importlib.metadata.version(name) for name in HELD}
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    environment |= {"IPYTHONDIR": str(runtime.parents[1] / "ipython"), "HOME": str(tmp_path)}
    done = subprocess.run(
        [runtime, "-c", EXECUTE, notebook], capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=3000
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert versions(runtime) == before
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    shown = [
        "".join(output["data"]["text/plain"])
        for cell in cells
        for output in cell.get("outputs", [])
        if output["output_type"] == "display_data"
    ]
    assert "4 of 4 points" in shown[0]
    assert "not attempted" in shown[1]
    assert "4 of 10 points" in shown[-1]
    command = [runtime.with_name("convlings"), "init", "--notebooks", tmp_path / "own"]
    subprocess.run(command, check=True, capture_output=True, env=environment)
    given = tmp_path / "own" / "exercises" / "notebooks" / "08_dropout.ipynb"
    assert given.read_bytes() == (content.KIT.notebooks / given.name).read_bytes(), "the wheel carries the notebooks"
    assert "UsageError" not in notebook.read_text(encoding="utf-8")
