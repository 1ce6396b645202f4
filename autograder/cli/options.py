"""Options that several commands share."""

import os

import click

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
