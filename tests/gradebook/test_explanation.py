"""`convlings explain`: what a report keeps about one check, for whoever has to answer for it."""

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from autograder.checking.failure import Message
from autograder.cli import cli
from autograder.course.exercise import find_exercise
from autograder.engine.sandbox import Limits
from autograder.grading.folder import write_json
from autograder.grading.graded import Graded, Piece
from autograder.grading.provenance import Provenance
from autograder.grading.result import Decision
from autograder.submissions import Cell, Submission, Work

MARKUP = "[bold red]x[/] <b>y</b> \x1b[31mz\x1b[0m [link=http://e.x]w[/link]"
LIBRARIES = {"tensorflow": "2.99.1", "keras": "3.98.2", "numpy": "2.97.3"}
VERSIONS = Provenance("0.96.5", "d", "3.95.4", LIBRARIES, "A", "cpu", "tensorflow", Limits(), 2048)
CODE = f"import numpy as np\n\ndef dropout(x, rate, rng, training):\n    # {MARKUP}\n    return x\n\nx = 1\n"


def graded(result: Any, *pieces: Piece) -> Graded:
    return Graded(
        result.digest,
        "2026-10-12T20:01:02+00:00",
        vars(VERSIONS) | {"limits": vars(Limits())},
        {"08_dropout": list(pieces) or [Piece("08_dropout.py", 0, CODE)]},
    )


@pytest.fixture
def report(made: Any, tmp_path: Path) -> Path:
    """A report with all that can be asked for, of Ann; and two who are called Kim."""
    ann = made("Ann Lee", id="4711", email="ann@example.org", submitted_at="2026-10-12T19:58:00+00:00", attempts=3)
    ann.late = True
    ann.exercises[0].backends = ["tensorflow"]
    _, scaled, accuracy, *_ = ann.exercises[0].checks
    scaled.outcome, scaled.points = "failed", 2
    scaled.message = Message(
        "dropout(x, 0.2)", ["x: (3, 4)"], "x * 1", f"x / 0.8 {MARKUP}", "Because.", "Look.", "no scaling"
    )
    scaled.notes, scaled.warnings, scaled.printed = (
        [f"noted {MARKUP}"],
        ["careful"],
        f"hello\nexpected nothing {MARKUP}",
    )
    accuracy.outcome, accuracy.measured, accuracy.threshold = "failed", [0.61, 0.64], 0.7
    decision = Decision((scaled.name,), 1.5, "Half of it is right", "M. Weber")
    ann.exercises[0].decisions = [decision, Decision((accuracy.name,), 1, "Another matter", "N. Nord")]
    ann.weights = {"08_dropout": 2}
    folder = tmp_path / "report"
    reproduce = "convlings grade 'the class' --out NEW_FOLDER --key 5ec3e7 --only STUDENT"
    write_json(folder / "staff" / "run.json", {"run": "r", "key": "5ec3e7", "reproduce": reproduce})
    for result in (ann, made("Kim", key="kim-1", id="1"), made("Kim", key="kim-2", id="2")):
        write_json(folder / "staff" / "results" / f"{result.key}.json", result.to_json())
    graded(ann).write(folder / "staff", ann.key)
    return folder


def explain(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["explain", *map(str, arguments), "--plain"])


def shown(*arguments: object) -> str:
    """What is printed, on one line."""
    finished = explain(*arguments)
    assert finished.exit_code == 0, finished.output
    return " ".join(finished.output.split())


def test_everything_that_an_appeal_is_about(report: Path):
    text = shown(report, "ann-lee", "08.2")
    for words in (
        "Ann Lee (ann-lee, 4711, ann@example.org)",
        "08.2 Survivors are scaled by 1/(1 - rate)",
        "1.5 of 2 points",
        "outcome failed",
        "called dropout(x, 0.2) x: (3, 4) got x * 1 expected x / 0.8",
        "why Because. note Look. looks like no scaling",
        "note noted",
        "Python says careful",
        "checks gave 0 of 2 points",
        "Decided by a person (M. Weber): 1.5 of 2 points for 08.2. Reason: Half of it is right",
        "counts 2 times",
        "printed by the student's code: | hello | expected nothing",
        "handed in 2026-10-12T19:58:00+00:00; attempt 3; late",
        "graded 2026-10-12T20:01:02+00:00",
        "convlings 0.96.5, Python 3.95.4, tensorflow 2.99.1, keras 3.98.2, numpy 2.97.3",
        "backend tensorflow, device cpu; 20 s a call, 2048 MiB",
        "sandbox tier A",
        "run r; key 5ec3e7",
        "again convlings grade 'the class' --out NEW_FOLDER --key 5ec3e7 --only ann-lee",
        "The student's own code of dropout, lines 3 to 5 of 08_dropout.py",
    ):
        assert words in text
    assert "Another matter" not in text
    lines = explain(report, "ann-lee", "08.2").output.splitlines()
    assert "     3 | def dropout(x, rate, rng, training):" in lines
    assert "     5 |     return x" in lines
    assert not [line for line in lines if "import numpy" in line or "x = 1" in line]


