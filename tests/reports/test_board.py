"""An exercise while it is being checked: what came so far, one failure explained."""

import io

import pytest
from rich.console import Console

from autograder.checking.failure import Message
from autograder.grading.result import CheckResult, ExerciseResult
from autograder.reports.board import Board
from autograder.reports.terminal import Printer


def check(number: int, outcome: str, function: str = "f", **fields: object) -> CheckResult:
    message = Message(got=f"answer {number}", why=f"reason {number}") if outcome != "passed" else Message()
    return CheckResult(f"16.{number}", f"t{number}", f"Title {number}", function, "", 1, outcome, message, **fields)


def shown(board: Board, **options: bool) -> str:
    buffer = io.StringIO()
    printer = Printer(Console(file=buffer, width=80))
    board.heading(printer)
    board.body(printer, **options)
    return buffer.getvalue()


@pytest.fixture
def board() -> Board:
    board = Board("16 Checkpoints", 10)
    for number, outcome in ((8, "failed"), (10, "passed"), (2, "passed"), (1, "error"), (3, "failed")):
        board.add(check(number, outcome, "resume" if number == 8 else "keep"))
    return board


def test_passed_checks_take_one_line_and_one_failure_is_explained(board):
    lines = shown(board).splitlines()
    assert lines[0].endswith("checked 5 of 10")
    assert lines[1].split() == ["passed", "16.2", "16.10"]
    assert "failed        16.8  resume: Title 8" in lines[2]
    text = "\n".join(lines)
    assert "reason 8" in text
    assert "error         16.1  keep: Title 1" in text
    assert "reason 1" not in text


def test_the_key_goes_round_the_failures_in_the_order_in_which_they_came(board):
    ids = [board.focus.id]
    for _ in range(3):
        assert board.next_failure()
        ids.append(board.focus.id)
    assert ids == ["16.8", "16.1", "16.3", "16.8"]
    board.next_failure()
    board.add(check(4, "failed"))
    assert board.focus.id == "16.1", "what comes later leaves the choice alone"
    assert "reason 1" in shown(board)


def test_one_failure_alone_has_no_other():
    board = Board("16 Checkpoints", 10)
    assert board.focus is None
    assert not board.next_failure()
    board.add(check(1, "timeout"))
    assert not board.next_failure()
    assert board.focus.id == "16.1"


def test_what_is_not_written_and_what_waits_is_named_by_function():
    board = Board("16 Checkpoints", 4)
    waits = check(4, "skipped", "keep")
    result = ExerciseResult("16_x", "X", "", [check(1, "not attempted"), check(2, "not attempted"), waits])
    board.finish(result)
    text = shown(board)
    assert "0 of 3 points" in text
    assert "not attempted f (16.1, 16.2)" in text
    assert "skipped       16.4  keep: answer 4" in text
    assert board.focus is None


def test_a_title_that_names_the_function_names_it_once():
    board = Board("16 Checkpoints", 4)
    named = check(1, "failed", "resume")
    named.title = "resume goes on"
    board.add(named)
    assert "16.1  resume goes on" in shown(board)


def test_a_file_that_cannot_be_read_is_told_once():
    board = Board("16 Checkpoints", 2)
    result = ExerciseResult("16_x", "X", "16_x.py", [check(1, "unreadable"), check(2, "unreadable")])
    result.outcome, result.problem = "unreadable", Message(got="SyntaxError at line 3")
    board.finish(result)
    text = shown(board)
    assert text.count("unreadable") == 1
    assert "SyntaxError at line 3" in text
    assert board.focus is None
    assert not board.next_failure()


def test_notes_of_what_passed_are_kept():
    board = Board("16 Checkpoints", 2)
    board.add(check(2, "passed", notes=["accuracy 0.9"]))
    assert "16.2: accuracy 0.9" in shown(board)
