"""GPUs, as far as the grader's process has to know of them."""

import subprocess


def gpu_names() -> list[str]:
    """The GPUs that the NVIDIA driver lists; asking TensorFlow would load it into this process."""
    return _ask("name")


def gpu_memory() -> int:
    """MiB of the first GPU, which is the one that Keras uses; 0 where there is none."""
    found = _ask("memory.total")
    return int(found[0]) if found and found[0].isdigit() else 0


def _ask(field: str) -> list[str]:
    command = ["nvidia-smi", f"--query-gpu={field}", "--format=csv,noheader,nounits"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [line.strip() for line in found.stdout.splitlines() if line.strip()] if found.returncode == 0 else []