def test_what_a_student_wrote_is_text(report: Path):
    """Rich's markup, HTML and escapes to the terminal are shown as they are, or written out."""
    printed = CliRunner().invoke(cli, ["explain", str(report), "ann-lee", "08.2"], color=True).output
    assert "\x1b[31mz" not in printed
    code = next(line for line in printed.splitlines() if line.startswith("     4 |"))
    assert code == f"     4 |     # {MARKUP}".replace("\x1b", "\\x1b")
    assert len(re.findall(re.escape("[bold red]x[/] <b>y</b>"), " ".join(printed.split()))) >= 4


def test_accuracy_shows_each_try_and_what_it_had_to_reach(report: Path):
    text = shown(report, "ann-lee", "08.3")
    assert "measured 0.61, 0.64 (2 tries)" in text
    assert "threshold 0.7; the best try is -0.06" in text


@pytest.mark.parametrize("who", ["ann-lee", "4711", "ANN@example.org", "ann lee"])
@pytest.mark.parametrize(
    "check",
    ["08.2", "8.2", "dropout.2", "survivors_are_scaled", "test_survivors_are_scaled", "08.survivors_are_scaled"],
)
def test_ways_to_name_student_and_check(report: Path, who: str, check: str):
    assert shown(report, who, check) == shown(report, "ann-lee", "08.2")


def test_a_functions_name_stands_for_all_its_checks(report: Path):
    text = shown(report, "ann-lee", "dropout")
    assert [number for number in re.findall(r"\b08\.\d", text) if number] == ["08.1", "08.2", "08.2", "08.3", "08.3"]
    assert text.count("def dropout") == 1
    assert "build_head" in shown(report, "ann-lee", "08.build_head")


@pytest.mark.parametrize(
    ("who", "check", "words"),
    [
        ("An Lee", "08.2", "Nobody in the report is called An Lee. Near: Ann Lee."),
        ("anne@example.org", "08.2", "Near: Ann Lee."),
        ("zzz", "08.2", "Nobody in the report is called zzz."),
        ("Kim", "08.2", "2 are called Kim. Give a key: kim-1, kim-2."),
        ("ann-lee", "08.9", "The report has no check 08.9. Near: "),
        ("ann-lee", "08.two", "The report has no check 08.two."),
        ("ann-lee", "survivor_scaled", "Near: 08.2 survivors_are_scaled."),
        ("ann-lee", "17.1", "The report has no check 17.1."),
        ("ann-lee", "²", "The report has no check ². It has 08.1, 08.2,"),
        ("ann-lee", ".", "The report has no check .."),
        ("\x1b[31m", "08.2", r"called \x1b[31m."),
    ],
)
def test_a_wrong_name_is_said_in_a_sentence(report: Path, who: str, check: str, words: str):
    finished = explain(report, who, check)
    assert finished.exit_code == 2
    assert words in finished.output
    assert finished.output.count("\n") == 1
    assert "Traceback" not in finished.output


def test_a_name_in_several_exercises_asks_for_one(made: Any, report: Path):
    both = made("Bo", "08", "09")
    write_json(report / "staff" / "results" / "bo.json", both.to_json())
    finished = explain(report, "bo", "keeps_to_its_contract")
    assert finished.exit_code == 2
    assert "08_dropout.keeps_to_its_contract" in finished.output
    assert explain(report, "bo", "08.keeps_to_its_contract").exit_code == 0


def test_an_older_run_says_what_it_lacks(report: Path):
    (report / "staff" / "graded" / "ann-lee.json").unlink()
    text = shown(report, "ann-lee", "08.2")
    assert "The run is an older one, which kept neither the code that was graded nor when" in text
    assert "got x * 1" in text
    assert "def dropout" not in text


