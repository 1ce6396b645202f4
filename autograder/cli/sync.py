"""`convlings sync`: stubs from solutions."""

import click

from autograder.cli.errors import plain_errors
from autograder.course import content
from autograder.course.exercise import load_course


@click.command("sync")
def command() -> None:
    """Write exercises/NN_topic.py anew from solutions/NN_topic.py, for authors working in a clone."""
    if not content.is_clone():
        raise click.UsageError("sync works in a clone of the repository, where the solutions are.")
    with plain_errors():
        written = 0
        wanted = {f"{exercise.name}.py": exercise.stub for exercise in load_course()}
        content.stubs().mkdir(exist_ok=True)
        for name, stub in wanted.items():
            path = content.stubs() / name
            if not path.exists() or path.read_text(encoding="utf-8") != stub:
                path.write_text(stub, encoding="utf-8", newline="\n")
                click.echo(f"wrote {path.relative_to(content.clone_root())}")
                written += 1
    click.echo(f"{len(wanted)} stubs, {written} changed.")
