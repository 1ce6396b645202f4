"""Data files beside a submission: which come along, from where, and how much of them."""

import os
from pathlib import Path

import pytest

from autograder.submissions import Cell, files_beside, read_work, work_of_cells

CODE = "def softmax():\n    return 1\n"
READS = "open('table.csv')\ndef dropout():\n    return 1\n"


def names(work) -> list[str]:
    return sorted(name for name, _ in files_beside(work))


def test_the_files_that_the_code_names_come_along(anna):
    work = anna(
        {
            "08_dropout.py": f"{READS}\nnp.load(folder / f'{{kind}}.npy')  # best, data/photo.png",
            "table.csv": "1,2",
            "best.npy": b"\x93NUMPY",
            "data/photo.png": b"\x89PNG",
            "other.csv": "3",
            "notes.txt": "",
        }
    )
    assert names(work) == ["best.npy", "data/photo.png", "table.csv"]
    assert dict(files_beside(work))["table.csv"] == b"1,2"
    assert work.notes == ()


def test_files_that_a_helper_names_come_along(anna):
    work = anna({"08_dropout.py": "import tools", "tools.py": "open('table.csv')", "table.csv": "1"})
    assert names(work) == ["table.csv", "tools.py"]


@pytest.mark.parametrize("lists", ["glob.glob('*')", "os.listdir('.')", "Path('.').iterdir()", "files.upload()"])
def test_code_that_lists_a_folder_gets_what_is_in_it(anna, lists):
    work = anna({"08_dropout.py": lists, "a.csv": "1", "data/b.txt": "2", ".hidden": "3", "c.pdf": "4"})
    assert names(work) == ["a.csv", "c.pdf", "data/b.txt"]


def test_data_in_an_archive_and_of_a_course_system(anna, packed, plant, read):
    assert names(anna({"hw.zip": packed({"hw/08_dropout.py": READS, "hw/table.csv": "1"})})) == ["table.csv"]
    root = plant({"anna_123_456_08_dropout.py": READS, "anna_123_457_table.csv": "1", "bert_124_458_table.csv": "2"})
    assert [files_beside(work) for each in read(root).values() for work in each.works] == [[("table.csv", b"1")], []]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("open('../data/table.csv')\nimport tools", ["../data/table.csv", "../tools.py"]),
        ("sys.path.append('..')\nimport tools", ["../tools.py"]),
        ("open(Path(__file__).parent.parent / 'data' / 'table.csv')", ["../data/table.csv"]),
        ("open('data/table.csv')\nimport tools", []),
    ],
)
def test_the_folder_above_counts_where_the_code_reaches_up(anna, plant, code, found):
    files = {"week1/08_dropout.py": code, "data/table.csv": "1", "tools.py": "", "week2/other.csv": "2"}
    assert names(anna(files)) == found
    assert names(read_work(plant(files, "own") / "week1/08_dropout.py", "08_dropout")) == found


def test_a_path_written_for_windows(anna):
    work = anna({"08_dropout.py": r"open('data\\table.csv')", "data/table.csv": "1"})
    assert names(work) == ["data/table.csv", "data\\table.csv"]


def test_too_much_data_is_left_out_and_named(anna):
    many = {f"{number:02}.csv": "1" for number in range(60)}
    work = anna({"08_dropout.py": "open('big.csv')\nglob('*.csv')", "big.csv": b"1" * 5_000_000, **many})
    assert len(names(work)) == 50
    assert work.notes == ("big.csv is not there while grading: it is too large (4.8 MB; at most 4 MB are read)",)
    three = {f"{name}.npy": b"1" * 2_000_000 for name in "abc"}
    work = anna({"08_dropout.py": "load('a.npy'), load('b.npy'), load('c.npy')", **three})
    assert names(work) == ["a.npy", "b.npy"]
    assert work.notes == ("at most 50 data files of together 4 MB are there while grading; these were left out: c.npy",)


def test_links_are_not_followed(plant, read):
    root = plant({"anna/08_dropout.py": READS, "secret.csv": "1"})
    (root / "anna" / "table.csv").symlink_to(root / "secret.csv")
    assert names(read(root)["anna"].works[0]) == []
    assert names(read_work(root / "anna" / "08_dropout.py", "08_dropout")) == []


def test_a_notebook_that_is_open_has_the_data_of_its_folder(plant):
    root: Path = plant({"nb/table.csv": "1", "nb/data/b.txt": "2", "nb/unused/b.txt": "3", "data/b.txt": "4"})
    work = work_of_cells("08_dropout", "08_dropout.ipynb", [Cell(READS + "open('data/b.txt')", 1)], root / "nb")
    assert names(work) == ["data/b.txt", "table.csv"]


def test_a_notebook_that_is_imported_comes_as_a_module(anna, notebook):
    code = "import import_ipynb\nimport tools"
    work = anna(
        {"08_dropout.py": code, "tools.ipynb": notebook("%matplotlib inline\nTOP = 1"), "other.ipynb": notebook()}
    )
    assert names(work) == ["tools.py"]
    assert b"TOP = 1" in work.helpers[0][1]
    compile(work.helpers[0][1], "tools.py", "exec")


def test_a_file_with_a_number_may_be_imported_by_its_name(anna):
    work = anna({"08_dropout.py": "importlib.import_module('04_softmax')", "04_softmax.py": CODE, "05_x.py": CODE})
    assert names(work) == ["04_softmax.py"]


def test_names_that_nobody_can_type_stay_away(anna):
    odd = os.fsdecode(b"\xff.csv")
    assert names(anna({"08_dropout.py": "glob('*')", odd: "1", "a\nb.csv": "2", "größe 1.csv": "3"})) == ["größe 1.csv"]


def test_what_is_written_need_not_be_there(anna):
    code = "model.save('own.keras')\nnp.savez('a.npz', x)\nframe.to_csv('t.csv')\nModelCheckpoint(f'{x}/best.h5')"
    files = {"own.keras": "1", "a.npz": "2", "t.csv": "3", "best.h5": "4"}
    assert names(anna({"08_dropout.py": code, **files})) == []
    assert names(anna({"08_dropout.py": f"{code}\nload_model('own.keras')", **files})) == ["own.keras"]


def test_data_counts_for_the_digest(plant, read):
    def digest(content):
        return read(plant({"anna/08_dropout.py": READS, "anna/table.csv": content}))["anna"].digest

    assert digest("1") == digest("1") != digest("2")


def test_data_that_went_away_is_empty(plant):
    root = plant({"08_dropout.py": READS, "table.csv": "1"})
    work = read_work(root / "08_dropout.py", "08_dropout")
    (root / "table.csv").unlink()
    assert files_beside(work) == [("table.csv", b"")]
