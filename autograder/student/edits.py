"""What an edit has changed: the functions whose own code is another now, and those that use it."""

from collections.abc import Sequence

from autograder.statements.tree import parse
from autograder.statements.uses import code, definitions, reached


def changed_functions(before: str, after: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """Those of the `wanted` top-level names whose code, or anything of the file that it uses, differs.

    Those that were edited themselves come first, then those that only use what was. Comments, blank lines and
    decoration count for nothing. Empty if one of the sources cannot be read.
    """
    try:
        old, new = definitions(parse(before)), definitions(parse(after))
    except (SyntaxError, ValueError, RecursionError):
        return ()
    edited = {name for name in old.keys() | new.keys() if code(old.get(name, [])) != code(new.get(name, []))}
    touched = [name for name in wanted if (reached(name, old) | reached(name, new)) & edited]
    return tuple(sorted(touched, key=lambda name: name not in edited))
