"""What an answer needs of a notebook: the latest definition of each name that is asked for, with all that it uses.

Each top-level statement is looked at for the names it binds and the names it reads; those that the wanted names need
are kept. Lines that train are never kept.
"""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from autograder.statements.statement import NEVER, Latest, Statement, is_builtin, trains


@dataclass
class Needed:
    """What the wanted names need.

    Attributes:
        statements: In their order.
        origins: Statement by wanted name; a name that no statement binds is missing here.
        helpers: Statement by name of what the wanted ones use.
        trained: Statement by name of what they use but what comes from a line that trains, and was left out.
        unbound: Names that they read and that nothing binds.
        unknown: Those of them, where the notebook has statements that may bind names without showing it (`exec`,
            `%run`).
    """

    statements: list[Statement] = field(default_factory=list)
    origins: dict[str, Statement] = field(default_factory=dict)
    helpers: dict[str, Statement] = field(default_factory=dict)
    trained: dict[str, Statement] = field(default_factory=dict)
    unbound: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)


def needed(statements: Sequence[Statement], wanted: Sequence[str]) -> Needed:
    """The latest definitions of the `wanted` names, and the imports, helpers and constants that they use."""
    return _Taking([*statements]).result(wanted)


class _Taking:
    def __init__(self, statements: list[Statement]):
        self.statements = statements
        self.latest = Latest(statements)
        self._functions = {name: each for each in statements if each.is_definition for name in each.binds}
        self.kept: dict[int, Statement] = {}
        self.taken = Needed()
        self._asked: set[tuple[str, int]] = set()
        self._unbound: set[str] = set()

    def result(self, wanted: Sequence[str]) -> Needed:
        for name in wanted:
            found = self.latest(name, NEVER)
            while found and found.calls_its_own and (above := self.latest(name, found.place)):
                found = above
            if found:
                self.taken.origins[name] = found
        for name in wanted:
            self._need(name, NEVER)
            found = self.latest(name, NEVER)
            if found and found.is_variable:
                # What it gives the name may be no answer, and then the one above counts.
                self._need(name, found.place)
        for statement in self.statements:
            if statement.is_star or statement.is_future or statement.makes_findable:
                self._keep(statement, statement.place)
        self._keep_what_changes_them(frozenset(wanted))
        for name in wanted:
            self.taken.helpers.pop(name, None)
        self.taken.statements = [self.kept[place] for place in sorted(self.kept)]
        self.taken.unbound = {name for name in self._unbound if not is_builtin(name)}
        if any(each.is_dynamic for each in self.statements):
            self.taken.unknown = self.taken.unbound
        return self.taken

    def _need(self, name: str, before: int) -> None:
        """Keep what binds `name` for a reader at `before`, and what that needs in its turn."""
        if (name, before) in self._asked:
            return
        self._asked.add((name, before))
        found = self.latest(name, before)
        if found is None and not is_builtin(name):
            # Cells that were run in another order than they stand in: the reader is tried again below.
            found = self.latest(name, NEVER)
        if found is None:
            if not self.latest.all(name):
                self._unbound.add(name)
            return
        if trains(found, self.latest):
            if found.calls_its_own:
                self._need(name, found.place)
                return
            self.taken.trained[name] = found
            return
        self.taken.helpers[name] = found
        self._keep(found, before)
        if found.is_conditional or name not in found.binds:
            self._need(name, found.place)
        if found.is_import:
            # `import a` and `import a.b` bind the same name and do not stand in for each other.
            for other in self.latest.all(name):
                if other.is_import and other.place < before:
                    self._keep(other, before)

    def _keep(self, statement: Statement, before: int) -> None:
        self.kept[statement.place] = statement
        for name in statement.reads_now:
            self._need(name, statement.place)
        for name in statement.reads_later:
            above, last = self.latest(name, statement.place), self.latest(name, NEVER)
            if above and last and above.imports and last.imports and last.place > statement.place:
                # `Image` of Pillow, and below the answer that of IPython, to show something.
                self._need(name, statement.place)
                continue
            # A function may be called by then, and also after everything else has run.
            self._need(name, before)
            self._need(name, NEVER)

    def _keep_what_changes_them(self, wanted: frozenset[str]) -> None:
        """Keep statements that may change a kept value in place: `names.append(x)`, `for layer in base.layers: ...`.

        Or that do so by way of a function or class, or add to one: `fill_table()`, `@keep`, `@area.register`,
        `Settings.set(...)`.
        """
        # What the answers call, they call again.
        functions = {name: self._called_by({name}) for name in self._functions.keys() - self._called_by(wanted)}
        while True:
            values = {name for each in self.kept.values() if each.is_variable for name in each.binds} - wanted
            filling = {name for name in functions if self._functions[name].touches_when_called & values}
            filling |= {name for name, called in functions.items() if called & filling}
            defined = [each for each in self.kept.values() if each.is_definition]
            classes = {name for each in defined if isinstance(each.node, ast.ClassDef) for name in each.binds}
            extended = {name for each in defined for name in each.binds} | values
            more = [
                each
                for each in self.statements
                if each.place not in self.kept
                and (
                    each.touches & values
                    or each.called & filling
                    or each.asks_classes & classes
                    or each.registers_with & extended
                    or ("setattr" in each.called and each.touches & (wanted | values))
                )
                and not trains(each, self.latest)
            ]
            if not more:
                return
            for statement in more:
                self._keep(statement, statement.place)

    def _called_by(self, names: Iterable[str]) -> set[str]:
        """These functions, and those that they may call."""
        found: set[str] = set()
        waiting = [*names]
        while waiting:
            if (name := waiting.pop()) not in found and name in self._functions:
                found.add(name)
                waiting += self._functions[name].reads_later
        return found