def test_a_report_of_an_older_kit_and_an_earlier_table_are_read_as_well(report: Path, tmp_path: Path):
    """They have in the folder itself what is now in `staff`."""
    (report / "staff").rename(tmp_path / "older")
    assert "got x * 1" in shown(tmp_path / "older", "ann-lee", "08.2")
    for command in (["insights"], ["export", "plain", "--to", str(tmp_path / "marks.csv")]):
        finished = CliRunner().invoke(cli, [*command, str(tmp_path / "older")])
        assert finished.exit_code == 0, finished.output
    assert (tmp_path / "older" / "insights.html").exists()


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"texts": []}', '{"texts": {"08_dropout": [{"odd": 1}]}}'])
def test_what_was_kept_and_cannot_be_read_is_as_if_it_were_not_there(report: Path, text: str):
    (report / "staff" / "graded" / "ann-lee.json").write_text(text)
    assert "older one" in shown(report, "ann-lee", "08.2")


def test_code_of_another_submission_is_not_shown(made: Any, report: Path):
    graded(made("Ann Lee", digest="another")).write(report / "staff", "ann-lee")
    text = shown(report, "ann-lee", "08.2")
    assert "What was kept with the run is another submission" in text
    assert "def dropout" not in text


def test_a_function_that_is_not_there_or_twice(made: Any, report: Path):
    graded(made("Ann Lee"), Piece("n.ipynb", 2, "x = 1"), Piece("n.ipynb", 4, "y = 2")).write(
        report / "staff", "ann-lee"
    )
    assert "Nothing in n.ipynb defines dropout." in shown(report, "ann-lee", "08.2")
    cells = Piece("n.ipynb", 2, "def dropout(): return 1"), Piece("n.ipynb", 4, "\n%time\ndef dropout():\n  return 2")
    graded(made("Ann Lee"), *cells).write(report / "staff", "ann-lee")
    text = shown(report, "ann-lee", "08.2")
    assert "line 1 of cell 2 of n.ipynb 1 | def dropout(): return 1" in text
    assert "lines 3 to 4 of cell 4 of n.ipynb 3 | def dropout(): 4 | return 2" in text


def test_a_file_that_could_not_be_graded_as_a_whole(made: Any, report: Path):
    ann = made("Ann Lee", outcomes={"08": "unreadable"})
    ann.exercises[0].problem = Message("08_dropout.py", got="SyntaxError in line 1")
    write_json(report / "staff" / "results" / "ann-lee.json", ann.to_json())
    graded(ann, Piece("08_dropout.py", 0, "x ==== 1\ndef dropout(x):\n    return x\n")).write(
        report / "staff", "ann-lee"
    )
    text = shown(report, "ann-lee", "08.2")
    assert "outcome unreadable: the file as a whole" in text
    assert "SyntaxError in line 1" in text
    assert "2 | def dropout(x): 3 | return x" in text


def test_what_is_kept_of_a_submission(tmp_path: Path):
    exercise = find_exercise("08").name
    helpers = (("mine.py", b"def dropout(): pass"), ("other.py", b"x = 1"), ("data.csv", b"dropout"))
    file = Work(exercise, name="08_dropout.py", content=b"# \xff\r\nfrom mine import dropout", helpers=helpers)
    cells = (Cell("a = 1", 1), Cell("b = '\udc80'", 5))
    notebook = Work("09_augmentation", name="n.ipynb", cells=cells)
    missing = Work("17_early_stopping", outcome="missing")
    submission = Submission("Ann", "ann", (file, notebook, missing))
    Graded.now(submission, VERSIONS).write(tmp_path, "ann")
    kept = Graded.read(tmp_path, "ann")
    assert kept is not None
    assert kept.digest == submission.digest
    assert kept.provenance["libraries"] == LIBRARIES
    assert kept.texts == {
        exercise: [
            Piece("08_dropout.py", 0, "# ÿ\r\nfrom mine import dropout"),
            Piece("mine.py", 0, "def dropout(): pass"),
        ],
        "09_augmentation": [Piece("n.ipynb", 1, "a = 1"), Piece("n.ipynb", 5, "b = '\udc80'")],
        "17_early_stopping": [],
    }
