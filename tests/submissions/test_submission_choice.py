"""Which file counts for an exercise, what it may import, and what is said about it."""

import os
from pathlib import Path

import pytest

from autograder.submissions import Cell, guess_exercise, read_submissions, read_work, work_of_cells

CODE = "def dropout():\n    return 1\n"
OTHER = "def dropout():\n    return 2\n"
EXERCISES = ["05_pooling", "06_global_pooling", "08_dropout", "12_inception_v3", "17_stop_at_target"]


@pytest.mark.parametrize(
    "name",
    [
        *("08_dropout.py", "08_dropout.ipynb", "08_DROPOUT.PY", "08-Dropout.py", "8 dropout.py", "dropout.py"),
        *("08_dropout (2).py", "08_dropout-1.py", "08_dropout_2.py", "08_dropout (2)-1.py", "08_dropout_v2.py"),
        *("Copy of 08_dropout.ipynb", "Copy_of_Copy_of_08_dropout.ipynb", "Kopie von 08_dropout.ipynb"),
        *("Copie de 08_dropout.ipynb", "Copia de 08_dropout.ipynb", "Copia di Copia di 08_dropout.ipynb"),
        *("Cópia de 08_dropout.ipynb", "Co\u0301pia_de_08_dropout.ipynb", "Kopie van 08_dropout.ipynb"),
        *(
            "Kopia notatnika 08_dropout.ipynb",
            'Копия блокнота "08_dropout.ipynb".ipynb',
            "Bản sao của 08_dropout.ipynb",
        ),
        *(
            "08_dropout.ipynb のコピー",
            "08_dropout.ipynb의 사본",
            '"08_dropout_ipynb"的副本.ipynb',
            "08_dropoutのコピー.ipynb",
        ),
        *("08_dropout kopyası.ipynb", "نسخة من 08_dropout.ipynb", "สำเนาของ 08_dropout.ipynb"),
        *("08_dropout - Copy (2).py", "08_dropout copy 2.py", "08_dropout (Kopie).py", "08_dropout - Kopie.py"),
        *(
            "08_dropout_final.py",
            "hw08_dropout.py",
            "exercise_08_dropout.py",
            "anna_08_dropout.py",
            "08_dropout_anna.py",
        ),
        *("08_dropout.py.txt", "08_dropout.ipynb.json", "08.py", "ex08.ipynb", "Exercise 8.ipynb", "08_droput.py"),
        *("09_dropout.py", "anna_dropout.py", "08_dropout_old.py"),
    ],
)
def test_names_that_fit(name):
    assert guess_exercise(Path(name), EXERCISES) == "08_dropout"


@pytest.mark.parametrize(
    ("name", "exercise"),
    [
        ("pooling.py", "05_pooling"),
        ("global_pooling.py", "06_global_pooling"),
        ("06_global_pooling.py", "06_global_pooling"),
        ("12_inception_v3.py", "12_inception_v3"),
        ("12_inception_v3_2.py", "12_inception_v3"),
        ("StopAtTarget.py", "17_stop_at_target"),
        *((name, None) for name in ("utils.py", "08_batchnorm.py", "05_dropout.py", "07_spatial_dropout.py", ".py")),
        *((name, None) for name in ("08_dropout.txt", "08_dropout", "dropouts.py", "Untitled8.ipynb", "anna_8.py", "")),
    ],
)
def test_names_of_others(name, exercise):
    assert guess_exercise(Path(name), EXERCISES) == exercise


def test_exercise_without_number():
    assert guess_exercise(Path("Copy of dropout (2).py"), ["dropout"]) == "dropout"
    assert guess_exercise(Path("dropout.py"), ["08_dropout", "09_dropout"]) is None


def test_expected_name_needs_no_note(anna):
    work = anna({"08_dropout.py": CODE})
    assert (work.outcome, work.name, work.notes, work.cells) == ("found", "08_dropout.py", (), None)


