"""What others wrote is text in every view: never markup, a formula, an escape sequence or an element."""

import ast
import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.console import Console

from autograder.checking.failure import Message
from autograder.course import content
from autograder.grading.batch import SubmissionResult
from autograder.grading.result import CheckResult, ExerciseResult
from autograder.reports.cell import cell_html, cell_text
from autograder.reports.class_table import ClassBar, show_class
from autograder.reports.feedback import render_feedback
from autograder.reports.github import Checked, summary
from autograder.reports.grades import write_grades
from autograder.reports.insights.page import render_insights
from autograder.reports.terminal import Printer
from autograder.reports.text import one_line
from autograder.submissions.wording import shown

# In any script, with the joiners that Persian, Hindi, Sinhala and emoji need, and the space between Japanese names.
NAMES = [
    "Zoë",
    "O'Neil, Ann",
    "علی‌رضا",
    "ශ්‍රී",
    "क्‍ष",
    "👩‍💻 Coder",
    "山田　太郎",
    "Nguyễn",
    "Łukasz",
    "ßen",
    "x_y-z",
    "Ann & Bob",
]
HOSTILE = [
    *("Zed [/b]", "[bold red]B[link=x]", "[/]", "[blink]", "{task}", "%s {0}", ":smile:", "<script>alert(1)</script>"),
    *("<img src=x onerror=alert(1)>", '"><b onclick=x>', "</style><a href=x>", "&lt;b&gt;", "<!--", "]]>", "{{ 7*7 }}"),
    *(
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "x;=1+1;y",
        "x,=1+1",
        "x\t=1+1",
        'x;"=1+1";',
        "x; =1",
        "x|@a",
        "\r=1+1",
        "\n=1",
        "＝1",
    ),
    *(
        "\x1b[31mred",
        "\x1b]8;;http://x\x07link\x1b]8;;\x07",
        "\x9b31m",
        "\x1b[2J",
        "\x07\x08\x00",
        "\u202egnp",
        "\udc80",
    ),
]
PIECES = [
    "[/b]",
    "[red]",
    "<b>",
    "</b>",
    '"',
    "'",
    "=",
    "+",
    ";",
    ",",
    "\t",
    "\n",
    "\r",
    "\x1b[1m",
    "\x9b",
    "{",
    "}",
    "&",
    "\u200d",
]
ANY_TEXT = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), min_size=1, max_size=8).map("".join)


def result_of(text: str) -> SubmissionResult:
    """A submission in which everything that a student can write is this text."""
    message = Message(text, [text], text, "x", "y", text, "a mistake", [text])
    failed = CheckResult(
        "08.1", "a", "Title", "f", "behaviour", 2, "failed", message, [text], [text], f"{text}\n{text}"
    )
    passed = CheckResult("08.2", "b", "Title", "f", "behaviour", 2, "passed", notes=[text])
    review = ExerciseResult("09_x", "X", text, [], [text], "review", Message(got=text))
    done = ExerciseResult("08_dropout", "Dropout", text, [failed, passed], [text])
    run = {"id": "abc", "sandbox": "tier A", "fixed_seed": None}
    return SubmissionResult(text, "key", "k", "d", [text], [text], run, [done, review], id=text, email=text)


def console(colour: bool) -> Console:
    file = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True)
    options = {"force_terminal": True, "color_system": "standard"} if colour else {"force_terminal": False}
    # As wide as it takes: what is looked for stands on one line.
    return Console(file=file, width=3000, markup=False, emoji=False, highlight=False, soft_wrap=True, **options)


def written(to: Console) -> str:
    file = to.file
    assert isinstance(file, io.TextIOWrapper)
    return file.buffer.getvalue().decode("utf-8")


def table(text: str, colour: bool = False) -> str:
    to = console(colour)
    twin = result_of(text)
    twin.key = "twin"
    show_class(Printer(to), [result_of(text), twin], plain=False)
    return written(to)


def check(text: str, colour: bool = False) -> str:
    to = console(colour)
    printer = Printer(to)
    for exercise in result_of(text).exercises:
        printer.exercise(exercise, place=text)
    return written(to)


def bar(text: str, colour: bool = True) -> str:
    to = console(colour)
    with ClassBar(to, "grading", 2, plain=False) as shown_bar:
        shown_bar.started(text)
        shown_bar.finished(60.0)
    return written(to)


def busy(text: str, colour: bool = True) -> str:
    to = console(colour)
    with Printer(to).busy(one_line(text)):
        pass
    return written(to)


