"""The notebooks that students receive: made from the solutions, the same bytes each time, and no more than the stub."""

import json
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from click.testing import CliRunner

from autograder.cli import cli
from autograder.course import content
from autograder.course.exercise import Exercise, find_exercise, load_course, whole_course
from autograder.notebook import address, handout
from autograder.student.workplace import own_file
from autograder.submissions import read_submissions, read_work, same_code
from autograder.verify.rules import check_exercise, check_unlisted

COURSE = load_course()
ADDRESS = "https://github.com/someone/convlings"
each_exercise = pytest.mark.parametrize("exercise", COURSE, ids=lambda exercise: exercise.name)


def tagged(exercise: Exercise, tag: str) -> list[str]:
    """Sources of the cells with this tag."""
    cells = json.loads(handout.render(exercise))["cells"]
    return ["".join(cell["source"]) for cell in cells if tag in cell["metadata"].get("tags", [])]


@each_exercise
def test_a_notebook_is_valid_and_comes_out_the_same_each_time(exercise):
    text = handout.render(exercise)
    assert text == handout.render(exercise)
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    ids = [cell["id"] for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert nbformat.writes(notebook) + "\n" == text, "saving it in Jupyter would change it"


@each_exercise
def test_each_function_has_its_answer_cell_and_a_check_after_it(exercise):
    names = [function.name for function in exercise.functions]
    cells = json.loads(handout.render(exercise))["cells"]
    order = []
    for cell in cells:
        tags = cell["metadata"].get("tags", [])
        order += [("".join(cell["source"]), tags[0])] if tags else []
    checks = [source for source, tag in order if tag == "check"]
    assert checks == [f"%check {exercise.number}:{name}" for name in names] + [f"%check {exercise.number}"]
    for name in names:
        at = order.index((f"%check {exercise.number}:{name}", "check"))
        written = next(source for source, tag in reversed(order[:at]) if tag == "answer")
        assert f" {name}(" in written


@each_exercise
def test_nothing_of_the_solution_or_the_hints_is_in_it(exercise):
    text = handout.render(exercise)
    assert "BEGIN SOLUTION" not in text
    for function in exercise.functions:
        assert not any(hint in text for hint in function.hints)
    assert same_code(text.encode(), "ipynb", exercise.stub.encode())


def test_the_first_code_cell_installs_only_where_the_kit_is_missing(monkeypatch):
    monkeypatch.setenv(address.VARIABLE, ADDRESS)
    exercise = find_exercise("08")
    code = [cell for cell in json.loads(handout.render(exercise))["cells"] if cell["cell_type"] == "code"]
    [setup] = tagged(exercise, "setup")
    assert "".join(code[0]["source"]) == setup
    assert address.requirement() in setup
    assert setup.index("find_spec") < setup.index("%pip install")


def test_without_an_address_there_is_no_badge_and_no_cell_that_installs(monkeypatch):
    monkeypatch.delenv(address.VARIABLE, raising=False)
    monkeypatch.setattr(address, "_read", lambda path: {})
    text = handout.render(find_exercise("08"))
    assert not re.search(r"colab\.research|pip install|git\+|YOUR_ORG", text)
    assert tagged(find_exercise("08"), "setup") == [
        "# Brings %check, %hint and the other commands.\n%reload_ext autograder"
    ]


@pytest.mark.parametrize("place", ["variable", "course.toml", "pyproject.toml"])
def test_the_address_is_one_setting(place, tmp_path, monkeypatch):
    monkeypatch.delenv(address.VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    here = SimpleNamespace(own_folders=list, is_clone=lambda: True, clone_root=lambda: tmp_path / "clone")
    monkeypatch.setattr(address, "content", here)
    (tmp_path / "clone").mkdir()
    assert address.address() == ""
    match place:
        case "variable":
            monkeypatch.setenv(address.VARIABLE, ADDRESS)
        case "course.toml":
            Path("course.toml").write_text(f'address = "{ADDRESS}"\n')
        case _:
            (tmp_path / "clone" / "pyproject.toml").write_text(f'[tool.convlings]\naddress = "{ADDRESS}"\n')
    assert address.requirement() == f"git+{ADDRESS}@main"
    text = handout.render(find_exercise("08"))
    assert address.colab_badge("08_dropout.ipynb") in text
    assert "colab.research.google.com/github/someone/convlings/blob/main/exercises/notebooks/08_dropout.ipynb" in text
    monkeypatch.setenv(address.VARIABLE, f"{ADDRESS}@v2")
    assert address.requirement() == f"git+{ADDRESS}@v2"


@each_exercise
def test_a_notebook_has_its_own_words(exercise):
    """No command of the terminal, and no magic of ours that IPython takes for its own."""
    notebook = nbformat.reads(handout.render(exercise), as_version=4)
    words = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert "`convlings" not in words
    assert "run the file" not in words
    assert not re.search(r"%(?!check|hint|look|solution|progress|`| |$)\w+", re.sub(r"\d+%\w*", "", words))
    assert "`%check` not\nfound" in words or "`%check`\nnot found" in words
    for name in (function.name for function in exercise.functions):
        assert f"# %hint {exercise.number}:{name}" in "\n".join(tagged(exercise, "hint"))


@each_exercise
def test_what_lies_in_the_repository_is_up_to_date(exercise):
    path = content.KIT.notebooks / f"{exercise.name}.ipynb"
    assert path.read_text(encoding="utf-8") == handout.render(exercise), "convlings sync"


@pytest.fixture
def handed_out(tmp_path, monkeypatch):
    """Where stubs and notebooks are written, instead of the kit's own folder."""
    folder = tmp_path / "exercises"
    (folder / "notebooks").mkdir(parents=True)
    monkeypatch.setattr(content, "KIT", replace(content.KIT, stubs=folder))
    return folder


def test_verify_refuses_a_stale_notebook_and_one_without_solution(handed_out):
    exercise = find_exercise("08")
    for other in COURSE:
        (handed_out / f"{other.name}.py").write_text(other.stub, encoding="utf-8")
        (handed_out / "notebooks" / f"{other.name}.ipynb").write_text(handout.render(other), encoding="utf-8")
    assert not list(check_exercise(exercise))
    path = handed_out / "notebooks" / "08_dropout.ipynb"
    path.write_text(handout.render(exercise).replace("rate", "share"), encoding="utf-8")
    (problem,) = check_exercise(exercise)
    assert problem.what == "the notebook is not the one made from the solution"
    assert problem.fix.startswith("convlings sync")
    path.rename(handed_out / "notebooks" / "98_gone.ipynb")
    assert any(problem.where == "98_gone" for problem in check_unlisted(COURSE))


def test_sync_writes_what_changed_and_nothing_else(handed_out):
    first = CliRunner().invoke(cli, ["sync", "--texts"])
    assert first.exit_code == 0, first.output
    assert f"{2 * len(whole_course())} files changed" in first.output
    assert " 0 files changed" in CliRunner().invoke(cli, ["sync", "--texts"]).output
    path = handed_out / "notebooks" / "08_dropout.ipynb"
    path.write_text("{}")
    again = CliRunner().invoke(cli, ["sync", "--texts"]).output
    assert path.name in again
    assert " 1 file changed" in again


def test_an_untouched_notebook_never_stands_beside_the_work(tmp_path):
    """A clone that is handed in whole has both files of each exercise."""
    exercise = find_exercise("08")
    stubs = {exercise.name: exercise.stub.encode()}
    folder = tmp_path / "class" / "anna" / "exercises"
    (folder / "notebooks").mkdir(parents=True)
    script, notebook = folder / "08_dropout.py", folder / "notebooks" / "08_dropout.ipynb"
    notebook.write_text(handout.render(exercise), encoding="utf-8")

    def graded() -> tuple[str, str]:
        [submission] = read_submissions(tmp_path / "class", [exercise.name], tmp_path / "unpacked", stubs=stubs)
        return submission.works[0].outcome, submission.works[0].name

    script.write_text(exercise.source, encoding="utf-8")
    assert graded() == ("found", "08_dropout.py")
    assert own_file(folder, exercise) == script
    script.write_text(exercise.stub, encoding="utf-8")
    assert graded() == ("found", "08_dropout.py")
    assert own_file(folder, exercise) == script
    notebook.write_text(
        handout.render(exercise).replace('raise NotImplementedError(\\"08: write dropout\\")', "return x")
    )
    assert graded() == ("found", "08_dropout.ipynb")
    assert own_file(folder, exercise) == notebook


def test_a_notebook_is_read_with_its_tags():
    path = content.KIT.notebooks / "08_dropout.ipynb"
    cells = read_work(path, "08_dropout").cells or ()
    assert [cell.tags for cell in cells if cell.tags][:3] == [("setup",), ("answer",), ("check",)]
