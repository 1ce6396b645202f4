"""The student's own files."""

import pytest

from autograder import exercise
from autograder.student.workplace import NoWorkplace, own_folder


def test_exercise_loads_the_students_file_by_number_and_sees_what_was_just_saved(tmp_path, monkeypatch):
    folder = tmp_path / "exercises"
    folder.mkdir()
    monkeypatch.chdir(tmp_path)
    file = folder / "08_dropout.py"
    for answer in (1, 2):
        file.write_text(f"def dropout(x, rate, rng, training):\n    return {answer}{' ' * answer}\n")
        assert exercise("08").dropout(None, 0.2, None, True) == answer
    assert exercise("dropout", folder).dropout(None, 0.2, None, True) == 2


def test_own_folder_is_the_exercises_folder_or_this_one(tmp_path):
    (tmp_path / "08_dropout.py").write_text("")
    assert own_folder(tmp_path) == tmp_path
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "04_softmax_vs_sigmoid.py").write_text("")
    assert own_folder(tmp_path) == tmp_path / "exercises"


def test_without_exercises_a_sentence_says_what_to_do(tmp_path):
    with pytest.raises(NoWorkplace, match="`convlings init` makes a folder"):
        own_folder(tmp_path)
    with pytest.raises(NoWorkplace, match="There is no 08_dropout"):
        exercise("08", tmp_path)
