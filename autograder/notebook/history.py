"""What a notebook's cells have defined: the latest definition of each name that is asked for, with all it needs.

Nothing is run here. Each top-level statement of the cells that ran is looked at for the names it binds and the names
it reads; those that the wanted names need are kept, at their lines of their cells. Lines that train are never kept.
"""

import ast
import symtable
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

# Cell magics that run the cell's code as it stands.
_RUNNING = ("time", "capture", "prun")
_TRAINING = ("fit", "fit_generator", "train_on_batch")
_OF_IPYTHON = (ast.Await, ast.AsyncFor, ast.AsyncWith)
_NEVER = 10**9


@dataclass(frozen=True)
class Ran:
    """A cell that ran: the number at its `In [ ]`, and its code as IPython turned it into Python."""

    number: int
    source: str


@dataclass(frozen=True, eq=False)
class Statement:
    """One top-level statement; `place` counts all of the notebook."""

    place: int
    cell: int
    node: ast.stmt
    source: str

    @cached_property
    def _table(self) -> symtable.SymbolTable:
        return symtable.symtable(ast.unparse(self.node), "cell", "exec")

    @cached_property
    def binds(self) -> frozenset[str]:
        """Names that it binds, or whose value it changes in place."""
        symbols = self._table.get_symbols()
        bound = {each.get_name() for each in symbols if each.is_assigned() or each.is_imported()}
        return frozenset(bound | {name for target in _targets(self.node) if (name := _base(target))})

    @cached_property
    def reads_now(self) -> frozenset[str]:
        """Names that it reads as it runs."""
        return frozenset(_read_now(self._table))

    @cached_property
    def reads_later(self) -> frozenset[str]:
        """Names that functions in it read when they are called."""
        return frozenset(_read_in_functions(self._table))

    @property
    def is_of_a_module(self) -> bool:
        """Whether it can stand in a file; IPython also takes `await` outside of functions."""
        try:
            return bool(self._table) and not any(isinstance(node, _OF_IPYTHON) for node in _walk_now(self.node))
        except SyntaxError:
            return False

    @property
    def is_star(self) -> bool:
        return isinstance(self.node, ast.ImportFrom) and self.node.names[0].name == "*"

    @property
    def is_import(self) -> bool:
        return isinstance(self.node, ast.Import)

    def calls(self, whole: bool = False) -> Iterator[ast.Call]:
        """Calls that happen as it runs; with `whole` those in function bodies as well."""
        for node in ast.walk(self.node) if whole else _walk_now(self.node):
            if isinstance(node, ast.Call):
                yield node


@dataclass
class Taken:
    """What was taken from a notebook.

    Attributes:
        cells: (number, source) of each cell that something was taken from, the rest of its lines empty.
        origins: Cell number by wanted name; a name that no cell defines is missing here.
        helpers: Cell number by name of what the wanted ones use.
        trained: Cell number by name of what they use but what comes from a line that trains, and was left out.
    """

    cells: list[tuple[int, str]] = field(default_factory=list)
    origins: dict[str, int] = field(default_factory=dict)
    helpers: dict[str, int] = field(default_factory=dict)
    trained: dict[str, int] = field(default_factory=dict)


def take(history: Sequence[Ran], wanted: Sequence[str]) -> Taken:
    """The latest definitions of the `wanted` names, and the imports, helpers and constants that they use."""
    return _Taking(_statements(history)).result(wanted)


