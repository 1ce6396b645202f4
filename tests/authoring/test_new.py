"""A new exercise is whole: it is proved, checked and changed like the kit's own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

NAME = "30_mirror"


def convlings(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "autograder", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one new exercise, `own`, in it."""
    where = tmp_path_factory.mktemp("author")
    made = convlings("new", NAME, "--in", "own", cwd=where)
    assert made.returncode == 0, made.stderr
    assert "  convlings sync 30 --exercises own\n  convlings verify 30 --exercises own\n" in made.stdout
    assert f"CONVLINGS_EXERCISES={where / 'own'}" in made.stdout
    return where


def test_it_passes_verify_at_once(folder):
    proof = convlings("verify", "--exercises", "own", "--quick", "--plain", cwd=folder)
    assert proof.returncode == 0, proof.stdout + proof.stderr
    assert "all is as it must be" in proof.stdout


def test_a_mistake_gets_the_name_in_its_head(folder):
    wrong = folder / "own" / "bank" / NAME / "wrong" / "turned_around.py"
    checked = convlings("check", str(wrong), "--exercises", "own", "--plain", cwd=folder)
    assert checked.returncode == 1
    assert "turned by half a turn" in " ".join(checked.stdout.split())


def test_what_was_called_is_the_call_that_was_wrong(folder):
    work = folder / "square" / f"{NAME}.py"
    work.parent.mkdir()
    work.write_text("def flip(image):\n    return image[:, ::-1] * (image.shape[:2] != (4, 4))\n")
    checked = convlings("check", str(work), "--exercises", "own", "--plain", cwd=folder)
    assert "image: (4, 4)" in checked.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("PLAN = 1 / 0\n", "30_mirror/picture.py, line 1: ZeroDivisionError"),
        ("from autograder.pictures.parts import Paln\n", "30_mirror/picture.py, line 1: ImportError"),
        (
            "from autograder.pictures.parts import Part, Plan\n"
            "def broken(subject):\n    return subject.nothing\n"
            'PLAN = Plan("x", ((3.0, (Part("y", 1, broken),)),))\n',
            "30_mirror/picture.py, line 3: AttributeError",
        ),
    ],
)
def test_a_broken_picture_is_said_in_a_sentence(folder, text, said):
    picture = folder / "own" / "topics" / NAME / "picture.py"
    picture.write_text(text)
    try:
        drawn = convlings("look", str(folder / "own" / "solutions" / f"{NAME}.py"), "--exercises", "own", cwd=folder)
    finally:
        picture.unlink()
    assert drawn.returncode == 1
    assert said in " ".join(drawn.stderr.split())
    assert "Traceback" not in drawn.stderr


def test_it_is_graded_beside_the_kit_s_own(folder):
    for student, source in (
        ("anna", "def flip(image):\n    return image[:, ::-1]\n"),
        ("ben", "def flip(x): return x"),
    ):
        (folder / "class" / student).mkdir(parents=True, exist_ok=True)
        (folder / "class" / student / f"{NAME}.py").write_text(source)
        (folder / "class" / student / "00_welcome.py").write_text("x = 1\n")
    graded = convlings("grade", "class", "--out", "report", "--exercises", "own", "--plain", cwd=folder)
    assert graded.returncode == 0, graded.stdout + graded.stderr
    earned = {}
    for path in (folder / "report" / "staff" / "results").glob("*.json"):
        data = json.loads(path.read_text())
        earned[data["student"]] = {each["exercise"]: each["earned"] for each in data["exercises"]}
    assert earned == {"anna": {"00_welcome": 0, NAME: 10}, "ben": {"00_welcome": 0, NAME: 0}}


