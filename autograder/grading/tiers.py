"""What a tier of accuracy checks means on this machine."""

from autograder.engine.backends import TENSORFLOW, Backend
from autograder.engine.gpu import gpu_names
from autograder.grading.part import Device, Part

# MiB. CUDA maps a good deal more than it uses.
_GPU_MEMORY = 16_384


def part_for(device: Device, no_accuracy: bool = False, backend: Backend = TENSORFLOW) -> Part:
    """What is to be run under these options, on this machine."""
    if no_accuracy:
        return Part(left_out="accuracy checks were left out of this run", backend=backend)
    if device == "gpu" and not gpu_names():
        reason = "no GPU was found here, so accuracy checks of the gpu tier cannot run"
        return Part(device="gpu", left_out=reason, backend=backend)
    return Part(device=device, backend=backend)


def memory_for(part: Part, memory: int) -> int:
    """The memory limit, raised where a sandbox uses the GPU."""
    return max(memory, _GPU_MEMORY) if part.uses_gpu else memory
