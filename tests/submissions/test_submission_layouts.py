"""Whose a file is: the layouts of downloads."""

import os

import pytest

from autograder.submissions import UnreadableFolder, read_submissions

CODE = "def dropout():\n    return 1\n"
FLATTEN = "def flatten():\n    return 2\n"


def contents(submissions):
    return {name: [work.content for work in submission.works] for name, submission in submissions.items()}


def test_folders(plant, read):
    root = plant({"anna/08_dropout.py": CODE, "bert/week 8/08_dropout.py": FLATTEN, "cleo/": "", "roster.csv": "x"})
    found = read(root)
    assert contents(found) == {"anna": [CODE.encode()], "bert": [FLATTEN.encode()], "cleo": [None]}
    assert found["cleo"].works[0].outcome == "missing"
    assert "found no files" in found["cleo"].works[0].reason
    assert found["anna"].works[0].path == root / "anna" / "08_dropout.py"


def test_single_files_of_several_exercises(plant, read):
    root = plant({"anna_08_dropout.py": CODE, "anna_09_flatten.ipynb.txt": FLATTEN, "08_dropout_bert.py": CODE})
    found = read(root, "08_dropout", "09_flatten")
    assert contents(found) == {"anna": [CODE.encode(), FLATTEN.encode()], "bert": [CODE.encode(), None]}


def test_single_files_named_for_students_only(plant, read):
    found = read(plant({"anna.py": CODE, "bert.ipynb": CODE}))
    assert contents(found) == {"anna": [CODE.encode()], "bert": [CODE.encode()]}
    assert found["anna"].works[0].notes == ("graded anna.py as 08_dropout.py, because there is no other file",)


def test_groups_with_numbers_are_not_attempts(plant, read):
    assert set(read(plant({"08_dropout_group_1.py": CODE, "08_dropout_group_2.py": FLATTEN}))) == {"group_1", "group_2"}


def test_folder_file_and_archive_of_one_student(plant, read, packed):
    root = plant(
        {"anna/08_dropout.py": CODE, "anna_09_flatten.py": FLATTEN, "bert.zip": packed({"08_dropout.py": CODE})}
    )
    found = read(root, "08_dropout", "09_flatten")
    assert contents(found) == {"anna": [CODE.encode(), FLATTEN.encode()], "bert": [CODE.encode(), None]}


@pytest.mark.parametrize("below", ["", "submitted/", "course/submitted/"])
def test_nbgrader(plant, read, notebook, below):
    files = {
        f"{below}anna/ps1/08_dropout.ipynb": notebook(CODE),
        f"{below}anna/ps1/timestamp.txt": "2024-01-01",
        f"{below}bert/ps1/08_dropout.ipynb": notebook(FLATTEN),
        "course/source/ps1/08_dropout.ipynb": notebook("answer"),
    }
    if below != "course/submitted/":
        files.popitem()
    root = plant(files, "submitted" if not below else "class")
    found = read(root / "course" if below.startswith("course") else root)
    assert set(found) == {"anna", "bert"}
    assert found["anna"].works[0].cells[0].source == CODE
    assert found["anna"].works[0].notes == ()


def test_canvas(plant, read, packed):
    root = plant(
        {
            "antanna_12_3456_08_dropout.py": CODE,
            "beebert_LATE_34_7890_08_dropout-1.py": FLATTEN,
            "beebert_LATE_34_7891_utils.py": "",
            "clamcleo_56_1111_homework.zip": packed({"hw/08_dropout.py": CODE}),
        }
    )
    found = read(root)
    assert contents(found) == {
        "antanna": [CODE.encode()],
        "beebert": [FLATTEN.encode()],
        "clamcleo": [CODE.encode()],
    }
    assert found["antanna"].key == "antanna-12"
    assert found["antanna"].works[0].name == "08_dropout.py"
    assert found["beebert"].notes == ("handed in late, as Canvas marks it",)
    assert found["beebert"].works[0].notes == ("graded 08_dropout-1.py as 08_dropout.py",)


