"""Text that is safe to show, on every console."""

import io
from itertools import pairwise

import pytest
from rich.console import Console

from autograder.checking.failure import Message
from autograder.grading.result import CheckResult, ExerciseResult
from autograder.reports.terminal import Printer
from autograder.reports.text import as_printed, encodable, one_line, visible, wrapped

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


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("abc\rX", "Xbc"),
        ("abc\b\bX", "aXc"),
        ("50%\r\x1b[K100%", "100%"),
        ("long before\r\x1b[2Know", "now"),
        ("windows\r", "windows"),
        ("\b\b\bx", "x"),
        ("a\x1b[1Gb", "ab"),
    ],
)
def test_a_line_is_shown_as_returns_and_backspaces_leave_it(text: str, shown: str):
    assert as_printed(f"{text}\n") == [shown]


def test_many_bars_that_differ_in_numbers_alone_are_one_line():
    def bars(milliseconds: int) -> str:
        first, last = (f"\r{n}/2 {'━' * 10 * n}{'─' * (20 - 10 * n)} 0s {milliseconds}ms/step" for n in (1, 2))
        return f"{first}{chr(8) * 30}{last}\n"

    text = "".join(bars(time) for time in (9, 12, 13))
    assert as_printed(f"before\n{text}after\n") == ["before", f"2/2 {'━' * 20} 0s 13ms/step   (3 of these)", "after"]
    assert as_printed("loss 1\nloss 2\n") == ["loss 1", "loss 2"], "what is no bar keeps its lines"
    epochs = [f"{n}/5 {'━' * 20} 1s - loss: 0.{n}" for n in (1, 2)]
    assert as_printed(f"{epochs[0]}\nEpoch 2\n{epochs[1]}") == [epochs[0], "Epoch 2", epochs[1]]


CODE = "`generator = ImageDataGenerator(preprocessing_function=preprocess).flow_from_directory(folder, size=size)`"


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120])
def test_wrapping_breaks_no_word_and_no_code_that_fits_on_a_line(width: int):
    text = f"Use `rng.integers(0, n)` with a-hyphen, then {CODE}, and return `len(train), generator.filenames`."
    lines = wrapped(text, width)
    assert max(map(len, lines)) <= width
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for whole in ("`rng.integers(0, n)`", "a-hyphen,", "`len(train), generator.filenames`.", CODE):
        if len(whole) <= width:
            assert any(whole in line for line in lines)
    broken = [line for line, following in pairwise(lines) if line[-1].isalpha() and following[0].isalpha()]
    assert width < 40 or all(f"{line.split()[-1]} " in text for line in broken), "the break is where a space was"
    assert wrapped("", width) == [""]


def _seventeen(*messages: Message, outcome: str = "failed", functions: str = "AAA") -> str:
    checks = [
        CheckResult(f"17.{n}", f"test_{n}", f"Title {n}", function, "behaviour", 2, outcome, message)
        for n, (message, function) in enumerate(zip(messages, functions, strict=False), start=1)
    ]
    buffer = io.StringIO()
    Printer(Console(file=buffer, width=80)).exercise(ExerciseResult("17_x", "X", "17_x.py", checks))
    return buffer.getvalue()


def test_an_exception_from_one_line_is_explained_once():
    got = "NameError: name 'kears' is not defined in your line 9: x = kears.ops"
    text = _seventeen(
        *[Message(called=f"f({n})", got=got, why="why") for n in range(3)], outcome="error", functions="ABC"
    )
    assert text.count("NameError") == 1
    assert text.count("the same as  17.1") == 2
    other = _seventeen(Message(got=got), Message(got=got.replace("9", "10")), outcome="error")
    assert other.count("NameError") == 2


def test_a_named_mistake_is_explained_once_and_another_one_in_full():
    text = _seventeen(*[Message(got=f"{n} of 6", looks_like=name, why="why") for n, name in enumerate("xxy")])
    assert text.count("  why ") == 2
    assert text.count("the same as  17.1") == 1
    assert "looks like   y" in text


def test_answers_alike_in_all_but_numbers_refer_to_the_first_one():
    messages = [Message(called=f"f({n})", got=f"{n} epochs of {n}", expected=f"{n - 1} epochs") for n in (7, 5, 6)]
    text = _seventeen(*messages, functions="AAB")
    assert "expected     4 epochs" in text
    assert text.count("like         17.1: fix that first") == 1, "not of another function"
    assert text.count("called") == 2


@pytest.mark.parametrize(
    ("explained", "is_named"),
    [({}, True), ({"why": "w"}, False), ({"try_it": ["x"]}, False), ({"looks_like": "l"}, False)],
)
def test_the_hint_is_named_where_an_exception_is_not_explained(explained: dict, is_named: bool):
    message = Message(called="scale_pixels(image)", got="UFuncTypeError: Cannot cast ufunc", **explained)
    check = CheckResult("00.3", "t", "Title", "scale_pixels", "", 3, "error", message)
    result = ExerciseResult("00_welcome", "Welcome", "00_welcome.py", [check])
    shown = []
    for hints in (True, False):
        buffer = io.StringIO()
        Printer(Console(file=buffer, width=80)).exercise(result, hints=hints)
        shown.append("  hint         convlings hint 00 scale_pixels\n" in buffer.getvalue())
    assert shown == [is_named, False]
