"""`convlings data`: the image sets, drawn ones and those of others."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from autograder.datasets.real.failures import DataTrouble, UnknownSet
from autograder.datasets.real.places import VARIABLE, card_of, data_folder
from autograder.datasets.real.registry import RealSet, real_set, registry
from autograder.submissions.wording import size

# Images of a class on a contact sheet, and their height and width in pixels.
_COLUMNS, _CELL = 8, 96

folder_option = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help=f"Where the sets of others lie.  [default: ${VARIABLE}, else the system's folder for caches]",
)


@contextmanager
def plain_data_errors() -> Iterator[None]:
    """No traceback: exit code 2 for a name that does not exist, 1 for what did not work."""
    try:
        yield
    except UnknownSet as error:
        raise click.UsageError(str(error)) from error
    except DataTrouble as error:
        raise click.ClickException(str(error)) from error


@click.group("data")
def command() -> None:
    """List, show and fetch image sets: drawn ones (always there) and those of others (fetched once)."""


@command.command("list")
@folder_option
def list_sets(folder: Path | None) -> None:
    """List the sets: classes, images, size, licence, source, and whether they are there."""
    from autograder import datasets

    where = data_folder(folder)
    click.echo("Drawn by convlings, as many images as wanted:")
    for name in datasets.available():
        drawn = datasets.generated_set(name)
        click.echo(f"  {name:<24} {len(drawn.CLASS_NAMES):>2} classes  {drawn.DESCRIPTION}")
    click.echo(f"\nSets of others, fetched into {where}:")
    for spec in registry().values():
        _list(spec, where)


def _list(spec: RealSet, where: Path) -> None:
    card = card_of(where / spec.name)
    images = sum(sum(counts.values()) for counts in card.images.values()) if card else sum(spec.images.values())
    state = "fetched" if card else "needs a login, then --from" if not spec.files else "not fetched"
    counted = f"{len(spec.classes):>2} classes  {images:>6,} images  {size(spec.bytes):>8}"
    click.echo(f"  {spec.name:<24} {counted}  {state}")
    click.echo(f"    {spec.about}; {spec.author}; licence: {spec.licence}")
    click.echo(f"    {spec.home}")


@command.command("fetch")
@click.argument("name")
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, path_type=Path),
    help="Take it from this archive, .npz or .csv file, or from a folder with those or with the unpacked images.",
)
@folder_option
@click.option("--again", is_flag=True, help="Fetch it also where it is there already.")
def fetch_set(name: str, source: Path | None, folder: Path | None, again: bool) -> None:
    """Fetch a set of others (see `convlings data list`), from its publisher or from this disk."""
    from autograder import datasets

    if name in datasets.available():
        raise click.UsageError(f"{name} is drawn by convlings and always there: nothing has to be fetched.")
    with plain_data_errors():
        spec = real_set(name)
        from autograder.datasets.real.fetch import fetch
        from autograder.datasets.real.progress import progress_bar

        with progress_bar() as bar:
            fetched = fetch(spec, data_folder(folder), source, again=again, bar=bar)
    counted = ", ".join(f"{count:,} {split}" for split, count in fetched.images.items())
    click.echo(f"{name}: {counted} images in {fetched.home}")
    click.echo(f"by {spec.author}; licence: {spec.licence}")
    for note in fetched.notes:
        click.echo(note)
    if folder is not None and data_folder(folder) != data_folder():
        click.echo(f"So that exercises find it, set {VARIABLE}={data_folder(folder)}")


@command.command("show")
@click.argument("name")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Where to write the picture.  [default: NAME.png]",
)
@click.option("--split", type=click.Choice(["train", "validation", "test"]), default="train", show_default=True)
@folder_option
def show(name: str, out: Path | None, split: str, folder: Path | None) -> None:
    """Write a contact sheet of a set: some images of each class on one PNG, and in words what it shows."""
    from autograder import datasets
    from autograder.datasets import contact_sheet, real

    with plain_data_errors():
        try:
            names = datasets.class_names(name)
        except ValueError as error:
            raise click.UsageError(f"{error}.") from error
        n = _COLUMNS * len(names)
        if name in real.REAL_NAMES:
            spec = real_set(name)
            # Images smaller than a cell are shown as they are.
            images, labels = real.load(name, split, spec.size if spec.kind == "arrays" else _CELL, n, folder=folder)
            description = f"{spec.about.capitalize()}."
        else:
            images, labels = datasets.load(name, split, _CELL, n)
            description = datasets.generated_set(name).DESCRIPTION
    text = contact_sheet.alt_text(name, description, labels, names)
    out = out or Path(f"{name}.png")
    try:
        sheet = contact_sheet.sheet(images, labels, names, columns=_COLUMNS, cell=_CELL)
        sheet.save(out, "PNG", pnginfo=contact_sheet.png_info(text))
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror or error}.") from error
    click.echo(text)
    click.echo(f"written to {out}")
