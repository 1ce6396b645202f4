"""One top-level statement: the names it binds, reads and changes, and whether it trains."""

import ast
import builtins
import symtable
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

TRAINING = ("fit", "fit_generator", "train_on_batch", "apply_gradients")
_COMPOUND = (ast.If, ast.Try, ast.TryStar, ast.With, ast.For, ast.While, ast.Match)
_DEFINITION = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_IMPORT = (ast.Import, ast.ImportFrom)
# Calls that may give the module names which no statement shows.
_DYNAMIC = frozenset(
    {"exec", "eval", "globals", "locals", "vars", "setattr", "run_line_magic", "run_cell", "magic", "ex"}
)
# Where modules and files of the notebook's own are made findable: always wanted.
_FINDING = frozenset({"makedirs", "mkdir"})
_ONLY_SHOWING = frozenset({"print", "display", "len", "type", "help", "repr", "isinstance", "id", "dir"})


@dataclass(frozen=True)
class Unit:
    """What was parsed as one: a cell, a piece of a script, or a whole file (number 0)."""

    number: int
    name: str
    tree: ast.Module


@dataclass(frozen=True, eq=False)
class Statement:
    """One top-level statement; `place` counts all of the notebook."""

    place: int
    unit: Unit
    node: ast.stmt

    @property
    def cell(self) -> int:
        return self.unit.number

    @property
    def line(self) -> int:
        """The first line, with decorators."""
        return min([self.node.lineno, *(each.lineno for each in getattr(self.node, "decorator_list", []))])

    @cached_property
    def _table(self) -> symtable.SymbolTable:
        try:
            return symtable.symtable(ast.unparse(self.node), "cell", "exec")
        except (SyntaxError, RecursionError, ValueError, MemoryError):
            # Nothing is known about it, and whoever runs it hears what Python says.
            return symtable.symtable("", "cell", "exec")

    @cached_property
    def binds(self) -> frozenset[str]:
        """Names that it binds, or whose value it changes in place."""
        symbols = self._table.get_symbols()
        bound = {each.get_name() for each in symbols if each.is_assigned() or each.is_imported()}
        if isinstance(self.node, ast.Delete):
            bound = set()
        return frozenset(bound | {name for target in _targets(self.node) if (name := _base(target))})

    @cached_property
    def binds_when_called(self) -> frozenset[str]:
        """Names of the module that functions in it bind when they are called."""
        return frozenset(_bound_in_functions(self._table))

    @cached_property
    def reads_now(self) -> frozenset[str]:
        """Names that it reads as it runs."""
        changed = {
            node.target.id
            for node in _walk_now(self.node)
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
        }
        return frozenset(_read_now(self._table)) | changed

    @cached_property
    def reads_later(self) -> frozenset[str]:
        """Names that functions in it read when they are called."""
        return frozenset(_read_in_functions(self._table))

    @cached_property
    def touches(self) -> frozenset[str]:
        """Names whose value it may change in place: what it calls methods of, hands to calls, or goes through."""
        if isinstance(self.node, _IMPORT) or (self.is_definition and not self.node.decorator_list):  # type: ignore[attr-defined]
            return frozenset()
        return frozenset(_changed(_walk_now(self.node)))

    @cached_property
    def touches_when_called(self) -> frozenset[str]:
        """Names of the module whose value a function that it defines may change in place when it is called."""
        if not isinstance(self.node, ast.FunctionDef | ast.AsyncFunctionDef):
            return frozenset()
        inside = [name for part in self.node.body for name in _changed(ast.walk(part))]
        return self.reads_later & set(inside)

    @cached_property
    def asks_classes(self) -> frozenset[str]:
        """Names that it calls methods of: `Settings` of `Settings.set(top=255)`."""
        functions = (each.func for each in self.calls())
        return frozenset(
            each.value.id for each in functions if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name)
        )

    @cached_property
    def registers_with(self) -> frozenset[str]:
        """Names of what it adds itself to by a decorator: `area` of `@area.register`."""
        return frozenset(name for each in self._decorators if isinstance(each, ast.Attribute) for name in _names(each))

    @property
    def is_overload(self) -> bool:
        """Whether it only says how a function may be called: `@typing.overload`."""
        return any(_last_name(each) == "overload" for each in self._decorators)

    @cached_property
    def called(self) -> frozenset[str]:
        """Names of functions that it calls as it runs, by their bare name, decorators too."""
        called = [*(each.func for each in self.calls()), *self._decorators]
        return frozenset(each.id for each in called if isinstance(each, ast.Name))

    @property
    def _decorators(self) -> list[ast.expr]:
        """What it is decorated with, without what that is called with."""
        decorators = getattr(self.node, "decorator_list", [])
        return [each.func if isinstance(each, ast.Call) else each for each in decorators]

    @property
    def is_star(self) -> bool:
        return isinstance(self.node, ast.ImportFrom) and self.node.names[0].name == "*"

    @property
    def is_future(self) -> bool:
        return isinstance(self.node, ast.ImportFrom) and self.node.module == "__future__"

    @property
    def is_import(self) -> bool:
        return isinstance(self.node, ast.Import)

    @property
    def imports(self) -> bool:
        """Whether it is an import of either form."""
        return isinstance(self.node, _IMPORT)

    @property
    def is_definition(self) -> bool:
        return isinstance(self.node, _DEFINITION)

    @property
    def is_variable(self) -> bool:
        """Whether what it binds is neither imported nor defined by `def` or `class`."""
        return not self.is_definition and not self.imports

    @property
    def is_conditional(self) -> bool:
        """Whether it may bind nothing, so that what was bound before stays."""
        return isinstance(self.node, _COMPOUND)

    @property
    def calls_its_own(self) -> str:
        """`f` where the statement is `f = f(...)`: what it binds may be what the function gives, not another one."""
        match self.node:
            case ast.Assign([ast.Name(name)], ast.Call(ast.Name(called))) if name == called:
                return name
        return ""

    @cached_property
    def is_dynamic(self) -> bool:
        """Whether it may bind names that it does not show."""
        names = {_last_name(each.func) for each in self.calls()}
        return bool(names & _DYNAMIC) and not self.is_kit

    @property
    def is_kit(self) -> bool:
        """Whether it is one of the kit's own commands, or one of IPython's that binds nothing."""
        match self.node:
            case ast.Expr(ast.Call(ast.Attribute(attr="run_line_magic"), [ast.Constant(str() as magic), *_])):
                return magic not in ("run", "load", "pylab", "env", "store", "edit", "macro")
        return False

    @cached_property
    def makes_findable(self) -> bool:
        """Whether it makes a folder or changes where modules are looked for; or, by a magic, writes a file, goes into a
        folder or sets a variable of the environment."""
        for node in _walk_now(self.node):
            match node:
                case ast.Attribute(ast.Name("sys"), "path"):
                    return True
                case ast.Call(func) if _last_name(func) in _FINDING:
                    return True
                case ast.Call(ast.Attribute(attr="run_cell_magic"), [ast.Constant("writefile" | "file"), *_]):
                    return True
                case ast.Call(ast.Attribute(attr="run_line_magic"), [ast.Constant("env" | "set_env" | "cd"), *_]):
                    return True
        return False

    def calls(self, whole: bool = False) -> Iterator[ast.Call]:
        """Calls that happen as it runs; with `whole` those in function bodies as well."""
        for node in ast.walk(self.node) if whole else _walk_now(self.node):
            if isinstance(node, ast.Call):
                yield node


