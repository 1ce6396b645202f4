"""Names in what students wrote give way to pseudonyms; nothing else does."""

import pytest

from autograder.course.exercise import find_exercise
from autograder.gradebook.redaction import Redaction, vocabulary, words_of
from autograder.grading.graded import Graded, Piece

MARKS = {
    "red-wren-10": ("Ann-Marie O'Dowd", "4711002", "amo@uni.example", "", "dowdam", "ann-marie-5fd3d1b2"),
    "jade-tern-20": ("Zoë Müller", "12", "z.mueller@uni.example"),
    "opal-auk-30": ("王小明", "k77x", ""),
    "pine-ibis-40": ("Max Dropout", "", ""),
    "teal-tern-50": ("🦊🦊", "", ""),
    "cedar-auk-60": ("[bold]Rich[/bold] <b>Riley</b>", "", ""),
}
REDACTION = Redaction(MARKS, vocabulary([find_exercise("08")]))
ANN, ZOE, MING, MAX, FOX, RICH = MARKS


@pytest.mark.parametrize(
    ("text", "about", "shown"),
    [
        ("by Ann-Marie O'Dowd.", ANN, f"by {ANN}."),
        ("by ANN MARIE O'DOWD, annmarieodowd", ANN, f"by {ANN}, {ANN}"),
        ("by O'Dowd, Ann-Marie", ZOE, f"by {ANN}"),
        ("hello Ann, from marie_model", ANN, f"hello {ANN}, from {ANN}_model"),
        ("hello Ann", ZOE, "hello Ann"),  # a word of somebody else's name is any word
        ("mail amo@uni.example or dowdam", ZOE, f"mail {ANN} or {ANN}"),
        ("4711002 is not 0.4711002 nor 47110021", ZOE, f"{ANN} is not 0.4711002 nor 47110021"),
        ("12 of 12 points, x[12]", ZOE, "12 of 12 points, x[12]"),
        ("graded zoe_12_08.py, Zoe\u0308 Mu\u0308ller", ZOE, f"graded zoe_{ZOE}_08.py, {ZOE}"),
        ("from 我是王小明。", MING, f"from 我是{MING}。"),
        ("K77X", ANN, MING),
        ("np.max(dropout(x)), Max Dropout", MAX, f"np.max(dropout(x)), {MAX}"),
        ("graded max_08.py as 08_dropout.py", MAX, f"graded {MAX}_08.py as 08_{MAX}.py"),
        ("🦊🦊 was here", FOX, f"{FOX} was here"),
        ("by [bold]Rich[/bold] <b>Riley</b>.", ZOE, f"by [{RICH}>."),
        ("by [bold]Rich[/bold] <b>Riley</b>.", RICH, f"by {RICH}."),
        (f"{ANN} and Ann", ANN, f"{ANN} and {ANN}"),
        ("", ANN, ""),
    ],
)
def test_names_are_replaced_and_words_are_not(text: str, about: str, shown: str):
    once = REDACTION.text(text, about)
    assert once == shown
    assert REDACTION.text(once, about) == once


def test_code_keeps_its_lines_and_numbers():
    code = "# Zoë Müller, no. 12\nx = 12\n\ndef f():\n    return 'zoë'  # max 12\n"
    graded = Graded("d", "", {}, {"08_dropout": [Piece("müller/08.py", 0, code)]})
    [piece] = REDACTION.of_graded(graded, ZOE).texts["08_dropout"]
    assert piece.text == f"# {ZOE}, no. {ZOE}\nx = 12\n\ndef f():\n    return '{ZOE}'  # max {ZOE}\n"
    assert piece.file == f"{ZOE}/08.py"


def test_a_long_text_takes_little_time():
    text = "x" * 300_000 + " " + "a1_" * 100_000 + "@" + "# 1\n" * 50_000
    assert REDACTION.text(text, ANN, is_code=True) == text


def test_words_are_alike_however_they_are_written():
    assert words_of("Zoe\u0308 MÜLLER-Ångström") == ("zoë", "müller", "ångström")