def test_canvas_same_name_twice(plant, read):
    root = plant({"antanna_12_3456_08_dropout.py": CODE, "antanna_12_3457_08_dropout.py": FLATTEN})
    assert read(root)["antanna"].works[0].outcome == "review"


def test_moodle(plant, tmp_path):
    root = plant(
        {
            "Änne Ant_12_assignsubmission_file_/08_dropout.py": CODE,
            "Änne Ant_12_assignsubmission_onlinetext_/onlinetext.html": "<p>hello</p>",
            "Bert Bee_34_assignsubmission_file/08_dropout.py": FLATTEN,
            "Cleo Clam_56_assignsubmission_file_08_dropout.py": CODE,
            "Änne Ant_78_assignsubmission_file_/08_dropout.py": FLATTEN,
        }
    )
    found = read_submissions(root, ["08_dropout"], tmp_path / "unpacked")
    assert [(submission.student, submission.works[0].content) for submission in found] == [
        ("Bert Bee", FLATTEN.encode()),
        ("Cleo Clam", CODE.encode()),
        ("Änne Ant", CODE.encode()),
        ("Änne Ant", FLATTEN.encode()),
    ]


METADATA = """---
submission_1:
  :submitters:
  - :name: Anna Ant
    :sid: '0123'
  - :name: Bert Bee
  :results:
    output: |-
      :submitters:
      - :name: Eve
submission_2:
  :submitters:
  - :name: 'Cleo O''Clam'
    :email: c@example.org
submission_3:
  :submitters:
  - :name: !ruby/object {}
submission_4:
  :submitters:
  - :name: "\\U0001F600 Joy"
"""


def test_gradescope(plant, read, packed):
    files = {f"submission_{number}/08_dropout.py": CODE for number in (1, 2, 3)}
    root = plant(files | {"submission_metadata.yml": METADATA})
    found = read(root)
    assert set(found) == {"Anna Ant", "Bert Bee", "Cleo O'Clam", "submission_3", "😀 Joy"}
    assert (found["Anna Ant"].id, found["Cleo O'Clam"].email) == ("0123", "c@example.org")
    assert found["Anna Ant"].works[0].content == found["Bert Bee"].works[0].content == CODE.encode()
    assert found["Anna Ant"].team == found["Bert Bee"].team != found["Cleo O'Clam"].team == ""
    assert found["Bert Bee"].notes == ("handed in together with Anna Ant",)
    assert found["😀 Joy"].works[0].outcome == "missing"  # an empty folder is in no download
    assert found["Cleo O'Clam"].key.startswith("submission-2")
    files["submission_metadata.yml"] = METADATA
    again = packed({f"assignment_9_export/{path}": text for path, text in files.items()})
    (root.parent / "export.zip").write_bytes(again)
    keys = {submission.key for submission in read(root.parent / "export.zip").values()}
    assert keys == {submission.key for submission in found.values()}


@pytest.mark.parametrize(
    "entry",
    [
        "  - :name: 0x" + "f" * 5000,
        "  - :name: " + "9" * 5000,
        "  - :name: [" + "[" * 900,
        "  - :name: *nobody",
        "  - :name: &a {b: *a}",
        '  - :name: "\\x"',
        "  - :name: 2024-01-01",
        "  - plain",
        "  :name",
        "  - :name: \t\x07",
        "  - :name: !!python/object/apply:os.system [ls]",
    ],
    ids=range(11),
)
def test_odd_lists_of_names_cost_nobody_else_a_name(plant, read, entry):
    metadata = f"submission_1:\n  :submitters:\n{entry}\nsubmission_2:\n  :submitters:\n  - :name: Bert\n"
    files = {f"submission_{number}/08_dropout.py": CODE for number in (1, 2)}
    assert set(read(plant(files | {"submission_metadata.yml": metadata}))) == {"submission_1", "Bert"}


