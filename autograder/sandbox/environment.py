"""The clean environment of every sandbox, and the options its warm parent is started with."""

import json
import os
import sys
from dataclasses import asdict, dataclass

# Exit codes of a sandbox that cannot go on: what answers requests broke, or there is nobody left to answer.
OUT_OF_ORDER, NO_CHANNEL = 71, 72

# Kept where present: without them Python, TLS-free imports or Windows itself do not work.
_KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "LD_LIBRARY_PATH")


# The first is looked at when a backend first uses a device, which the warm parent never does; the other two (an Apple
# GPU as well is one for Keras) when Keras and JAX are imported.
NO_GPU = {"CUDA_VISIBLE_DEVICES": "-1", "KERAS_TORCH_DEVICE": "cpu", "JAX_PLATFORMS": "cpu"}
_GPU = {
    # A notebook's own kernel may hold most of the card: take what is needed, not all there is.
    "TF_FORCE_GPU_ALLOW_GROWTH": "true",
    "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
    # Keras asks torch for a GPU when it is imported. By way of the driver: the warm parent must not start CUDA.
    "PYTORCH_NVML_BASED_CUDA_CHECK": "1",
}


@dataclass(frozen=True)
class Options:
    """How sandboxes are set up.

    Attributes:
        scratch_root: Folder under which each child gets its own.
        memory_mb: Limit of private memory of one child, MiB.
        disk_mb: Limit of what one child may have on disk in its scratch folder, MiB.
        tier: The strongest jail to try: "A", "B" or "C".
        backend: Keras backend.
        gpu: Whether sandboxes may reach the GPU. Each uses it only if it is told so when it loads a submission.
        topics: Folders with the probes of exercises that are not the kit's own.
        root: Folder that each child takes for "/"; empty where it shares the system's.
    """

    scratch_root: str
    memory_mb: int = 2048
    disk_mb: int = 512
    tier: str = "A"
    backend: str = "tensorflow"
    gpu: bool = False
    topics: tuple[str, ...] = ()
    root: str = ""

    def to_argument(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_argument(cls, text: str) -> "Options":
        fields = json.loads(text)
        return cls(**fields | {"topics": tuple(fields["topics"])})


def clean_environment(options: Options) -> dict[str, str]:
    """Environment of the warm parent: nothing of the caller's but what the system needs."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {
        "HOME": options.scratch_root,
        "USERPROFILE": options.scratch_root,
        "TMPDIR": options.scratch_root,
        "TEMP": options.scratch_root,
        "TMP": options.scratch_root,
        # Keras looks it up once, in the warm parent, and expands the ~ whenever it needs it, in the child's own home.
        "KERAS_HOME": "~/.keras",
        "KERAS_BACKEND": options.backend,
        **(_GPU if options.gpu else NO_GPU),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        # Compiling needs a C++ compiler and new processes, which no sandbox has: what is to be compiled runs as it is.
        "TORCH_COMPILE_DISABLE": "1",
        "MPLBACKEND": "Agg",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "PYTHONNOUSERSITE": "" if sys.flags.no_user_site == 0 else "1",
    }


def python_command(module: str, options: Options) -> list[str]:
    """Start `module` with no current folder on the import path."""
    return [sys.executable, "-P", "-m", module, options.to_argument()]
