"""The measured figures as tables on a terminal: ratios first, seconds second."""

from collections.abc import Sequence
from statistics import median

from anatomy import PARTS
from figures import BACKEND_RATIOS, BOOK, FLOOR, RATIOS, WAYS, Figures, Seconds, times
from rich import box
from rich.console import Console
from rich.table import Table

WIDTH = 116
_VERDICTS = {True: "met", False: "not met", None: "not measured"}


def print_tables(figures: Figures, console: Console) -> None:
    """Everything, in the order of what can be relied on."""
    _machine(figures, console)
    for pairs, what in ((RATIOS, ""), (BACKEND_RATIOS, " of the backends")):
        _ratios(figures, figures.clock, pairs, f"Ratios{what} by the clock", console)
        title = f"Ratios{what} of CPU time, which others' work on the machine disturbs less"
        _ratios(figures, figures.cpu, pairs, title, console)
    _targets(figures, console)
    _anatomy(figures, console)
    _seconds(figures, console)
    _commands(figures, console)
    _agreement(figures, console)


def _machine(figures: Figures, console: Console) -> None:
    console.print("; ".join(f"{name} {value}" for name, value in figures.machine.items()))
    console.print(
        "Read the ratios: each is taken within a round, then the median over the rounds. "
        "Seconds are those of this machine with all its noise, and mean little elsewhere."
    )


def _ratios(figures: Figures, seconds: Seconds, pairs: Sequence[tuple[str, str]], title: str, console: Console) -> None:
    headings = (f"{way}\nby\n{other}" for way, other in pairs)
    table = _table("seconds a submission of", *headings)
    rows = figures.groups() | {name: [name] for name in seconds}
    for label, names in rows.items():
        table.add_row(label, *(times(figures.ratio(seconds, names, *pair)) for pair in pairs))
        if label == "all":
            table.add_section()
    _show(table, title, console)


def _targets(figures: Figures, console: Console) -> None:
    table = _table("target", "found", "")
    for label, text, met in figures.targets():
        table.add_row(label, text, _VERDICTS[met])
    _show(table, "Targets (reported, never tested)", console)


def _anatomy(figures: Figures, console: Console) -> None:
    table = _table("seconds of one submission", *PARTS, "whole", "floor")
    for name, parts in figures.anatomy.items():
        floor = median(figures.clock[name][FLOOR])
        table.add_row(name, *(f"{seconds:.3f}" for seconds in (*map(parts.__getitem__, (*PARTS, "whole")), floor)))
    _show(table, "Where this grader's time goes (medians of each column)", console)
    console.print("requests: Keras' work in the sandbox, its first use there, and the pipe.")
    once = "; ".join(f"{name} {seconds:.2f} s" for name, seconds in figures.once.items())
    console.print(f"Once a class: {once}.")


def _seconds(figures: Figures, console: Console) -> None:
    table = _table("seconds a submission", *(name[:2] for name in figures.clock))
    for title, seconds in (("by the clock", figures.clock), ("of CPU", figures.cpu)):
        table.add_row(f"{title}:")
        for way, label in WAYS.items():
            cells = [found.get(way, []) for found in seconds.values()]
            if any(cells):
                table.add_row(f"  {label}", *map(_spread, cells))
        table.add_section()
    _show(table, "Seconds: median (smallest to largest round)", console)
    console.print("Without what is paid once a class: imports of a warm process, start of a worker or of nbgrader.")


def _commands(figures: Figures, console: Console) -> None:
    table = _table("command", "seconds", "rounds")
    for label, values in figures.commands.items():
        table.add_row(label, f"{median(values):.1f}", ", ".join(f"{value:.1f}" for value in values))
    count = sum(map(len, figures.submissions.values()))
    _show(table, f"Whole commands, starts included; a class is all {count} submissions", console)


def _agreement(figures: Figures, console: Console) -> None:
    console.print("Gradings that computed the same points as this grader (so the ways did the same work):")
    for way, (same, count) in figures.agreement.items():
        remark = "; a graded cell that writes to stderr, as TensorFlow does, gets 0 there" if way == BOOK else ""
        console.print(f"  {WAYS.get(way, way)}: {same} of {count}{remark}")
    for way, reason in figures.left_out.items():
        console.print(f"Left out: {way}. {reason}")


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE, header_style="", pad_edge=False)
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if index else "left", vertical="bottom")
    return table


def _show(table: Table, title: str, console: Console) -> None:
    console.print()
    console.print(title)
    console.print(table)


def _spread(values: Sequence[float]) -> str:
    return f"{median(values):.2f} ({min(values):.2f}-{max(values):.2f})" if values else "-"