def test_the_latest_of_numbered_attempts(anna):
    work = anna({"08_dropout.py": OTHER, "08_dropout (2).py": CODE, "08_dropout (10).py": OTHER + CODE})
    assert work.content == (OTHER + CODE).encode()
    assert work.notes == (
        "graded 08_dropout (10).py as 08_dropout.py, the latest of 3 attempts; "
        "the others: 08_dropout (2).py, 08_dropout.py",
    )


@pytest.mark.parametrize(
    "files",
    [
        {"08_dropout.py": CODE, "a/08_dropout.py": OTHER},
        {"08_dropout.py": CODE, "Copy of 08_dropout.py": OTHER},
        {"08_dropout.py": CODE, "08_dropout-Copy1.py": OTHER},
        {"08_dropout (2).py": CODE, "08_dropout-1.py": OTHER},
        {"08_dropout.py": CODE, "08_dropout_final.py": OTHER},
        {"anna_08_dropout.py": CODE, "08_dropout_bert.py": OTHER},
    ],
)
def test_different_files_of_one_attempt(anna, files):
    work = anna(files)
    assert work.outcome == "review"
    assert work.reason.startswith("Two files with different code could be 08_dropout: ")
    assert all(name in work.reason for name in files)
    assert work.content is None


def test_script_and_notebook(anna, notebook):
    both = {"08_dropout.py": f"# In[1]:\n\n{CODE}", "08_dropout.ipynb": notebook("%matplotlib inline", f"{CODE}\n")}
    work = anna(both)
    assert work.outcome == "found"
    assert work.name == "08_dropout.py"
    assert work.notes == ("the same code is also in 08_dropout.ipynb",)
    assert anna(both | {"08_dropout.ipynb": notebook(OTHER)}).outcome == "review"


def test_an_untouched_stub_does_not_stand_in_the_way(anna, notebook):
    stub = "# %% [markdown]\n# # 08\n# %%\ndef dropout():\n    raise NotImplementedError\n"
    cell = "def dropout():\n    raise NotImplementedError\n"
    files = {"08_dropout.py": stub, "08_dropout.ipynb": notebook("# note", cell), "08_dropout (2).py": stub}
    done = anna(files | {"my_08_dropout.ipynb": notebook(CODE)}, stubs={"08_dropout": stub.encode()})
    assert done.cells[0].source == CODE
    assert done.notes[1].startswith(
        "not graded, because nothing was changed in it: 08_dropout (2).py, 08_dropout.ipynb"
    )


def test_nothing_but_the_stub_is_graded(anna, notebook):
    work = anna(
        {"08_dropout.py": CODE, "notebooks/08_dropout.ipynb": notebook(CODE)}, stubs={"08_dropout": CODE.encode()}
    )
    assert work.content == CODE.encode()


def test_a_better_name_wins(anna):
    work = anna({"08_dropout.py": CODE, "dropout.py": OTHER, "08_dropout_old.py": OTHER})
    assert work.content == CODE.encode()
    assert work.notes == ("not graded, because another file has the better name: 08_dropout_old.py, dropout.py",)


def test_missing_lists_names(anna):
    work = anna({"utils.py": "", "a/notes.txt": "", "solved.rar": ""}, "08_dropout", "09_flatten")
    assert work.outcome == "missing"
    assert work.reason == (
        "No file for 08_dropout was handed in. Looked for 08_dropout.py and 08_dropout.ipynb; found a/notes.txt, "
        "solved.rar, utils.py. Not opened, because only .zip archives are: solved.rar."
    )


def test_only_file(anna):
    assert anna({"Untitled.ipynb": b"{}", "json.py": ""}).outcome == "unreadable"
    assert anna({"09_flatten.py": CODE, "Untitled.ipynb": CODE}).content == CODE.encode()


@pytest.mark.parametrize("name", ["09_flatten.py", "json.py"])
def test_only_file_of_something_else(anna, name):
    assert anna({name: CODE}).outcome == "missing"