def test_github_classroom(plant, read):
    files = {}
    for login in ("anna-ant", "anton"):
        files[f"lab-8-{login}/.git/config"] = ""
        files[f"lab-8-{login}/exercises/08_dropout.py"] = CODE
        files[f"lab-8-{login}/solutions/08_dropout.py"] = FLATTEN
        files[f"lab-8-{login}/autograder/json.py"] = ""
    found = read(plant(files))
    assert contents(found) == {"anna-ant": [CODE.encode()], "anton": [CODE.encode()]}
    assert found["anton"].key == "lab-8-anton"
    assert read(plant(files))["anton"].digest == found["anna-ant"].digest


def test_github_classroom_in_its_folder(plant, read):
    root = plant({"lab-submissions/lab-anna/08_dropout.py": CODE, "lab-submissions/lab-bert/08_dropout.py": CODE})
    assert set(read(root)) == set(read(root / "lab-submissions")) == {"anna", "bert"}


def test_folders_that_start_alike_keep_their_names(plant, read):
    root = plant({"ant-anna/08_dropout.py": CODE, "ant-bert/08_dropout.py": CODE})
    assert set(read(root)) == {"ant-anna", "ant-bert"}


def test_one_student_s_own_folder(plant, read):
    root = plant({"08_dropout.py": CODE, "helpers/tools.py": "", "old.zip": b""}, "anna")
    found = read(root)
    assert contents(found) == {"anna": [CODE.encode()]}
    checkout = plant({"exercises/08_dropout.py": CODE, "solutions/08_dropout.py": FLATTEN, "setup.py": ""}, "cleo")
    assert contents(read(checkout)) == {"cleo": [CODE.encode()]}


def test_pictures_are_nobody_s_where_no_course_system_named_them(plant, read):
    pictures = {"cnn_3_64_layers.png": "", "loss_10_200_plot.pdf": ""}
    assert contents(read(plant({"08_dropout.py": CODE} | pictures, "anna"))) == {"anna": [CODE.encode()]}
    assert set(read(plant({"anna_08_dropout.py": CODE, "bert_08_dropout.py": CODE} | pictures))) == {"anna", "bert"}


def test_late_and_early_names_in_any_order(plant, read):
    """The same files give the same result, whatever order the folder lists them in."""
    files = {
        f"{who}/08_dropout{end}.py": f"# {end}" for who in ("anna", "bert") for end in ("", " (2)", "-1", "_final")
    }
    one, two = plant(files, "one"), plant(dict(reversed(files.items())), "two")
    assert [(found.student, found.digest, found.works[0].reason) for found in read(one).values()] == [
        (found.student, found.digest, found.works[0].reason) for found in read(two).values()
    ]


def test_a_loose_file_beside_folders_is_not_lost(plant, read):
    found = read(plant({"08_dropout.py": CODE, "anna/08_dropout.py": FLATTEN}))
    assert set(found) == {"08_dropout", "anna"}
    assert found["08_dropout"].notes == ("the file's name does not say whose it is",)


