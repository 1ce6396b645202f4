"""Text that is safe to show, on every console."""

import io

import pytest
from rich.console import Console

from autograder.checking.failure import Message
from autograder.grading.result import CheckResult, ExerciseResult
from autograder.reports.terminal import Printer
from autograder.reports.text import as_printed, encodable, one_line, visible

HOSTILE = "a\x1b[31mred\x00\x07\u202etxt\udc80b"


def test_visible_writes_out_what_could_act_on_a_terminal():
    shown = visible(HOSTILE)
    assert shown == r"a\x1b[31mred\x00\x07\u202etxt\udc80b"
    shown.encode("utf-8")


def test_visible_keeps_ordinary_text():
    text = "line\n\tZoë 日本語 Ωμέγα 🙂 ±×…"
    assert visible(text) == text
    assert one_line(text) == "line Zoë 日本語 Ωμέγα 🙂 ±×…"


@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        ("x … y", "ascii", "x ... y"),
        ("5 × 3 ± 1", "ascii", "5 x 3 +/- 1"),
        ("Zoë", "cp1252", "Zoë"),
        ("Ω🙂", "cp1252", r"\u03a9\U0001f642"),
        ("ý", "ascii", "y"),
    ],
)
def test_encodable_falls_back_to_plain_letters(text: str, encoding: str, shown: str):
    assert encodable(text, encoding) == shown


def _result() -> ExerciseResult:
    message = Message(
        called="dropout(x, rate=0.2, rng, training=True)",
        given=["x: (1000, 200), values 1 to 2"],
        got="x * 1.0000, and a very long explanation " * 4 + HOSTILE,
        expected="x * 1.2500 …",
        try_it=["x = 1", "    print(x)"],
    )
    failed = CheckResult("08.2", "test_b", "Survivors are scaled", "dropout", "behaviour", 2, "failed", message)
    passed = CheckResult("08.1", "test_a", "Each value", "dropout", "behaviour", 2, "passed", notes=["a note"])
    return ExerciseResult("08_dropout", "Dropout", "08_dropout.py", [passed, failed])


def _printed(encoding: str = "utf-8", width: int = 80, **options: object) -> str:
    buffer = io.BytesIO()
    stream = io.TextIOWrapper(buffer, encoding=encoding, write_through=True)
    console = Console(file=stream, width=width, highlight=False, markup=False, emoji=False, **options)
    Printer(console).exercise(_result())
    return buffer.getvalue().decode(encoding)


def test_the_message_that_helps_most_comes_first():
    text = _printed()
    assert text.index("08.2") < text.index("08.1")
    assert "2 of 4 points" in text.splitlines()[0]


def test_lines_fit_the_width_and_begin_with_the_word():
    lines = _printed().splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[1].startswith("failed ")
    assert any(line.startswith("passed ") for line in lines)
    assert "  try          x = 1" in lines
    assert "                   print(x)" in lines


def test_no_control_character_reaches_the_console():
    text = _printed(force_terminal=True, no_color=True)
    assert HOSTILE not in text
    assert "\x1b[31mred" not in text


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_old_consoles_get_every_word(encoding: str):
    text = _printed(encoding)
    assert "x * 1.2500" in text
    assert "\x1b" not in text


def test_no_color_is_respected(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in _printed(force_terminal=True)
    monkeypatch.delenv("NO_COLOR")
    assert "\x1b[" in _printed(force_terminal=True, color_system="standard")


def test_progress_bars_are_shown_as_a_terminal_does():
    bar = "\r\x1b[1m1/2\x1b[0m \x1b[32m━━\x1b[0m 0s\x08\x08\r\x1b[1m2/2\x1b[0m \x1b[32m━━━━\x1b[0m 1s"
    assert as_printed(f"before\n{bar}\n\nafter\x07\n") == ["before", "2/2 ━━━━ 1s", "after\\x07"]
    assert as_printed("2m━━━\x1b[0m end") == ["━━━ end"]
    assert as_printed(" \n") == []