def on_github(text: str) -> str:
    """The summary of a job, as a reader of Markdown makes a page of it."""
    return (
        MarkdownIt()
        .enable("table")
        .render(summary([Checked(exercise, text) for exercise in result_of(text).exercises]))
    )


ON_A_TERMINAL: dict[str, Callable[..., str]] = {"table": table, "check": check, "bar": bar, "busy": busy}


def lecture(text: str) -> str:
    """The page that names nobody, of somebody who wrote this and is called otherwise; in a folder of this name."""
    somebody = replace(result_of(text), student="Somebody", id="", email="")
    return render_insights([(text, [somebody]), ("report", [replace(somebody, key="other")])])


PAGES: dict[str, Callable[[str], str]] = {
    "feedback": lambda text: render_feedback(result_of(text)),
    "insights": lecture,
    "github": lambda text: on_github(text),
    "cell": lambda text: "".join(cell_html(exercise, [text]) for exercise in result_of(text).exercises),
}


def sequences(text: str) -> set[str]:
    """What a terminal would not show but do."""
    return set(re.findall(r"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]", text))


@pytest.mark.parametrize("view", ON_A_TERMINAL)
@given(text=st.sampled_from([*HOSTILE, *NAMES]) | ANY_TEXT)
@settings(max_examples=60, deadline=None)
def test_a_terminal_gets_text(view: str, text: str):
    for colour in (False, True):
        out = ON_A_TERMINAL[view](text, colour=colour)
        assert sequences(out) <= sequences(ON_A_TERMINAL[view]("harmless", colour=colour))


@pytest.mark.parametrize("text", HOSTILE + NAMES)
@pytest.mark.parametrize("view", ["table", "check", "bar"])
def test_a_terminal_shows_it_as_it_is(view: str, text: str):
    most = 30 if view == "bar" else None
    assert one_line(text)[:most] in ON_A_TERMINAL[view](text)


class Elements(HTMLParser):
    """Elements and their attributes, and the text between them."""

    def __init__(self, page: str):
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.text = ""
        self.odd: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.odd.append(data)

    unknown_decl = handle_pi = handle_comment


@pytest.mark.parametrize("view", PAGES)
@given(text=st.sampled_from([*HOSTILE, *NAMES]) | ANY_TEXT)
@settings(max_examples=80, deadline=None)
def test_a_page_has_no_element_but_its_own(view: str, text: str):
    page, harmless = Elements(PAGES[view](text)), Elements(PAGES[view]("harmless"))
    assert set(page.found) <= set(harmless.found)
    assert page.odd == []
    assert sequences(page.text) <= {"\t"}
    assert one_line(text) in page.text
    PAGES[view](text).encode("utf-8")


def test_a_notebook_s_plain_text_has_no_escapes():
    for text in HOSTILE:
        assert sequences("".join(cell_text(exercise, [text]) for exercise in result_of(text).exercises)) <= {"\t"}


def cells(data: str) -> list[str]:
    """What some spreadsheet takes for a cell, whichever sign it separates them by and whether it minds quotes."""
    found = []
    for sign in ",;\t|":
        found += [cell for row in csv.reader(io.StringIO(data), delimiter=sign) for cell in row]
        found += [cell for line in data.splitlines() for cell in line.split(sign)]
    return found


@given(text=st.sampled_from([*HOSTILE, *NAMES]) | ANY_TEXT)
@settings(max_examples=200, deadline=None)
def test_no_cell_of_a_table_is_a_formula(tmp_path_factory, text: str):
    path = tmp_path_factory.mktemp("csv") / "grades.csv"
    twin = result_of(text)
    twin.key = "twin"
    write_grades(path, [result_of(text), twin])
    data = path.read_bytes().decode("utf-8-sig")
    assert [cell for cell in cells(data) if cell.strip().strip('"').strip()[:1] in tuple("=+-@＝＋－＠")] == []
    assert sequences(data) == set()
    assert len(list(csv.reader(io.StringIO(data)))) == 3


@pytest.mark.parametrize("name", NAMES)
def test_names_in_any_script_are_unharmed(name: str, tmp_path: Path):
    write_grades(tmp_path / "grades.csv", [result_of(name)])
    with (tmp_path / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["student"], row["id"]) == (name, name)
    assert shown(name) == one_line(name) == name
    assert f"Feedback for {name}" in Elements(render_feedback(result_of(name))).text


def test_no_progress_bar_reads_markup():
    """rich's columns read it unless told otherwise, whatever the console was told."""
    found = []
    for path in sorted(content.PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "TextColumn":
                options = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
                found.append(options.get("markup"))
    assert found
    assert set(found) == {"False"}