DROPOUT = "def dropout(x):\n    raise NotImplementedError\n\n\ndef spread(x):\n    raise NotImplementedError\n"
POOLING = "def pool(x):\n    raise NotImplementedError\n\n\ndef spread(x):\n    raise NotImplementedError\n"
STUBS = {"08_dropout": DROPOUT.encode(), "05_pooling": POOLING.encode()}
DROPPED, POOLED = (text.replace("raise NotImplementedError", "return x") for text in (DROPOUT, POOLING))


@pytest.mark.parametrize("name", ["Untitled.ipynb", "homework.ipynb", "homework5.ipynb", "mine (2).py", "week/x.py"])
@pytest.mark.parametrize("other", [{}, {"utils.py": "def spread(x):\n    return 1\n", "a.py": CODE[4:]}])
def test_what_a_file_defines_says_what_its_name_does_not(anna, notebook, name, other):
    content = notebook("import x", DROPPED) if name.endswith("ipynb") else DROPPED
    work = anna({name: content, **other}, "08_dropout", "05_pooling", stubs=STUBS)
    assert (work.outcome, work.name) == ("found", name.rpartition("/")[2])
    assert any("as 08_dropout." in note and note.endswith("because it defines dropout, spread") for note in work.notes)


def test_one_notebook_may_answer_several_exercises(anna, notebook):
    files = {"homework5.ipynb": notebook(DROPPED, POOLED)}
    works = [anna(files, *order, stubs=STUBS) for order in (("08_dropout", "05_pooling"), ("05_pooling", "08_dropout"))]
    assert [(work.exercise, work.outcome) for work in works] == [("08_dropout", "found"), ("05_pooling", "found")]


def test_what_a_file_defines_does_not_stand_against_a_name(anna):
    files = {"08_dropout.py": POOLED, "Untitled.py": DROPPED}
    assert anna(files, "08_dropout", "05_pooling", stubs=STUBS).name == "08_dropout.py"
    assert anna({"homework5.py": DROPPED}, "05_pooling", "08_dropout", stubs=STUBS).outcome == "missing"
    assert anna({"5.py": "def pol(x): pass"}, "05_pooling", "08_dropout", stubs=STUBS).outcome == "found"


@pytest.mark.parametrize(
    "files",
    [
        {"mine.py": DROPPED, "helper.py": DROPPED.partition("\n\n\n")[0]},
        {"mine.py": "from helper import dropout\ndef spread(): ...\n", "helper.py": "def dropout(): ...\n"},
    ],
)
def test_a_part_of_the_answer_beside_it_is_a_helper(anna, files):
    stubs = {"08_dropout": DROPOUT.encode()}
    assert anna(files, "08_dropout", "05_pooling", stubs=stubs).name == "mine.py"


def test_answers_of_the_kit_are_nobodys(anna):
    files = {"kit/tests/bank/right.py": DROPPED, "kit/solutions/right.py": DROPPED}
    assert anna(files, "08_dropout", "05_pooling", stubs=STUBS).outcome == "missing"


def test_two_files_that_define_it_wait_for_a_person(anna):
    both = {"one.py": DROPPED, "two.py": DROPPED.replace("return x", "return 1")}
    work = anna(both, "08_dropout", "05_pooling", stubs=STUBS)
    assert work.outcome == "review"
    assert "one.py, two.py" in work.reason
    later = {"one.py": DROPPED, "one (1).py": DROPPED.replace("return x", "return 1")}
    assert anna(later, "08_dropout", "05_pooling", stubs=STUBS).name == "one (1).py"


def test_where_it_was_found(anna, packed):
    assert anna({"exercises/08_dropout.py": CODE}).notes == ()
    work = anna({"exercises/08_dropout.py": b"", "hw.zip": packed({"x/08_dropout.py": b""})})
    assert "the same code is also in hw.zip/x/08_dropout.py" in work.notes


