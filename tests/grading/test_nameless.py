"""`grade --pseudonyms`: no name, number or e-mail is in any file of the report but one, nor in what is printed."""

import html
import json
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from autograder.cli import cli
from autograder.course import content
from autograder.grading.key import RunKey

CONVLINGS = str(Path(sys.executable).with_name("convlings"))
BANK = Path(__file__).parents[1] / "bank" / "00_welcome"
KEY = "5ec2e7c0de" * 3 + "a5"
NAME = "00_welcome"
# Number, name, e-mail, login, pseudonym. Two bear one name.
PEOPLE = [
    ("470011", "Ann-Marie O'Dowd", "amo@uni.example", "dowdam", "Blue Whale"),
    ("470022", "[bold]Rich[/bold] Riley", "rich.riley@uni.example", "rriley", ""),
    ("470033", "=HYPERLINK(1) Eve", "eve+cnn@uni.example", "evehyper", ""),
    ("470044", "Zoë <b>Ångström</b>", "zoe@uni.example", "zangstrom", ""),
    ("470055", "王小明", "ming@uni.example", "wxming", ""),
    ("470066", "محمد علی‌رضا", "alireza@uni.example", "malireza", ""),
    ("470077", "Kim, Minji", "kim.minji.1@uni.example", "mkim1", ""),
    ("470088", "Kim, Minji", "kim.minji.2@uni.example", "mkim2", ""),
]
STRANGER = "Quirin \N{FOX FACE} Quast"
MARKS = {mark for person in PEOPLE for mark in person[:4]} | {STRANGER}


def csv_line(cells: Iterator[str]) -> str:
    return ",".join(f'"{cell}"' for cell in cells) + "\n"


class Said(NamedTuple):
    code: int
    text: str


def grade(here: Path, *arguments: str) -> Said:
    command = [CONVLINGS, "grade", "class", "--out", "report", *arguments]
    done = subprocess.run(command, cwd=here, capture_output=True, text=True, timeout=400, check=False)
    return Said(done.returncode, done.stdout + done.stderr)


