"""What a student names on the command line."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from autograder.cli import cli
from autograder.cli.targets import work_named
from autograder.course.exercise import UnknownExercise


@pytest.fixture
def exercises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "exercises"
    folder.mkdir()
    (folder / "00_welcome.py").write_text("x = 1\n")
    monkeypatch.chdir(tmp_path)
    return folder


def test_a_file_with_txt_behind_its_name_is_read(exercises: Path):
    (exercises / "08_dropout.py.txt").write_text("x = 2\n")
    work = work_named("exercises/08_dropout.py.txt")
    assert (work.exercise, work.content) == ("08_dropout", b"x = 2\n")


def test_without_the_file_itself_the_one_with_txt_is_named(exercises: Path):
    with pytest.raises(click.UsageError, match=r"no 08_dropout.py in exercises.$"):
        work_named("08")
    (exercises / "08_dropout.py.txt").write_text("")
    with pytest.raises(click.UsageError, match=r"take the \.txt off"):
        work_named("08")


def test_neither_an_exercise_nor_a_file(exercises: Path):
    (exercises / "notes.txt").write_text("")
    with pytest.raises(click.UsageError, match="not named like an exercise"):
        work_named("exercises/notes.txt")
    with pytest.raises(UnknownExercise):
        work_named("nowhere.txt")
    assert work_named("00").content == b"x = 1\n"


WELCOME = "def image_size(image):\n    return image.shape\n"
DROPOUT = "def dropout(x, rate, rng, training): ...\ndef spread(model, x, training): ...\n"


@pytest.mark.parametrize(
    ("name", "text", "exercise"),
    [
        ("Untitled.py", WELCOME, "00_welcome"),
        ("homework1.py", WELCOME, "00_welcome"),
        ("homework8.py", WELCOME + DROPOUT, "08_dropout"),
        ("homework8.py", "", "08_dropout"),
        ("dropout.py", WELCOME, "08_dropout"),
    ],
)
def test_what_a_file_defines_says_what_its_name_does_not(name: str, text: str, exercise: str, exercises: Path):
    Path(name).write_text(text)
    assert work_named(name).exercise == exercise


def test_a_file_with_answers_to_several_exercises_and_the_name_of_none(exercises: Path):
    Path("Untitled.py").write_text(WELCOME + DROPOUT)
    with pytest.raises(click.UsageError, match=r"several exercises: 00_welcome, 08_dropout\..*such as 00_welcome\.py"):
        work_named("Untitled.py")


def test_a_command_that_is_misspelt_has_a_near_one_named():
    done = CliRunner().invoke(cli, ["chek0", "08"], prog_name="convlings")
    assert done.exit_code == 2
    assert "No such command 'chek0'. Did you mean check?" in done.output
    assert "Did you mean" not in CliRunner().invoke(cli, ["zzz"], prog_name="convlings").output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["hint", "99"], "Error: There is no exercise '99'. There are: 00_welcome, 01_"),
        (["hint", "dropuot"], "Error: There is no exercise 'dropuot'. Did you mean 08_dropout?"),
        (["hint", "8_droput"], "Error: There is no exercise '8_droput'. Did you mean 08_dropout?"),
        (["look", "08"], "Error: There is no 08_dropout.py in exercises."),
        (["solution", "00"], "Error: 00_welcome has not passed yet."),
        (["hint", "08", "--nothing"], "Usage: convlings hint"),
    ],
)
def test_wrong_use_is_a_sentence_and_only_a_wrong_spelling_shows_the_right_one(arguments, said, exercises: Path):
    done = CliRunner().invoke(cli, arguments, prog_name="convlings")
    assert done.exit_code == 2
    assert done.output.startswith(said)
