"""The grader's process knows nothing of Keras and nothing of a student's code, and its parts import one way."""

import ast
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from autograder import topics
from autograder.course import content

PACKAGE = content.PACKAGE
# What runs beside a student's code only: in the sandbox, or in the student's own process.
SANDBOXED = ("sandbox", "probes", "topics.probes", "service")
BESIDE_KERAS = ("datasets/backbones.py",)
# The one module of the sandbox that the grader imports as well: options and environment of what it starts.
SHARED = "sandbox.environment"
STRANGERS = ("tensorflow", "keras", "torch", "jax", "jaxlib", "h5py", "dill", "cloudpickle")
# These bring Dask, which pickles what goes between the instructor's own machines; what a sandbox said is text by then.
BETWEEN_MACHINES = {"grading/cluster.py", "grading/scheduler.py", "grading/station.py"}
_PICKLERS = {"cloudpickle"}

# What knows expected values, keys or other submissions.
GRADERS = (
    *("engine", "checking", "topics.checks", "topics.picture", "grading", "reports", "verify", "calibration", "cli"),
    *("submissions", "student", "pictures", "gradebook"),
)

# What the modules of a topic may import of the kit. For all other parts the layers in pyproject.toml say it.
TOPICS = {
    "topics.checks": {"checking", "datasets", "engine", "laboratories"},
    "topics.probes": {"datasets", "probes"},
    "topics.picture": {"checking", "datasets", "laboratories", "pictures", "reports"},
}