def test_later_archive(anna, packed):
    files = {"hw.zip": packed({"08_dropout.py": OTHER}), "hw-1.zip": packed({"dropout.py": CODE})}
    assert anna(files).content == CODE.encode()


def test_parts_in_archives_are_no_attempts(anna, packed):
    assert anna(
        {"hw_1.zip": packed({"08_dropout.py": OTHER}), "hw_2.zip": packed({"08_dropout.py": CODE})}
    ).outcome == ("review")


def test_helpers(anna):
    work = anna(
        {
            "08_dropout.py": "import utils, pack.deep\n",
            "utils.py": "import more\n",
            "more.py": "",
            "pack/__init__.py": "",
            "pack/deep.py": "",
            "unused.py": "",
            "utils-old.py": "",
            "09_flatten.py": "",
            "class.py": "",
        },
        "08_dropout",
        "09_flatten",
    )
    assert [name for name, _ in work.helpers] == ["more.py", "pack/__init__.py", "pack/deep.py", "utils.py"]


def test_numbered_helper(anna):
    work = anna({"08_dropout-1.py": "import utils", "utils.py": "old", "utils-2.py": "new", "utils-1.py": "older"})
    assert work.helpers == (("utils.py", b"new"),)


def test_helpers_of_others_stay_there(plant, read):
    root = plant({"anna_08_dropout.py": "import tools", "tools.py": "", "bert/tools.py": "", "bert/08_dropout.py": ""})
    assert read(root)["anna"].works[0].helpers == ()


def test_too_many_helpers(anna):
    files = {f"tool{number:02}.py": f"import tool{number + 1:02}" for number in range(60)}
    work = anna(files | {"08_dropout.py": "import tool00", "tool05.py": b"#" * 3_000_000})
    assert len(work.helpers) == 5
    assert work.notes == ("tool05.py was left out: it is too large (2.9 MB; at most 1 MB are read)",)
    work = anna(files | {"08_dropout.py": " ".join(f"tool{number:02}" for number in range(60))})
    assert len(work.helpers) == 50
    assert any(note.startswith("too many files to import; these were left out: tool5") for note in work.notes)


def test_files_named_like_packages(anna):
    work = anna({"08_dropout.py": "import json, keras", "json.py": "1", "keras/__init__.py": "", "numpy.py": ""})
    assert work.outcome == "found"
    assert work.helpers == ()
    assert work.notes == (
        "json.py is not used instead of Python's own json",
        "keras.py is not used instead of the package keras",
        "numpy.py is not used instead of the package numpy",
    )


def test_compiled_and_side_files_are_ignored(anna):
    files = {f"__pycache__/{name}": b"x" for name in ("08_dropout.cpython-311.pyc", "08_dropout.py")}
    files |= {".ipynb_checkpoints/08_dropout-checkpoint.ipynb": b"", "__MACOSX/._08_dropout.py": b""}
    files |= {"._08_dropout.py": b"\0", "08_dropout.so": b"", "08_dropout.pyc": b"", "Thumbs.db": b"", ".git/x.py": b""}
    assert anna(files).reason.endswith("found no files.")
    assert anna(files | {"08_dropout.py": CODE}).notes == ()


def test_links_and_pipes_are_not_followed(plant, read):
    root = plant({"anna/": "", "bert/08_dropout.py": CODE, "secret/08_dropout.py": OTHER})
    (root / "anna" / "08_dropout.py").symlink_to(root / "bert" / "08_dropout.py")
    (root / "anna" / "folder").symlink_to(root / "secret")
    (root / "cleo").symlink_to(root / "secret")
    (root / "dora_08_dropout.py").symlink_to(root / "nowhere")
    os.mkfifo(root / "bert" / "helper.py")
    found = read(root)
    reasons = {name: submission.works[0].reason for name, submission in found.items()}
    end = "is not read: it is a symbolic link, and links are never followed."
    assert reasons == {
        "anna": f"08_dropout.py {end}",
        "bert": "",
        "cleo": f"cleo {end}",
        "dora": f"dora_08_dropout.py {end}",
        "secret": "",
    }
    assert found["anna"].notes[1] == "folder was not read: it is a symbolic link, and links are never followed"
    assert found["bert"].notes == ("helper.py was not read: it is not a regular file",)
    assert found["cleo"].works[0].outcome == "unreadable"