def test_a_changed_check_asks_for_sync(folder):
    checks = folder / "own" / "topics" / NAME / "checks.py"
    text = checks.read_text()
    checks.write_text(text.replace("size=(2, 4, 3)", "size=(2, 5, 3)"))
    try:
        proof = convlings("verify", "--exercises", "own", "--quick", "--plain", "--only", "right/", cwd=folder)
        assert proof.returncode == 1
        assert "convlings sync 30" in proof.stdout
    finally:
        checks.write_text(text)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("MIRRORED = Answers(", "MIRRORED = Answers((", "30_mirror/checks.py, line"),
        ("import numpy as np", "import numpy as np\nimport nothing_of_the_kind", "line 4: ModuleNotFoundError"),
        ("image[:, ::-1]]})", "image[:, ::-1].nothing]})", "AttributeError"),
        ("student.flip(image)", "student.flop(image)", "a check asks for flop"),
    ],
)
def test_an_author_s_mistake_is_said_once_with_its_place(folder, old, new, said):
    checks = folder / "own" / "topics" / NAME / "checks.py"
    text = checks.read_text()
    checks.write_text(text.replace(old, new, 1))
    try:
        proof = convlings("verify", "--exercises", "own", "--quick", "--plain", "--only", "right/", cwd=folder)
    finally:
        checks.write_text(text)
    shown = " ".join((proof.stdout + proof.stderr).split())
    assert proof.returncode == 1
    assert shown.count(said) in (1, 2), shown
    assert "checks.py" in shown
    assert "Traceback" not in shown


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("x = 1", "what they print for the solution", marks=pytest.mark.slow),
        ("print(nothing_of_this_name)", "do not run on the solution"),
        ("print(flip(np.array([[1, 2, 1], [1, 2, 1]])).shape)", "what they print for the solution"),
    ],
)
def test_lines_to_try_have_to_show_the_fault(folder, line, said):
    wrong = folder / "own" / "bank" / NAME / "wrong" / "turned_around.py"
    recorded = folder / "own" / "topics" / NAME / "fingerprints.json"
    text, prints = wrong.read_text(), recorded.read_text()
    wrong.write_text(text.replace("# fails:", f"# try: {line}\n# fails:", 1))
    try:
        assert convlings("sync", "30", "--exercises", "own", cwd=folder).returncode == 0
        proof = convlings("verify", "--exercises", "own", "--plain", "--only", "wrong/turned", cwd=folder)
    finally:
        wrong.write_text(text)
        recorded.write_text(prints)
    assert said in " ".join(proof.stdout.split())


def test_two_mistakes_that_show_the_same_need_another_fact_or_one_name(folder):
    bank = folder / "own" / "bank" / NAME / "wrong"
    twin, recorded = bank / "twin.py", folder / "own" / "topics" / NAME / "fingerprints.json"
    prints = recorded.read_text()
    source = (bank / "turned_around.py").read_text()
    twin.write_text(source.replace("turned by half a turn instead of mirrored", "something else altogether"))
    try:
        assert convlings("sync", "30", "--exercises", "own", cwd=folder).returncode == 0
        proof = convlings(
            "verify", "--exercises", "own", "--plain", "--only", "wrong/turned", "--only", "twin", cwd=folder
        )
    finally:
        twin.unlink()
        recorded.write_text(prints)
    shown = " ".join(proof.stdout.split())
    assert proof.returncode == 1
    assert "6 submissions graded" in shown  # each in three manners
    assert "no fact tells wrong/twin.py from one of another name" in shown
    assert "no check names it: 'the image turned by half a turn instead of mirrored'" in shown


def test_a_broken_solution_is_said_in_a_sentence(folder):
    solution = folder / "own" / "solutions" / f"{NAME}.py"
    text = solution.read_text()
    solution.write_text(text.replace("def flip(", "def flip((", 1))
    try:
        proof = convlings("verify", "--exercises", "own", "--plain", cwd=folder)
    finally:
        solution.write_text(text)
    assert proof.returncode == 2
    assert "solutions/30_mirror.py, line" in proof.stderr
    assert "Traceback" not in proof.stderr


@pytest.mark.parametrize("name", ["mirror", "3_mirror", "30-mirror", "30_", "30_Mirror", "../30_mirror", NAME])
def test_a_name_that_is_none_or_taken_is_refused(folder, name):
    made = convlings("new", name, "--in", "own", cwd=folder)
    assert made.returncode == 2
    assert "Traceback" not in made.stderr


def test_a_folder_without_exercises_and_a_taken_name_are_refused(folder, tmp_path):
    empty = convlings("list", "--exercises", str(tmp_path), cwd=folder)
    assert (empty.returncode, "convlings new" in empty.stderr) == (2, True)
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "08_dropout.py").write_text("# %%\n")
    taken = convlings("list", "--exercises", str(tmp_path), cwd=folder)
    assert (taken.returncode, "Rename yours" in taken.stderr) == (2, True)


@pytest.mark.parametrize(
    "command", ["list", "init", "hint", "look", "check", "watch", "reset", "pack", "calibrate", "sync"]
)
def test_every_command_takes_exercises_of_one_s_own(folder, command):
    assert "--exercises" in convlings(command, "--help", cwd=folder).stdout