# Ways to run code or to rebuild objects from bytes. The grader's parts use none of them, with these exceptions.
RUNNING = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "import_module",
    "spec_from_file_location",
    "exec_module",
    "run_path",
}
LOADING = {"load", "loads", "read_pickle", "load_model", "load_weights"}
FORBIDDEN_IMPORTS = {
    *("pickle", "cPickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "copyreg", "runpy", "code"),
    *("multiprocessing", "xmlrpc", "dbm", "concurrent.futures.process"),
}
EXCEPTIONS = {
    ("topics/__init__.py", "import_module"): "checks, probes and pictures of the kit or the instructor",
    ("cli/__init__.py", "import_module"): "modules of commands, by names written in that file",
    ("datasets/__init__.py", "import_module"): "modules of data sets, by names written in that file",
    (
        "student/workplace.py",
        "spec_from_file_location",
    ): "a student's own file on request, in the student's own process",
    ("student/workplace.py", "exec_module"): "a student's own file on request, in the student's own process",
}
# The kit's own arrays; NumPy refuses pickles in them unless told otherwise.
ARRAYS_OF_THE_KIT = ("datasets/pretrained.py", "datasets/real/folders.py", "datasets/real/tables.py")


@cache
def sources(sandboxed: bool) -> list[tuple[str, ast.Module]]:
    """Path in the package and syntax tree of every module of one side."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        inside = part_of(name) in SANDBOXED and name != "sandbox/environment.py"
        if (inside or name in BESIDE_KERAS) is sandboxed and not name.startswith("content/"):
            found.append((name, ast.parse(path.read_text(encoding="utf-8"), name)))
    return found


@cache
def imported(tree: ast.Module) -> list[str]:
    """Dotted names of all that a module imports, wherever in it."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level == 1:  # within the folder of a topic
                continue
            assert node.level == 0, "imports are absolute"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def called(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Last name of everything that is called, with the call; `re.compile` counts as `re.compile`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, node
            elif isinstance(node.func, ast.Attribute):
                owner = node.func.value
                is_re = isinstance(owner, ast.Name) and owner.id == "re"
                yield f"re.{node.func.attr}" if is_re else node.func.attr, node


def part_of(name: str) -> str:
    """`wire` for `wire/codec.py` and for `autograder.wire.codec`."""
    inner = name.removeprefix("autograder.").removesuffix(".py").replace("/", ".")
    if inner.startswith("topics."):
        last = inner.rpartition(".")[2]
        return (
            f"topics.{last if last in ('conftest', 'probes', 'picture') else 'checks'}"
            if "__" not in last
            else "topics"
        )
    return SHARED if inner == SHARED or inner.startswith(f"{SHARED}.") else inner.partition(".")[0]


@pytest.mark.parametrize("part", TOPICS)
def test_topics_import_only_what_they_may(part):
    found = {
        part_of(target)
        for side in (True, False)
        for name, tree in sources(side)
        if part_of(name) == part
        for target in imported(tree)
        if target.startswith("autograder.")
    }
    assert found
    assert found <= TOPICS[part]


def test_every_part_has_its_layer():
    settings = tomllib.loads((content.clone_root() / "pyproject.toml").read_text(encoding="utf-8"))
    (layers,) = [each["layers"] for each in settings["tool"]["importlinter"]["contracts"] if each["type"] == "layers"]
    placed = {name.strip().removeprefix("autograder.") for layer in layers for name in layer.split("|")}
    assert placed == {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}


def test_the_grader_imports_one_module_of_the_sandbox():
    for name, tree in sources(sandboxed=False):
        for target in imported(tree):
            if target.startswith(("autograder.sandbox", "autograder.probes")):
                assert part_of(target) == SHARED, f"{name} imports {target}"
            path = target.removeprefix("autograder.").replace(".", "/")
            assert f"{path}.py" not in BESIDE_KERAS, f"{name} imports {target}"


def test_no_module_of_the_grader_imports_keras_or_what_rebuilds_objects():
    for name, tree in sources(sandboxed=False):
        for target in imported(tree):
            assert target.partition(".")[0] not in STRANGERS, f"{name} imports {target}"
            forbidden = [module for module in FORBIDDEN_IMPORTS if target == module or target.startswith(f"{module}.")]
            assert not forbidden, f"{name} imports {target}"


def test_no_module_of_the_grader_runs_code_that_it_was_given():
    found = {(name, call) for name, tree in sources(sandboxed=False) for call, _ in called(tree) if call in RUNNING}
    assert found - set(EXCEPTIONS) == set()
    assert {key for key in EXCEPTIONS if (PACKAGE / key[0]).exists()} <= found, "an exception that is not needed"


def test_no_module_of_the_grader_loads_objects():
    """`json.loads` and `tomllib.load` give plain data; `np.load` is for the kit's own arrays, without pickles."""
    for name, tree in sources(sandboxed=False):
        for call, node in called(tree):
            if call not in LOADING:
                continue
            owner = ast.unparse(node.func).rpartition(".")[0]
            if owner in ("np", "numpy"):
                assert name in ARRAYS_OF_THE_KIT, f"{name} calls {ast.unparse(node.func)}"
            assert "allow_pickle=True" not in ast.unparse(node), name
            assert owner not in ("torch", "keras.models", "keras.saving", "joblib", "pickle", "pd", "yaml"), name


def test_running_a_students_file_in_ones_own_process_is_for_students_alone():
    """`autograder.exercise("08")` is for a notebook; nothing that grades may use it."""
    for name, tree in sources(sandboxed=False):
        if name in ("__init__.py", "student/workplace.py"):
            continue
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        names |= {target.rpartition(".")[2] for target in imported(tree)}
        assert "load_own" not in names, name


def test_checks_know_numpy_pillow_and_the_kit_only():
    """A check that imported Keras would bring it into the grader's process."""
    own = [path for path in PACKAGE.glob("topics/*/*.py") if path.name not in ("probes.py", "picture.py")]
    assert own
    for path in own:
        for target in imported(ast.parse(path.read_text(encoding="utf-8"))):
            root = target.partition(".")[0]
            assert root in {"numpy", "PIL", "autograder", "pytest", *sys.stdlib_module_names}, (
                f"{path.name} imports {target}"
            )
            known = ("checking", "engine", "datasets", "laboratories")
            assert root != "autograder" or part_of(target) in known, f"{path.name} imports {target}"


def test_probes_hold_no_part_of_the_grader():
    for name, tree in sources(sandboxed=True):
        for target in imported(tree):
            if target.startswith("autograder."):
                assert part_of(target) not in GRADERS, f"{name} imports {target}"


def loaded_modules(code: str, *arguments: str) -> set[str]:
    """Names of the modules in a fresh Python after this code."""
    script = f"{code}\nimport json, sys\nprint('modules ' + json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.rpartition("modules ")[2]))


def assert_clean(modules: set[str]) -> None:
    roots = {name.partition(".")[0] for name in modules}
    assert not roots & set(STRANGERS)
    assert not {"submission", "multiprocessing.pool", "pickle5"} & modules
    own = {name for name in modules if name.startswith(("autograder.sandbox", "autograder.probes"))}
    assert own <= {"autograder.sandbox", f"autograder.{SHARED}"}


def test_everything_the_grader_can_load_leaves_keras_out():
    files = [name for name, _ in sources(sandboxed=False) if name not in BETWEEN_MACHINES]
    names = [f"autograder.{name.removesuffix('.py').replace('/', '.')}" for name in files]
    names = [name.removesuffix(".__init__") for name in names if not name.endswith(("__main__", ".conftest"))]
    modules = loaded_modules("import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)", *names)
    assert {"autograder.cli.grade", "autograder.grading.worker", "autograder.topics.00_welcome.checks"} <= modules
    assert_clean(modules)
    assert not {"dask", "distributed"} & modules


def test_a_grader_that_asks_a_cluster_leaves_keras_out():
    pytest.importorskip("distributed", reason="Dask is not installed")
    modules = loaded_modules("import autograder.grading.cluster")
    assert {"distributed", "autograder.grading.station"} <= modules
    assert not {name.partition(".")[0] for name in modules} & ({*STRANGERS} - _PICKLERS)


def test_a_process_that_has_graded_leaves_keras_and_the_submission_out(sandboxes):
    source = (content.clone_root() / "solutions" / "00_welcome.py").read_text()
    code = """
import sys
from autograder.engine.provider import connect
from autograder.grading.key import RunKey
from autograder.grading.task import Task
from autograder.submissions import Work
with connect(sys.argv[1]) as line:
    work = Work(exercise="00_welcome", name="00_welcome.py", content=sys.argv[2].encode())
    result = Task(work, RunKey.from_seed(1)).run(line.start_child)
assert result.passed, result
"""
    modules = loaded_modules(code, sandboxes.living_address(), f"import keras\n{source}")
    assert "pytest" in modules
    assert_clean(modules)


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("sandbox/*.py")), ids=lambda path: path.name)
def test_the_sandbox_never_unpickles_either(path: Path):
    targets = {target.partition(".")[0] for target in imported(ast.parse(path.read_text(encoding="utf-8")))}
    assert not targets & {"pickle", "marshal", "dill", "cloudpickle", "shelve"}


def test_no_module_needs_a_backend_to_be_imported():
    """Keras runs on whichever is installed; only an exercise that declares a backend for itself may count on it."""
    backends = {"tensorflow", "torch", "jax"}
    for path in PACKAGE.rglob("*.py"):
        if topics.backend_of(path.parent.name):
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.partition(".")[0] for name in names} & backends, path