def test_very_deep_folders(anna):
    assert anna({"a/" * 45 + "08_dropout.py": CODE}).outcome == "missing"


def test_same_hand_ins_have_the_same_digest(plant, read, packed):
    files = {"08_dropout.py": "import utils", "utils.py": "x = 1"}
    root = plant(
        {
            **{f"anna/{name}": text for name, text in files.items()},
            **{f"bert/week 8/{name}": text for name, text in files.items()},
            **{f"cleo/{name}": text for name, text in files.items()},
            "bert/other.txt": "",
            "cleo/utils.py": "x = 2",
            "dora.zip": packed(files),
        }
    )
    found = read(root)
    assert found["anna"].digest == found["bert"].digest == found["dora"].digest != found["cleo"].digest
    assert len(found["anna"].digest) == 64


def test_an_open_notebook_may_import_what_lies_where_it_began(plant):
    root = plant({"helper.py": "WHERE = 0", "data/x.py": "", "data/helper2.py": "", "helper2.py": "OTHER = 1"})
    work = work_of_cells("08_dropout", "notebook", [Cell("import helper, helper2", 1)], root / "data", root)
    assert dict(work.helpers) == {"helper.py": b"WHERE = 0", "helper2.py": b""}


def test_digest_tells_apart_what_is_graded(plant, read, notebook):
    root = plant({"a/08_dropout.ipynb": notebook("ab", "c"), "b/08_dropout.ipynb": notebook("a", "bc"), "c/x.txt": ""})
    assert len({submission.digest for submission in read(root, "08_dropout", "09_flatten").values()}) == 3


def test_read_work(plant, notebook):
    root = plant({"solved.py": "import tools, json", "tools.py": "", "json.py": "", "07_x.py": "", "nb.ipynb": b""})
    work = read_work(root / "solved.py", "08_dropout")
    assert (work.outcome, work.exercise, work.name) == ("found", "08_dropout", "solved.py")
    assert work.helpers == (("tools.py", b""),)
    assert work.notes == ("json.py is not used instead of Python's own json",)
    assert read_work(root / "nb.ipynb", "08_dropout").reason == "nb.ipynb cannot be graded: it is empty."
    assert read_work(root / "nothing.py", "08_dropout").outcome == "missing"
    for odd in (root, root / "x.txt", root / "bad\0name.py"):
        assert read_work(odd, "08_dropout").outcome in ("unreadable", "missing")
    (root / "link.py").symlink_to(root / "solved.py")
    assert "symbolic link" in read_work(root / "link.py", "08_dropout").reason


def test_too_large(anna):
    work = anna({"08_dropout.py": b"#" * (2 << 20)})
    assert work.outcome == "unreadable"
    assert work.reason == "08_dropout.py cannot be graded: it is too large (2 MB; at most 1 MB are read)."


def test_a_file_for_an_exercise_aside_is_nobody_new_and_no_only_file(plant, tmp_path):
    folder = plant({f"{name}.py": CODE for name in ("ann_08_dropout", "ann_05_pooling", "ben_05_pooling", "cy_mine")})
    found = read_submissions(folder, ["08_dropout"], tmp_path / "out", aside=["05_pooling"])
    assert {each.student: each.works[0].outcome for each in found} == {
        "ann": "found",
        "ben": "missing",
        "cy_mine": "found",
    }
    assert [work.exercise for each in found for work in each.works] == ["08_dropout"] * 3
