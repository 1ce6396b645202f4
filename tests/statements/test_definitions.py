"""Where a function is defined in what a student wrote: read, never run."""

import pytest

from autograder.statements.definitions import definitions, lines_of
from autograder.statements.source import decoded


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("import x\n\ndef f(a):\n    return a\n\nf(1)\n", [(3, 4)]),
        ("@wrap\n@other(1)\ndef f(a):\n    return a\n", [(1, 4)]),
        ("def f():\n    pass\ndef g():\n    pass\ndef f():\n    return 1\n", [(1, 2), (5, 6)]),
        ("if True:\n    def f():\n        pass\nelse:\n    f = None\n", [(2, 3), (5, 5)]),
        ("try:\n    from helpers import f\nexcept ImportError:\n    f = lambda: 1\n", [(2, 2), (4, 4)]),
        ("f, g = one, two\nf: int = 3\nclass f:\n    x = 1\n", [(1, 1), (2, 2), (3, 4)]),
        ("class A:\n    def f(self):\n        pass\n", [(2, 3)]),
        ("class A:\n    def f(self):\n        pass\ndef f():\n    pass\n", [(4, 5)]),
        ("x = 'def f(): pass'\n# def f():\n", []),
        ("%matplotlib inline\n!ls\ndef f():\n    return 1\n", [(3, 4)]),
        ("# In[1]:\nx = (\n# In[2]:\n\ndef f():\n    return 1\n# In[3]:\nf()\n", [(5, 6)]),
        ("def f(a,\n      b):\n    return (a\n\n    + b\nf(1 2)\n", [(1, 5)]),
        ("def f(\n    a,\n):\n    return a\n\nprint(f'\n", [(1, 4)]),
        ("x = 1\r\ndef f():\r\n    return 1\r\n", [(2, 3)]),
        ("x = '''\x0c\u2028'''\rdef f():\r    return 1", [(2, 3)]),
        ("", []),
        ("(" * 500 + "\ndef f():\n  return 1\n", [(2, 3)]),
    ],
)
def test_lines_of_definitions(text: str, spans: list[tuple[int, int]]):
    assert definitions(text, "f") == spans
    lines = lines_of(text)
    assert all(1 <= first <= last <= len(lines) for first, last in spans)


def test_an_odd_escape_is_nobodys_warning(recwarn: pytest.WarningsRecorder):
    assert definitions("x = '\\d'\ndef f(): pass\n", "f") == [(2, 2)]
    assert not recwarn


def test_bytes_that_are_no_utf8_are_still_lines():
    assert lines_of(decoded(b"\xef\xbb\xbfa\n\xc3\xa9")) == ["a", "é"]
    assert lines_of(decoded(b"# \xe9\ndef f(): pass")) == ["# é", "def f(): pass"]
