"""Options that several commands share."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from autograder.course import content
from autograder.engine import backends

Command = TypeVar("Command", bound=Callable[..., Any])


def _use_folders(context: click.Context, parameter: click.Parameter, folders: tuple[Path, ...]) -> None:
    for folder in folders:
        try:
            content.use_folder(folder)
        except content.NoContent as error:
            raise click.UsageError(str(error)) from error


# Every command has it.
exercises_option = click.Option(
    ["own_exercises", "--exercises"],
    type=click.Path(path_type=Path, file_okay=False),
    multiple=True,
    is_eager=True,
    expose_value=False,
    callback=_use_folders,
    envvar="CONVLINGS_EXERCISES",
    help="A folder with exercises of your own, beside the kit's.",
)

jobs_option = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=lambda: len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
    show_default="one per core",
    help="How many submissions to grade at a time.",
)

memory_option = click.option(
    "--memory", type=click.IntRange(min=512), default=2048, show_default=True, help="MiB per submission."
)

tier_option = click.option(
    "--tier",
    "device",
    type=click.Choice(["cpu", "gpu"]),
    default="cpu",
    show_default=True,
    help="Accuracy checks with small images on the CPU, or with large ones and full budgets on the GPU.",
)


def backend_option(*choices: str) -> Callable[[Command], Command]:
    """The option `--backend`, with these choices; without any, all."""
    return click.option(
        "--backend",
        type=click.Choice(choices or [*backends.BACKENDS, backends.AUTO]),
        default=backends.TENSORFLOW,
        show_default=True,
        envvar=backends.VARIABLE,
        help="What Keras runs on."
        + ("" if choices else " auto: PyTorch first, TensorFlow unless it gives full marks."),
    )


no_accuracy_option = click.option("--no-accuracy", is_flag=True, help="Leave out the checks that train a model.")
