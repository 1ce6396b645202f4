"""Which newer Python a text was written for, where this one cannot read it."""

import re
import sys

from autograder.statements.tree import parse

_STRING = re.compile(r"(?P<prefix>[a-zA-Z]{0,2})(?P<quote>\"\"\"|'''|\"|')")
_PARAMETERS = re.compile(r"(\b(?:def|class)\s+\w+)\s*\[[^\]\n]*\]")
_TYPE = re.compile(r"^(\s*)type\s+(\w+)(?:\[[^\]\n]*\])?\s*=", re.MULTILINE)
_LINE = "\n"
_EXCEPT = re.compile(r"^(\s*except\*?)\s+([\w.]+(?:\s*,\s*[\w.]+)+)\s*:", re.MULTILINE)


def newer_python(text: str) -> str:
    """The Python that can read this text, as "3.12"; empty where no newer one could, as far as is known here."""
    if not text:
        return ""
    known = (((3, 12), "f", _without_new_in_12), ((3, 14), "ft", _without_new_in_14))
    for version, prefixes, change in known:
        if sys.version_info < version:
            try:
                text = _without_strings(change(text), prefixes)
                parse(text)
            except (SyntaxError, ValueError, RecursionError, MemoryError, IndexError):
                continue
            return ".".join(map(str, version))
    return ""


def _without_new_in_12(text: str) -> str:
    return _TYPE.sub(r"\1\2 =", _PARAMETERS.sub(r"\1", text))


def _without_new_in_14(text: str) -> str:
    return _EXCEPT.sub(r"\1 (\2):", text)


def _without_strings(text: str, prefixes: str) -> str:
    """The text with the expressions of its f-strings in brackets in their place, as Python 3.12 takes them apart."""
    found, at = [], 0
    while at < len(text):
        if text[at] == "#":
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            found.append(text[at:end])
            at = end
            continue
        string = _STRING.match(text, at)
        if string is None or (at and string["prefix"] and (text[at - 1].isalnum() or text[at - 1] == "_")):
            found.append(text[at])
            at += 1
            continue
        if any(prefix in string["prefix"].lower() for prefix in prefixes):
            expressions, at = _formatted(text, string.end(), string["quote"], prefixes)
            # A comment in an expression ends with its line.
            found.append("(" + "".join(f"({each}{_LINE})," for each in expressions) + ")")
        else:
            end = _end_of_plain(text, string.end(), string["quote"])
            found.append(text[at:end])
            at = end
    return "".join(found)


def _formatted(text: str, at: int, quote: str, prefixes: str) -> tuple[list[str], int]:
    """The expressions of an f-string whose content begins at `at`, and where it ends."""
    expressions: list[str] = []
    while not text.startswith(quote, at):
        if text[at] == "\\" or text.startswith(("{{", "}}"), at):
            at += 2
        elif text[at] == "{":
            expression, at = _expression(text, at + 1, prefixes)
            expressions.append(expression)
        elif text[at] == "}" or (text[at] == "\n" and len(quote) == 1):
            raise IndexError("not a string that any Python knows")
        else:
            at += 1
    return expressions, at + len(quote)


def _expression(text: str, at: int, prefixes: str) -> tuple[str, int]:
    """The expression that begins at `at` inside braces, and where the braces end."""
    start, depth = at, 0
    end = -1
    while True:
        sign = text[at]
        if sign == "#":
            at = text.index("\n", at)
            continue
        string = _STRING.match(text, at) if end < 0 else None
        if string is not None and not (string["prefix"] and (text[at - 1].isalnum() or text[at - 1] == "_")):
            inner = any(prefix in string["prefix"].lower() for prefix in prefixes)
            at = (
                _formatted(text, string.end(), string["quote"], prefixes)[1]
                if inner
                else _end_of_plain(text, string.end(), string["quote"])
            )
            continue
        if sign in "([{":
            depth += 1
        elif sign == "}" and depth == 0:
            inner_text = text[start : at if end < 0 else end].strip().removesuffix("=")
            return _without_strings(inner_text, prefixes), at + 1
        elif sign in ")]}":
            depth -= 1
        elif depth == 0 and end < 0 and (sign == ":" or (sign == "!" and text[at + 1] != "=")):
            end = at
        at += 1


def _end_of_plain(text: str, at: int, quote: str) -> int:
    while not text.startswith(quote, at):
        if text[at] == "\n" and len(quote) == 1:
            raise IndexError("the string does not end")
        at += 2 if text[at] == "\\" else 1
    return at + len(quote)
