"""Downloads of course systems: one student for each person, the latest attempt counts, nobody is left out."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.submissions import read_submissions

EXERCISE = "17_early_stopping"
FILE = f"{EXERCISE}.py"
OLD, NEW = "x = 1\n", "x = 2\n"

# Name of a download -> (path -> what lies there, student -> what is graded, None where there is nothing to grade).
DOWNLOADS = {
    "canvas": (
        {
            "smithann_10_555_17_early_stopping-1.py": NEW,
            "smithann_10_556_helpers.py": "",
            "doebob_LATE_11_557_17_early_stopping.py": NEW,
            "smith_jranna_30132_900136_17_early_stopping.py": NEW,
            "smith_jranna_30132_900137_notes.txt": "",
            "txttom_30150_900150_17_early_stopping.py.txt": NEW,
            "roetxt_30151_900151_17_early_stopping.txt": NEW,
            "paula_30152_900152_report.pdf": "",
            "dora_30153_900153_report.docx": "",
            "linklee_30154_link.html": "",
            "texttom_LATE_30155_text.html": "",
            "zip_zoe_30156_900156_work.rar": "",
        },
        {
            "smithann": NEW,
            "doebob": NEW,
            "smith_jranna": NEW,
            "txttom": NEW,
            **dict.fromkeys(["roetxt", "paula", "dora", "linklee", "texttom", "zip_zoe"]),
        },
    ),
    "canvas, anonymous": (
        {
            "anon_Ab3dE_601_17_early_stopping.py": NEW,
            "anon_Ab3dE_602_helpers.py": "",
            "LATE_anon_Zz9yX_603_17_early_stopping.py": NEW,
            "anon_Qq1_604_report.pdf": "",
            "LATE_anon_Ww2_text.html": "",
        },
        {"anon_Ab3dE": NEW, "anon_Zz9yX": NEW, "anon_Qq1": None, "anon_Ww2": None},
    ),
    "canvas, groups": (
        {"group1_21_701_17_early_stopping.py": NEW, "group2_LATE_23_702_17_early_stopping.py": OLD},
        {"group1": NEW, "group2": OLD},
    ),
    "canvas, numbers in names": (
        {
            "smithann_30010_900555_17_early_stopping.py": NEW,
            "team_7_30011_900556_17_early_stopping.py": NEW,
            "team_7_30011_900557_notes_3_2.txt": "",
            "team_8_LATE_30012_900558_17_early_stopping.py": OLD,
            "doebob_30013_900559_20240930_17_early_stopping.py": NEW,
            "_30014_900560_17_early_stopping.py": NEW,
            "_LATE_30015_900561_17_early_stopping.py": OLD,
            "_30016_text.html": "",
            "x_12_30017_text.html": "",
        },
        {
            "smithann": NEW,
            "team_7": NEW,
            "team_8": OLD,
            "doebob": NEW,
            "30014": NEW,
            "30015": OLD,
            "30016": None,
            "x_12": None,
        },
    ),
    "canvas, one with a date": (
        {"doebob_30013_900559_20240930_17_early_stopping.py": NEW, "doebob_30013_900560_notes.txt": ""},
        {"doebob": NEW},
    ),
    "canvas, only numbered teams": (
        {f"team_{team}_{30010 + team}_{900555 + team}_17_early_stopping.py": NEW for team in range(1, 12)},
        {f"team_{team}": NEW for team in range(1, 12)},
    ),
    "moodle": (
        {
            f"Ann Smith_301_assignsubmission_file/{FILE}": NEW,
            f"Bob Doe_302_assignsubmission_file/week2/{FILE}": NEW,
            "Bob Doe_302_assignsubmission_onlinetext/onlinetext.html": "",
            f"Old Times_305_assignsubmission_file_/{FILE}": NEW,
            "Cleo_303_assignsubmission_onlinetext/onlinetext.html": "",
        },
        {"Ann Smith": NEW, "Bob Doe": NEW, "Old Times": NEW, "Cleo": None},
    ),
    "moodle, not in folders": (
        {
            f"Ann Smith_301_assignsubmission_file_{FILE}": NEW,
            f"Participant_304_assignsubmission_file_{FILE}": OLD,
            "Dora_305_assignsubmission_file_report.pdf": "",
            "Emil_306_assignsubmission_onlinetext_onlinetext.html": "",
        },
        {"Ann Smith": NEW, "Participant 304": OLD, "Dora": None, "Emil": None},
    ),
    "moodle, blind": (
        {f"Participant_{number}_assignsubmission_file/{FILE}": NEW for number in (301, 302)},
        {"Participant 301": NEW, "Participant 302": NEW},
    ),
    "moodle, blind, on a site in another language": (
        {f"Teilnehmer_{number}_assignsubmission_file/{FILE}": NEW for number in (301, 302)},
        {"Teilnehmer 301": NEW, "Teilnehmer 302": NEW},
    ),
    "moodle, teams": (
        {f"Team A_17_assignsubmission_file/{FILE}": NEW, f"Default group_assignsubmission_file/{FILE}": OLD},
        {"Team A": NEW, "Default group": OLD},
    ),
    "github classroom": (
        {
            f"hw-2-submissions/hw-2-{login}/{name}": NEW
            for login in ("ann-smith", "bdoe")
            for name in (FILE, ".git/HEAD")
        },
        {"ann-smith": NEW, "bdoe": NEW},
    ),
    "blackboard": (
        {
            f"HW2_j_smith_attempt_2024-09-30-12-00-00_{FILE}": OLD,
            "HW2_j_smith_attempt_2024-09-30-12-00-00.txt": "Name: Jo Smith (j_smith)\nAssignment: HW2\n",
            f"HW2_j_smith_attempt_2024-10-01-09-00-00_{FILE}": NEW,
            "HW2_j_smith_attempt_2024-10-01-09-00-00.txt": "Name: Jo Smith (j_smith)\nAssignment: HW2\n",
            f"HW2_adoe_attempt_2024-09-30-13-10-00_{FILE}": NEW,
            "HW2_adoe_attempt_2024-09-30-13-10-00.txt": "",
            "HW2_paula_attempt_2024-09-30-13-10-00.txt": "Name: Paula Pdf (paula)\n",
            "HW2_paula_attempt_2024-09-30-13-10-00_report.pdf": "",
            "HW2_nofile_attempt_2024-09-30-13-10-00.txt": "Name: No File (nofile)\n",
        },
        {"Jo Smith": NEW, "adoe": NEW, "Paula Pdf": None, "No File": None},
    ),
    "blackboard without receipts": (
        {
            f"gradebook_CS1_HW2_jsmith_attempt_2024-09-30-12-00-00_{FILE}": OLD,
            f"gradebook_CS1_HW2_jsmith_attempt_2024-10-01-09-00-00_{FILE}": NEW,
            f"gradebook_CS1_HW2_adoe_attempt_2024-09-30-13-10-00_{FILE}": OLD,
        },
        {"jsmith": NEW, "adoe": OLD},
    ),
    "brightspace": (
        {
            f"123456-789012 - Ann Smith - Sep 30, 2024 1200 PM/{FILE}": OLD,
            f"123456-789014 - Ann Smith - Oct 1, 2024 0900 AM/{FILE}": NEW,
            f"123457-789013 - Bob Doe - Sep 30, 2024 115 PM/{FILE}": OLD,
            "123458-789015 - Paula - Sep 30, 2024 115 PM/report.pdf": "",
            "index.html": "",
        },
        {"Ann Smith": NEW, "Bob Doe": OLD, "Paula": None},
    ),
    "brightspace, flat": (
        {
            "index.html": "",
            f"40001-70001 - Mei-lin Orr - Sep 30, 2024 900 AM - {FILE}": OLD,
            f"40001-70001 - Mei-lin Orr - Sep 30, 2024 1200 PM - {FILE}": NEW,
            f"40002-70001 - D'ara Quist - Sep 30, 2024 115 PM - {FILE}": OLD,
            "40003-70001 - Paula - Sep 30, 2024 115 PM - report.pdf": "",
        },
        {"Mei-lin Orr": NEW, "D'ara Quist": OLD, "Paula": None},
    ),
    "sakai": (
        {
            "HW2/grades.csv": "",
            "HW2/Smith, Ann(asmith)/timestamp.txt": "",
            f"HW2/Smith, Ann(asmith)/Submission attachment(s)/{FILE}": NEW,
            f"HW2/Smith, Ann(asmith)/Feedback Attachment(s)/{FILE}": OLD,
            f"HW2/Doe,(bdoe)/Submission attachment(s)/{FILE}": NEW,
            "HW2/Team A (8f1c)/members.txt": "",
            f"HW2/Team A (8f1c)/Submission attachment(s)/{FILE}": OLD,
            "HW2/None, Nora(nnora)/timestamp.txt": "",
        },
        {"Smith, Ann": NEW, "Doe": NEW, "Team A": OLD, "None, Nora": None},
    ),
    "sakai without folders": (
        {
            f"HW2/Smith, Ann(asmith)_Submission attachment(s)_{FILE}": NEW,
            "HW2/Doe, Bob(bdoe)_submissionText.html": "",
        },
        {"Smith, Ann": NEW, "Doe, Bob": None},
    ),
    "teams": (
        {
            f"Student Work/Submitted files/Ann Smith/HW2/Version 9/{FILE}": OLD,
            f"Student Work/Submitted files/Ann Smith/HW2/Version 10/{FILE}": NEW,
            f"Student Work/Submitted files/Bob Doe/HW2/Version 1/{FILE}": OLD,
            f"Student Work/Working files/Ann Smith/HW2/{FILE}": "x = 3\n",
            f"Student Work/Working files/Cem Draft/HW2/{FILE}": "x = 3\n",
        },
        {"Ann Smith": NEW, "Bob Doe": OLD, "Cem Draft": None},
    ),
    "teams, its inner folder": (
        {
            f"Ann Smith/HW2/Version 1/{FILE}": OLD,
            f"Ann Smith/HW2/Version 2/{FILE}": NEW,
            f"Bob Doe/HW2/Version 1/{FILE}": OLD,
        },
        {"Ann Smith": NEW, "Bob Doe": OLD},
    ),
    "moodle, one student": (
        {f"Ann Smith_301_assignsubmission_file/{folder}/{FILE}": NEW for folder in ("a", "b")},
        {"Ann Smith": NEW},
    ),
    "gradescope, one student": (
        {
            "assignment_7_export/submission_metadata.yml": "submission_9:\n  :submitters:\n  - :name: Ann Smith\n",
            **{f"assignment_7_export/submission_9/{folder}/{FILE}": NEW for folder in ("a", "b")},
        },
        {"Ann Smith": NEW},
    ),
    "teams, one student": (
        {f"Ann Smith/HW2/Version 1/{FILE}": OLD, f"Ann Smith/HW2/Version 2/{FILE}": NEW},
        {"Ann Smith": NEW},
    ),
    "folders": (
        {
            f"ann/{FILE}.txt": NEW,
            "bob/report.pdf": "",
            "cem/": "",
            f"dan/HW_dan_attempt_2024-09-30-12-00-00_{FILE}": OLD,
        }
        | {f"dan/HW_dan_attempt_2024-09-30-13-00-00_{FILE}": NEW, f"eve/{FILE}": OLD, f"eve/{EXERCISE} (1).py": NEW}
        | {f"flo/hw/{FILE}": OLD, f"flo/hw (1)/{FILE}": NEW, f"gus/{EXERCISE}_attempt_2024-09-30.py": OLD}
        | {f"gus/{EXERCISE}_attempt_2024-10-01.py": NEW, f"hal/{EXERCISE}-1.py": NEW, f"hal/{FILE}": OLD},
        {"ann": NEW, "bob": None, "cem": None, **dict.fromkeys(["dan", "eve", "flo", "gus", "hal"], NEW)},
    ),
    "files": (
        {f"ann_{FILE}.txt": NEW, f"{EXERCISE}_bob.pdf": "", f"cem_{FILE}": NEW, "roster.csv": "", "readme.md": ""},
        {"ann": NEW, "bob": None, "cem": NEW},
    ),
}


@pytest.mark.parametrize("zipped", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize("name", DOWNLOADS)
def test_everyone_once_with_the_latest_attempt(name, zipped, plant, packed, tmp_path):
    files, expected = DOWNLOADS[name]
    root = plant(files)
    if zipped:
        root = tmp_path / "download.zip"
        root.write_bytes(packed(files))
    found = read_submissions(root, [EXERCISE], tmp_path / "unpacked")
    graded = {each.student: each.works[0].content and each.works[0].content.decode() for each in found}
    assert graded == expected
    assert len(found) == len(expected) == len({each.key for each in found})
    for each in found:
        assert each.works[0].outcome == ("found" if expected[each.student] else "missing")


def test_earlier_attempts_are_named(plant, read):
    notes = read(plant(DOWNLOADS["blackboard"][0]), EXERCISE)["Jo Smith"].notes
    assert notes == (f"the latest of 2 attempts counts, of 2024-10-01 09:00; not graded: 2024-09-30 12:00: {FILE}",)


def test_an_attempt_that_holds_nothing_does_not_take_the_place_of_one_that_does(plant, read):
    files = {
        f"HW_a_b_attempt_2024-09-30-12-00-00_{FILE}": NEW,
        "HW_a_b_attempt_2024-10-01-12-00-00.txt": "Name: A (a_b)",
    }
    assert read(plant(files), EXERCISE)["A"].works[0].content == NEW.encode()


def test_attempts_that_cannot_be_put_in_order_need_a_person(plant, read):
    files = {f"1-2 - Ann - 3 {month}, 2024 1200/{FILE}": month for month in ("tammi", "helmi")}
    assert read(plant(files), EXERCISE)["Ann"].works[0].outcome == "review"


def test_two_files_of_one_name_in_sakai_need_a_person(plant, read):
    start = "Doe,(bdoe)/Submission attachment(s)/17_early_stopping"
    assert read(plant({f"{start}.py": OLD, f"{start}+1.py": NEW}), EXERCISE)["Doe"].works[0].outcome == "review"


@pytest.mark.parametrize(
    "files",
    [
        {f"leeann_{number}_55{number}_{FILE}": str(number) for number in (12, 13)},
        {f"Ann Lee_{number}_assignsubmission_file/{FILE}": str(number) for number in (12, 13)}
        | {f"Bob_14_assignsubmission_file/{FILE}": "14"},
        {f"{number}-7 - Ann Lee - Sep 30, 2024 900 AM - {FILE}": str(number) for number in (12, 13)},
        {f"Lee, Ann({number})/Submission attachment(s)/{FILE}": str(number) for number in (12, 13)},
    ],
    ids=["canvas", "moodle", "brightspace", "sakai"],
)
def test_namesakes_stay_two(files, plant, tmp_path):
    found = read_submissions(plant(files), [EXERCISE], tmp_path / "unpacked")
    assert {each.works[0].content for each in found} == {each.id.encode() for each in found}
    assert len(found) == len(files) == len({each.key for each in found})


def test_who_handed_in_late(plant, read):
    found = read(plant(DOWNLOADS["canvas"][0] | DOWNLOADS["canvas, anonymous"][0]), EXERCISE)
    assert {name for name, each in found.items() if each.late} == {"doebob", "texttom", "anon_Zz9yX", "anon_Ww2"}
    assert "handed in late, as Canvas marks it" in found["texttom"].notes


def test_what_is_not_read_is_said(plant, read):
    found = read(plant(DOWNLOADS["canvas"][0]), EXERCISE)
    assert (
        found["roetxt"]
        .works[0]
        .reason.endswith(
            "found 17_early_stopping.txt. Not read, because only .py and .ipynb files are: 17_early_stopping.txt."
        )
    )
    assert "found link.html" in found["linklee"].works[0].reason


def test_only_by_the_systems_own_number(plant, read):
    assert set(read(plant(DOWNLOADS["canvas"][0]), EXERCISE, only="30152")) == {"paula"}


@pytest.mark.parametrize("name", ["canvas", "moodle, not in folders", "brightspace, flat", "blackboard"])
def test_a_whole_class_of_documents(name, plant, read):
    """More of them than are listed of a student's own folder."""
    patterns = {
        "canvas": "student{0}_{0}_9{0}_report.pdf",
        "moodle, not in folders": "Student {0}_{0}_assignsubmission_file_report.pdf",
        "brightspace, flat": "{0}-7 - Student {0} - Sep 30, 2024 900 AM - report.pdf",
        "blackboard": "HW_student{0}_attempt_2024-09-30-12-00-00_report.pdf",
    }
    assert len(read(plant({patterns[name].format(number): "" for number in range(100, 200)}), EXERCISE)) == 100


