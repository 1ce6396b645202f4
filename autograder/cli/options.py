"""Options that several commands share."""

import os

import click

from autograder.engine.gpu import gpu_names
from autograder.grading.part import Device, Part

# MiB. CUDA maps a good deal more than it uses.
_GPU_MEMORY = 16_384

jobs_option = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=lambda: len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
    show_default="one a core",
    help="How many submissions to grade at a time.",
)

memory_option = click.option(
    "--memory", type=click.IntRange(min=512), default=2048, show_default=True, help="MiB a submission."
)

tier_option = click.option(
    "--tier",
    "device",
    type=click.Choice(["cpu", "gpu"]),
    default="cpu",
    show_default=True,
    help="Accuracy checks with small images on the CPU, or with large ones and full budgets on the GPU.",
)

no_accuracy_option = click.option("--no-accuracy", is_flag=True, help="Leave out the checks that train a model.")


def part_for(device: Device, no_accuracy: bool) -> Part:
    """What is to be run under these options, on this machine."""
    if no_accuracy:
        return Part(left_out="accuracy checks were left out of this run")
    if device == "gpu" and not gpu_names():
        return Part(device="gpu", left_out="no GPU was found here, so accuracy checks of the gpu tier cannot run")
    return Part(device=device)


def memory_for(part: Part, memory: int) -> int:
    """The memory limit, raised where a sandbox uses the GPU."""
    return max(memory, _GPU_MEMORY) if part.uses_gpu else memory