LAYOUTS = {
    "folders": {"anna/08_dropout.py": CODE, "bert/08_dropout.py": CODE},
    "wrapped": {"class/anna/08_dropout.py": CODE, "class/bert/08_dropout.py": CODE},
    "files": {"anna_08_dropout.py": CODE, "bert_08_dropout.py": CODE},
    "wrapped files": {"class/anna_08_dropout.py": CODE, "class/bert_08_dropout.py": CODE},
    "nbgrader": {"submitted/anna/ps1/08_dropout.py": CODE, "submitted/bert/ps1/08_dropout.py": CODE},
    "canvas": {"anna_1_22_08_dropout.py": CODE, "bert_2_33_08_dropout.py": CODE},
    "moodle": {f"{who}_1_assignsubmission_file_/08_dropout.py": CODE for who in ("anna", "bert")},
    "classroom": {f"a-{who}/{name}": CODE for who in ("anna", "bert") for name in ("08_dropout.py", ".git/config")},
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_archive_of_a_class(name, plant, read, packed):
    root = plant({"download.zip": packed(LAYOUTS[name])})
    for path in (root / "download.zip", root):  # the archive, or a folder with nothing else in it
        found = read(path)
        assert contents(found) == {"anna": [CODE.encode()], "bert": [CODE.encode()]}
        for submission in found.values():
            assert submission.works[0].path.read_bytes() == CODE.encode()


def test_archive_in_an_archive_of_a_class(plant, read, packed):
    inner = packed({"08_dropout.py": CODE})
    root = plant({"all.zip": packed({"anna_1_22_hw.zip": inner, "bert/work.zip": packed({"hw.zip": inner})})})
    assert contents(read(root / "all.zip")) == {"anna": [CODE.encode()], "bert": [CODE.encode()]}


def test_archive_of_one_student(plant, read, packed):
    root = plant({"anna.zip": packed({"hw/08_dropout.py": CODE, "hw/old/notes.txt": ""})})
    assert contents(read(root)) == {"anna": [CODE.encode()]}
    assert contents(read(root / "anna.zip")) == {"hw": [CODE.encode()]}


def test_one_file(plant, read):
    root = plant({"anna_08_dropout.py": CODE})
    assert contents(read(root / "anna_08_dropout.py")) == {"anna": [CODE.encode()]}


@pytest.mark.parametrize("files", [{}, {"readme.txt": "hello"}])
def test_nothing_in_it(plant, read, files):
    with pytest.raises(UnreadableFolder, match="no submission"):
        read(plant(files))


def test_wrong_usage(plant, read):
    root = plant({"notes.txt": "", "broken.zip": b"PK"})
    with pytest.raises(UnreadableFolder, match="no folder"):
        read(root / "nowhere")
    with pytest.raises(UnreadableFolder, match="neither a folder"):
        read(root / "notes.txt")
    with pytest.raises(UnreadableFolder, match="damaged"):
        read(root / "broken.zip")


def test_only_one(plant, read):
    root = plant({f"{name}/08_dropout.py": CODE for name in ("anna", "Änne", "bert")})
    everyone = read(root)
    for wanted in ("Änne", everyone["Änne"].key):
        assert read(root, only=wanted) == {"Änne": everyone["Änne"]}
    with pytest.raises(UnreadableFolder, match="for example: bert"):
        read(root, only="berd")


def test_odd_names(plant, read):
    names = [
        "..anna",
        "-rf",
        "a b",
        "a_b",
        "A B",
        "=cmd()",
        "\x1b[31mred",
        "new\nline",
        "名前",
        "con",
        "<b>",
        "a" * 200,
    ]
    names += ["e\u0301", "é", "\u202egnp.py"]
    root = plant({f"{name}/08_dropout.py": CODE for name in names})
    os.mkdir(os.fsencode(root) + b"/M\xfcller")  # noqa: PTH102  (a name that is no UTF-8)
    found = read(root)
    assert set(found) == {*names, "M\\udcfcller"}
    for submission in found.values():
        submission.student.encode()
        assert submission.key.strip("abcdefghijklmnopqrstuvwxyz0123456789-") == ""
        assert submission.key[0] != "-"
        assert 0 < len(submission.key) < 60
    assert found["con"].key != "con"


def test_keys_do_not_depend_on_other_students(plant, read):
    alone = read(plant({"Anna B/08_dropout.py": CODE}, "one"))["Anna B"].key
    assert read(plant({"Anna B/": "", "anna-b/": "", "anna_b/": ""}, "three"))["Anna B"].key == alone


def test_many_students_quickly(plant, read, packed):
    files = {f"student{number:04}_08_dropout.py": CODE for number in range(2000)}
    root = plant({"all.zip": packed(files)})
    assert len(read(root / "all.zip", "08_dropout", "09_flatten")) == 2000