def statements_of(units: Sequence[Unit]) -> list[Statement]:
    """All top-level statements, in their order."""
    found: list[Statement] = []
    for unit in units:
        found += [Statement(len(found) + index, unit, node) for index, node in enumerate(unit.tree.body)]
    return found


def trains(statement: Statement, latest: "Latest", inside: frozenset[int] = frozenset(), whole: bool = False) -> bool:
    """Whether running the statement trains something, itself or by way of functions of the notebook.

    Args:
        latest: Gives the statement that binds a name for a reader at a place.
    """
    if statement.place in inside:
        return False
    for call in statement.calls(whole):
        if isinstance(call.func, ast.Attribute) and call.func.attr in TRAINING:
            if _is_harmless(call.func, latest, NEVER if whole else statement.place):
                continue
            return True
        if isinstance(call.func, ast.Name):
            found = latest(call.func.id, NEVER if whole else statement.place)
            is_function = found is not None and isinstance(found.node, ast.FunctionDef)
            if found and is_function and trains(found, latest, inside | {statement.place}, whole=True):
                return True
    return False


def _is_harmless(method: ast.Attribute, latest: "Latest", before: int) -> bool:
    """Whether a method that is called like training is one of a class of the notebook's own that trains nothing."""
    made = method.value
    if isinstance(made, ast.Name) and (found := latest(made.id, before)) and isinstance(found.node, ast.Assign):
        made = found.node.value
    match made:
        case ast.Call(ast.Name(name)) if (found := latest(name, before)) and isinstance(found.node, ast.ClassDef):
            defined = {each.name for each in found.node.body if isinstance(each, ast.FunctionDef)}
            inside = {each.attr for each in ast.walk(found.node) if isinstance(each, ast.Attribute)}
            return method.attr in defined and inside.isdisjoint(TRAINING)
    return False


