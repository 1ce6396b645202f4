"""The measured figures as tables on a terminal: ratios first, seconds second."""

from collections.abc import Callable, Sequence
from statistics import median

from anatomy import PARTS
from figures import FLOOR, RATIOS, WAYS, Figures
from rich import box
from rich.console import Console
from rich.table import Table

_MET = {True: "met", False: "not met", None: "not measured"}


def print_tables(figures: Figures, console: Console) -> None:
    """Everything, in the order of what can be relied on."""
    _machine(figures, console)
    _ratios(figures, console)
    _targets(figures, console)
    _anatomy(figures, console)
    _seconds(figures, console)
    _classes(figures, console)
    _agreement(figures, console)


def _machine(figures: Figures, console: Console) -> None:
    console.print("; ".join(f"{name} {value}" for name, value in figures.machine.items()))
    for name, names in figures.submissions.items():
        console.print(f"{name}: {len(names)} submissions, floor {figures.floor(name):.2f} s each")
    console.print("Read the ratios: each is taken within a round, then the median over the rounds. Seconds are those")
    console.print("of this machine with all its noise, and mean little elsewhere.")


def _ratios(figures: Figures, console: Console) -> None:
    table = _table("How many times the seconds of", *(f"{slower}\n: {faster}" for slower, faster in RATIOS))
    for label, names in figures.groups().items():
        table.add_row(label, *(_times(figures.ratio_of(names, *pair)) for pair in RATIOS))
    table.add_section()
    for name in figures.seconds:
        table.add_row(name, *(_times(figures.ratio(name, *pair)) for pair in RATIOS))
    _show(table, console, "Ratios")


def _targets(figures: Figures, console: Console) -> None:
    table = _table("target", "found", "")
    for label, text, met in figures.targets():
        table.add_row(label, text, _MET[met])
    _show(table, console, "Targets (reported, never tested)")


def _anatomy(figures: Figures, console: Console) -> None:
    table = _table("seconds of one submission, 1 at a time", *PARTS, "whole", "floor")
    for name, parts in figures.anatomy.items():
        table.add_row(name, *(_seconds_of(parts[part]) for part in (*PARTS, "whole")), _seconds_of(figures.floor(name)))
    _show(table, console, "Where this grader's time goes (medians of each column)")
    console.print("requests: Keras' work in the sandbox, its first use there, and the pipe.")
    once = "; ".join(f"{name} {seconds:.2f} s" for name, seconds in figures.once.items())
    console.print(f"Once a class: {once}.")


def _seconds(figures: Figures, console: Console) -> None:
    table = _table("seconds a submission (smallest to largest round)", *(name[:2] for name in figures.seconds))
    for way, label in WAYS.items():
        cells = [figures.seconds[name].get(way, []) for name in figures.seconds]
        if any(cells):
            table.add_row(label, *map(_spread, cells))
    _show(table, console, "Seconds")
    console.print("Without what is paid once a class: imports of a warm process, start of a worker or of nbgrader.")


def _classes(figures: Figures, console: Console) -> None:
    table = _table("seconds", "median", "all rounds")
    for label, values in {**figures.classes, **figures.check}.items():
        table.add_row(label, f"{median(values):.1f}", ", ".join(f"{value:.1f}" for value in values))
    count = sum(map(len, figures.submissions.values()))
    _show(table, console, f"Whole commands, everything included; class: the same {count} submissions")


def _agreement(figures: Figures, console: Console) -> None:
    for way, (same, count) in figures.agreement.items():
        console.print(f"{WAYS[way]}: the points of this grader in {same} of {count} submissions")
    for way, reason in figures.left_out.items():
        console.print(f"Left out: {way}. {reason}")


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE, header_style="", pad_edge=False)
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if index else "left", no_wrap=not index)
    return table


def _show(table: Table, console: Console, title: str) -> None:
    console.print()
    console.print(title)
    console.print(table)


def _times(ratio: float | None) -> str:
    return "-" if ratio is None else f"{ratio:.1f}"


def _seconds_of(value: float) -> str:
    return f"{value:.3f}"


def _spread(values: Sequence[float]) -> str:
    if not values:
        return "-"
    middle: Callable[[Sequence[float]], float] = median
    return f"{middle(values):.2f} ({min(values):.2f}-{max(values):.2f})"