class _Taking:
    def __init__(self, statements: list[Statement]):
        self.statements = statements
        self.kept: dict[int, Statement] = {}
        self.taken = Taken()
        self._asked: set[tuple[str, int]] = set()

    def result(self, wanted: Sequence[str]) -> Taken:
        for name in wanted:
            if found := self._latest(name, _NEVER):
                self.taken.origins[name] = found.cell
        for name in wanted:
            self._need(name, _NEVER)
        for statement in self.statements:
            if statement.is_star:
                self.kept[statement.place] = statement
        for name in wanted:
            self.taken.helpers.pop(name, None)
        self.taken.cells = _sources([self.kept[place] for place in sorted(self.kept)])
        return self.taken

    def _need(self, name: str, before: int) -> None:
        """Keep what binds `name` for a reader at `before`, and what that needs in its turn."""
        if (name, before) in self._asked:
            return
        self._asked.add((name, before))
        found = self._latest(name, before)
        if found is None:
            return
        if self._trains(found, frozenset()):
            self.taken.trained[name] = found.cell
            return
        self.taken.helpers[name] = found.cell
        self._keep(found, before)
        if found.is_import:
            # `import a` and `import a.b` bind the same name and do not stand in for each other.
            for other in self.statements:
                if other.is_import and name in other.binds and other.place < before:
                    self._keep(other, before)

    def _keep(self, statement: Statement, before: int) -> None:
        self.kept[statement.place] = statement
        for name in statement.reads_now:
            self._need(name, statement.place)
        for name in statement.reads_later:
            # A function may be called by then, and also after everything else has run.
            self._need(name, before)
            self._need(name, _NEVER)

    def _latest(self, name: str, before: int) -> Statement | None:
        return next((each for each in reversed(self.statements) if each.place < before and name in each.binds), None)

    def _trains(self, statement: Statement, inside: frozenset[int], whole: bool = False) -> bool:
        """Whether running the statement trains something, itself or by way of functions of the notebook."""
        if statement.place in inside:
            return False
        for call in statement.calls(whole):
            if isinstance(call.func, ast.Attribute) and call.func.attr in _TRAINING:
                return True
            if isinstance(call.func, ast.Name):
                called = self._latest(call.func.id, _NEVER if whole else statement.place)
                is_function = called is not None and isinstance(called.node, ast.FunctionDef)
                if called and is_function and self._trains(called, inside | {statement.place}, whole=True):
                    return True
        return False


def _statements(history: Sequence[Ran]) -> list[Statement]:
    found: list[Statement] = []
    for cell in history:
        try:
            tree, source = _parsed(cell.source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            # It never ran.
            continue
        found += [Statement(len(found) + index, cell.number, node, source) for index, node in enumerate(tree.body)]
    return [each for each in found if each.is_of_a_module]


def _parsed(source: str) -> tuple[ast.Module, str]:
    """The cell's tree and the source it was made from: of `%%time` and the like, what stands below."""
    tree = ast.parse(source)
    match tree.body:
        case [
            ast.Expr(
                ast.Call(
                    ast.Attribute(attr="run_cell_magic"),
                    [ast.Constant(value=magic), _, ast.Constant(value=str() as body)],
                )
            )
        ] if magic in _RUNNING:
            below = f"\n{body}"
            return ast.parse(below), below
    return tree, source


def _sources(statements: Sequence[Statement]) -> list[tuple[int, str]]:
    """The statements, each at its own line of its cell; those of one line stay on one line."""
    cells: dict[int, dict[int, str]] = {}
    for statement in statements:
        node = statement.node
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(each.lineno for each in decorators)])
        column = node.col_offset if not decorators else 0
        lines = statement.source.encode().split(b"\n")[first - 1 : node.end_lineno]
        lines[-1] = lines[-1][: node.end_col_offset]
        lines[0] = lines[0][column:]
        placed = cells.setdefault(statement.cell, {})
        for number, line in enumerate(lines, start=first):
            before = f"{placed[number]}; " if number in placed else ""
            placed[number] = before + line.decode()
    return [
        (cell, "\n".join(placed.get(number, "") for number in range(1, max(placed) + 1)))
        for cell, placed in cells.items()
    ]


def _targets(node: ast.stmt) -> list[ast.expr]:
    match node:
        case ast.Assign(targets=targets):
            return targets
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target):
            return [target]
    return []


def _base(target: ast.expr) -> str:
    """`settings` of `settings["rate"]` and of `settings.rate`; empty for other targets."""
    inner = target
    while isinstance(inner, ast.Subscript | ast.Attribute):
        inner = inner.value
    return inner.id if isinstance(inner, ast.Name) and inner is not target else ""


def _walk_now(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes that are evaluated when the statement runs: bodies of functions are not."""
    yield node
    for name, value in ast.iter_fields(node):
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        if is_function and name == "body":
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _walk_now(child)


def _read_now(table: symtable.SymbolTable) -> Iterator[str]:
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (table.get_type() == "module" or symbol.is_global()):
            yield symbol.get_name()
    for child in table.get_children():
        if _runs_at_once(child):
            yield from _read_now(child)


def _read_in_functions(table: symtable.SymbolTable) -> Iterator[str]:
    for child in table.get_children():
        if not _runs_at_once(child):
            yield from (symbol.get_name() for symbol in child.get_symbols() if symbol.is_global())
        yield from _read_in_functions(child)


def _runs_at_once(table: symtable.SymbolTable) -> bool:
    """Whether a scope is evaluated where it stands: class bodies and comprehensions are."""
    return table.get_type() == "class" or table.get_name() in ("listcomp", "setcomp", "dictcomp", "genexpr")