def run(*arguments: object) -> Said:
    """A command that starts no sandbox."""
    done = CliRunner().invoke(cli, list(map(str, arguments)))
    return Said(done.exit_code, done.output)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class that writes its names wherever it can: in folders, files, code, and what its code prints and raises."""
    folder = tmp_path_factory.mktemp("nameless")
    right = (content.clone_root() / "solutions" / f"{NAME}.py").read_text(encoding="utf-8")
    wrong = sorted((BANK / "wrong").glob("*.py"))[0].read_text(encoding="utf-8")
    everybody = "; ".join(sorted(MARKS))
    for number, (id_, name, email, login, _) in enumerate(PEOPLE[:-1]):
        mine = folder / "class" / login
        mine.mkdir(parents=True)
        about = f"# {name}, {id_}, {email}, {login}\nprint({name!r}, {email!r})\n"
        code = [right, wrong, f"raise ValueError({everybody!r})\n", wrong, "x = (\n", right, right][number]
        file = f"{login}_{id_}_{NAME}.py" if number % 2 else f"{NAME}.py"
        (mine / file).write_text(about + code, encoding="utf-8")
    (folder / "class" / PEOPLE[-1][3]).mkdir()
    (folder / "class" / PEOPLE[-1][3] / f"{PEOPLE[-1][1]} {PEOPLE[-1][0]}.pdf").write_bytes(b"%PDF")
    (folder / "class" / STRANGER).mkdir()
    (folder / "class" / STRANGER / f"{STRANGER}.py").write_text(wrong, encoding="utf-8")
    roster = "id,name,email,login,pseudonym\n" + "".join(csv_line(iter(person)) for person in PEOPLE)
    (folder / "roster.csv").write_text(roster, encoding="utf-8")
    overrides = csv_line(iter(("student", "exercise", "points", "reason", "by")))
    overrides += csv_line(iter(("zoe@uni.example", "00", "1", "Zoë <b>Ångström</b> was ill", "M. Weber")))
    overrides += csv_line(iter(("Blue Whale", "00", "1", "Half a page", "M. Weber")))
    overrides += csv_line(iter(("Nobody Known", "00", "1", "Half a page", "M. Weber")))
    (folder / "overrides.csv").write_text(overrides, encoding="utf-8")
    (folder / "course.toml").write_text('roster = "roster.csv"\n')
    return folder


@pytest.fixture(scope="module")
def said(here: Path) -> dict[str, Said]:
    """What all commands say that read or write the report."""
    report, to = here / "report", here / "nameless"
    found = {
        "grade": grade(here, "--exercise", "00", "--key", KEY, "--course", "course.toml", "--pseudonyms", "--plain")
    }
    shutil.move(here / "class" / "rriley", here / "away")
    (here / "class" / "wxming" / f"{NAME}.py").unlink()
    found["only"] = grade(here, "--exercise", "00", "--only", "zoe@uni.example")
    found["nobody"] = grade(here, "--exercise", "00", "--only", "nobody")
    found["changed"] = grade(here, "--exercise", "00", "--plain")
    found["compare"] = run("compare", report / "staff" / "earlier" / "1", report)
    found["insights"] = run("insights", report)
    for number, person in enumerate(PEOPLE[:4]):
        found[f"explain {number}"] = run("explain", report, person[1], "00.1")
    found["explain nobody"] = run("explain", report, "Kim, Minj", "00.1")
    found["explain two"] = run("explain", report, "Kim, Minji", "00.1")
    found["plain"] = run("export", "plain", report, "--to", here / "marks.csv")
    found["junit"] = run("export", "junit", report, "--out", to / "junit.xml")
    found["gradescope"] = run("export", "gradescope", report, "--to", to / "gradescope")
    return found


def readings(text: str) -> Iterator[str]:
    """The text as whoever reads it may see it."""
    yield text
    yield html.unescape(text)
    try:
        yield json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return


def names_in(text: str) -> set[str]:
    seen = [unicodedata.normalize("NFC", each).casefold() for each in readings(text)]
    return {mark for mark in MARKS if any(unicodedata.normalize("NFC", mark).casefold() in each for each in seen)}


def test_every_command_did_its_work(said: dict[str, Said]):
    wrong = dict.fromkeys(("nobody", "explain nobody", "explain two"), 2)
    waiting = dict.fromkeys(("grade", "changed", "plain", "junit", "gradescope"), 3)
    expected = {name: (wrong | waiting | {"compare": 1}).get(name, 0) for name in said}
    assert {name: each.code for name, each in said.items()} == expected
    assert not [name for name, each in said.items() if "Traceback" in each.text]


def test_no_file_but_one_names_anybody(here: Path, said: dict[str, Said]):
    files = {
        path.relative_to(here).as_posix(): path
        for folder in ("report", "nameless")
        for path in (here / folder).rglob("*")
    }
    who_is_who = files.pop("report/staff/pseudonyms.json")
    assert names_in(who_is_who.read_text(encoding="utf-8")) == MARKS
    assert len([path for path in files.values() if path.is_file()]) > 40
    found = {
        name: names_in(name) | (names_in(path.read_text("utf-8")) if path.is_file() else set())
        for name, path in files.items()
    }
    assert {name: marks for name, marks in found.items() if marks} == {}


def test_nothing_that_is_printed_names_anybody(said: dict[str, Said]):
    found = {name: names_in(each.text) for name, each in said.items()}
    found["explain two"] -= {"Kim, Minji"}  # as it was asked
    assert {name: marks for name, marks in found.items() if marks} == {}
    assert "Blue Whale" in said["grade"].text
    assert "line 4: nobody here is called like this" in " ".join(said["grade"].text.split())
    assert "Nobody Known" not in said["grade"].text


def test_the_marks_are_still_those_of_the_right_people(here: Path, said: dict[str, Said]):
    marks = (here / "marks.csv").read_text(encoding="utf-8-sig")
    rows = {line.split(",")[0]: line for line in marks.splitlines()}
    assert {person[0] for person in PEOPLE} <= rows.keys()
    assert "Ann-Marie O'Dowd,amo@uni.example,,1," in rows["470011"]  # as was decided about Blue Whale
    assert "Zoë <b>Ångström</b>,zoe@uni.example,,1," in rows["470044"]
    assert "Decided by a person (M. Weber): 1 of" in " ".join(said["explain 3"].text.split())


def test_pages_for_students_are_called_by_pseudonyms(here: Path, said: dict[str, Said]):
    aliases = json.loads((here / "report" / "staff" / "pseudonyms.json").read_text())["students"]
    keys = {alias["key"] for alias in aliases}
    assert {path.stem for path in (here / "report" / "feedback").iterdir()} == keys
    [whale] = [alias for alias in aliases if alias["pseudonym"] == "Blue Whale"]
    page = (here / "report" / "feedback" / f"{whale['key']}.html").read_text(encoding="utf-8")
    assert "<title>Feedback for Blue Whale</title>" in page
    assert RunKey.from_hex(KEY).hex not in page
