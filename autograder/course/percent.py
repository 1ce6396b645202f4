"""Python files in percent format: cells that begin with `# %%`, as Jupytext and VS Code read them."""

import re
from dataclasses import dataclass

_HEAD = re.compile(r"^# %%(?P<rest>.*)$")
_TAGS = re.compile(r"tags=\[(?P<tags>[^\]]*)\]")


@dataclass(frozen=True)
class Cell:
    """One cell: its head line without `# %%`, and the lines below it."""

    head: str
    lines: tuple[str, ...]

    @property
    def is_markdown(self) -> bool:
        return "[markdown]" in self.head

    @property
    def tags(self) -> tuple[str, ...]:
        found = _TAGS.search(self.head)
        return tuple(part.strip(" \"'") for part in found["tags"].split(",")) if found else ()

    @property
    def text(self) -> str:
        """The source; of a Markdown cell without the comment signs."""
        if self.is_markdown:
            return "\n".join(line.removeprefix("#").removeprefix(" ") for line in self.lines).strip("\n")
        return "\n".join(self.lines)


def parse(source: str) -> list[Cell]:
    """The cells of a file; what stands before the first head line is a cell without one."""
    cells: list[Cell] = []
    head, lines = "", []
    for line in source.splitlines():
        found = _HEAD.match(line)
        if not found:
            lines.append(line)
            continue
        if head or any(map(str.strip, lines)):
            cells.append(Cell(head, tuple(lines)))
        head, lines = found["rest"] or " ", []
    cells.append(Cell(head, tuple(lines)))
    return cells


def in_script(cells: list[Cell]) -> list[Cell]:
    """The cells as they stand in a .py file: without hints and without words that are for notebooks."""
    return [cell for cell in cells if not {"hints", "notebook"} & set(cell.tags)]


def in_notebook(cells: list[Cell]) -> list[Cell]:
    """The cells as they stand in a notebook: one tagged "notebook" takes the place of the one before it."""
    kept: list[Cell] = []
    for cell in cells:
        if "hints" in cell.tags:
            continue
        if "notebook" in cell.tags:
            kept.pop()
        kept.append(cell)
    return kept


def join(cells: list[Cell]) -> str:
    """The file that `parse` reads these cells from."""
    parts = []
    for cell in cells:
        head = [f"# %%{cell.head.rstrip()}"] if cell.head else []
        parts += [*head, *cell.lines]
    return "\n".join(parts).rstrip("\n") + "\n"