def is_builtin(name: str) -> bool:
    """Whether the name is there without a statement that binds it, also in a notebook."""
    return hasattr(builtins, name) or name in ("get_ipython", "display", "__name__", "__file__", "In", "Out", "_")


NEVER = 10**9


class Latest:
    """Gives the latest statement before a place that binds a name."""

    def __init__(self, statements: Sequence[Statement]):
        self._by_name: dict[str, list[Statement]] = {}
        binders: dict[str, frozenset[str]] = {}
        for statement in statements:
            names = set(statement.binds)
            for function in statement.called & binders.keys():
                names |= binders[function]
            for name in names:
                self._by_name.setdefault(name, []).append(statement)
            if isinstance(statement.node, ast.FunctionDef) and statement.binds_when_called:
                binders[statement.node.name] = statement.binds_when_called

    def __call__(self, name: str, before: int) -> Statement | None:
        found = self._by_name.get(name, [])
        return next((each for each in reversed(found) if each.place < before), None)

    def all(self, name: str) -> list[Statement]:
        """All statements that bind the name."""
        return self._by_name.get(name, [])


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


def _changed(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Names whose value these nodes may change in place."""
    for node in nodes:
        match node:
            case ast.Call(ast.Name(name)) if name in _ONLY_SHOWING:
                continue
            case ast.Call(func, arguments, keywords):
                yield from _names(func.value if isinstance(func, ast.Attribute) else func)
                for part in (*arguments, *(keyword.value for keyword in keywords)):
                    yield from _names(part)
            case ast.For(iter=through):
                yield from _names(through)
            case ast.Delete(targets=targets):
                for target in targets:
                    yield from _names(target)
            case ast.Assign(targets=targets):
                yield from (name for target in targets if (name := _base(target)))
            case ast.AugAssign(target=target) if name := _base(target):
                yield name


def _names(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _last_name(func: ast.expr) -> str:
    return func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""


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
        yield from _read_in_functions(child) if _runs_at_once(child) else _globals_of(child)


def _globals_of(table: symtable.SymbolTable) -> Iterator[str]:
    """Names of the module that a function uses, in itself or in a comprehension, class or function inside it."""
    yield from (symbol.get_name() for symbol in table.get_symbols() if symbol.is_global())
    for child in table.get_children():
        yield from _globals_of(child)


def _bound_in_functions(table: symtable.SymbolTable) -> Iterator[str]:
    for child in table.get_children():
        yield from (each.get_name() for each in child.get_symbols() if each.is_declared_global() and each.is_assigned())
        yield from _bound_in_functions(child)


def _runs_at_once(table: symtable.SymbolTable) -> bool:
    """Whether a scope is evaluated where it stands: class bodies and comprehensions are."""
    return table.get_type() == "class" or table.get_name() in ("listcomp", "setcomp", "dictcomp", "genexpr")