ANY_NAME = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="/\\_()"), min_size=1, max_size=20
).filter(lambda name: name.strip(" .,-") == name and not name.isdecimal() and " - " not in name)
WHAT = st.sampled_from(
    ["a.txt", "a.pdf", "a.docx", "a.py.txt", "17_early_stopping.ipynb", "x.rar", "x.zip", "a_b.py", "a"]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    people=st.dictionaries(st.integers(1000, 10**9), st.tuples(ANY_NAME, WHAT), min_size=2, max_size=6),
    pattern=st.sampled_from(
        [
            "{name}_{number}_900123_{what}",
            "{name}_LATE_{number}_900123_{what}",
            "{name}_jr_{number}_900123_{what}",
            "anon_{number}x_900123_{what}",
            "{name}_{number}_assignsubmission_file/{what}",
            "{name}_{number}_assignsubmission_file_{what}",
            "{number}-77 - {name} - Sep 30, 2024 115 PM - {what}",
            "{number}-77 - {name} - Sep 30, 2024 115 PM/{what}",
            "HW2_{number}_attempt_2024-09-30-12-00-00_{what}",
            "{name}({number})/Submission attachment(s)/{what}",
            "{name}({number})_Submission attachment(s)_{what}",
        ]
    ),
)
def test_nobody_vanishes(people, pattern, packed, tmp_path):
    """Whatever they are called and whatever they handed in: as many students as people."""
    files = {pattern.format(name=name, number=number, what=what): b"" for number, (name, what) in people.items()}
    (tmp_path / "all.zip").write_bytes(packed(files))
    found = read_submissions(tmp_path / "all.zip", [EXERCISE], tmp_path / "unpacked")
    assert len(found) == len(people)
    assert {each.id.rstrip("x") for each in found} == {str(number) for number in people}
