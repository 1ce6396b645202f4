"""What a machine has for a calibration: `python tests/gpu/machine.py BACKEND`.

Exit code 2, with the command that downloads the rest, if the kit's calibration imports something that is not there.
"""

import importlib.util
import os
import platform
import subprocess
import sys

# All that a calibration imports and an installation of PyTorch or JAX may lack, by the modules' names.
MODULES = (
    *(
        "absl",
        "click",
        "filelock",
        "h5py",
        "hypothesis",
        "jinja2",
        "keras",
        "matplotlib",
        "ml_dtypes",
        "namex",
        "numpy",
    ),
    *("optree", "packaging", "PIL", "psutil", "pygments", "pytest", "rich", "scipy", "tomlkit", "typing_extensions"),
    # IPython, which turns the magics of notebooks into Python, and what it imports itself
    *("IPython", "ipython_pygments_lexers", "asttokens", "executing", "jedi", "matplotlib_inline"),
    *("parso", "pexpect", "prompt_toolkit", "ptyprocess", "pure_eval", "stack_data", "traitlets", "wcwidth"),
)
# Packages that are not called as their modules are.
PACKAGES = {"PIL": "pillow", "absl": "absl-py"}
# The name of a GPU, or what is there instead.
ASK = {
    "torch": "import torch as t; print(t.__version__, t.cuda.get_device_name() if t.cuda.is_available() else 'no GPU')",
    "jax": "import jax; print(jax.__version__, *jax.devices())",
}


def missing() -> list[str]:
    """Packages to be downloaded."""
    return [PACKAGES.get(name, name) for name in MODULES if importlib.util.find_spec(name) is None]


def download(packages: list[str]) -> str:
    """The command that downloads them, for this Python."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    platforms = " ".join(f"--platform {name}_{platform.machine()}" for name in ("manylinux_2_28", "manylinux2014"))
    return (
        f"python -m pip download --only-binary=:all: --no-deps --python-version {version} {platforms} --platform any "
        f"-d wheels {' '.join(packages)}"
    )


def seen(library: str) -> str:
    """What a library sees of the GPU, in its own process."""
    quiet = os.environ | {"XLA_PYTHON_CLIENT_PREALLOCATE": "false"}
    command = [sys.executable, "-c", ASK[library]]
    try:
        found = subprocess.run(command, capture_output=True, text=True, timeout=60, env=quiet)
    except subprocess.TimeoutExpired:
        return "no answer in a minute"
    lines = (found.stdout if found.returncode == 0 else found.stderr).strip().splitlines()
    return lines[-1] if lines else "no answer"


def main(backend: str) -> int:
    """Print it all; 2 if something is missing."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors.")
    for library in ASK:
        print(f"{library}: {seen(library)}")
    lacking = missing()
    if lacking:
        print(f"Missing: {', '.join(lacking)}. Where there is a network, in the repository's root:")
        print(download(lacking))
    if importlib.util.find_spec(backend) is None:
        lacking.append(backend)
        print(f"Missing: {backend}. Name a Python that has it: PYTHON=... {' '.join(sys.argv)}")
    return 2 if lacking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
