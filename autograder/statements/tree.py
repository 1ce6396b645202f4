"""Python's text as a syntax tree, for one thread at a time.

Two threads that parse at once can break each other in Python 3.11: `SystemError: AST constructor recursion depth
mismatch` (python/cpython#106905).
"""

import ast
import threading

# What others parse meanwhile, as pytest does for its reports, does not wait for us.
_TRIALS = 5
_one_at_a_time = threading.RLock()


def parse(source: str, name: str = "<unknown>") -> ast.Module:
    """The tree of a module's text.

    Args:
        name: Of its file, for messages.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: it is not Python, or too much of it.
    """
    with _one_at_a_time:
        for _ in range(_TRIALS - 1):
            try:
                return ast.parse(source, name)
            except SystemError:
                continue
        return ast.parse(source, name)
