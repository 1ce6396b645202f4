"""Paths of this machine in what students read."""

import sys
from pathlib import Path

import pytest

from autograder.course import content
from autograder.engine import places

HOME = "/home/prof/.local/lib/python3.12/site-packages"


@pytest.fixture(autouse=True)
def packages_in_somebodys_home(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "path", [*sys.path, "/home/prof/course", HOME])
    places._folders.cache_clear()
    yield
    places._folders.cache_clear()


@pytest.mark.parametrize("folder", [content.PACKAGE, Path(sys.prefix, "lib"), HOME])
def test_folders_of_python_the_kit_and_packages_are_concealed(folder: object):
    shown = places.concealed(f"in {folder}/keras/__init__.py, line 3")
    assert str(folder) not in shown
    assert "/home/" not in shown
    assert shown.endswith("keras/__init__.py, line 3")


def test_a_students_own_folder_keeps_its_name():
    assert places.concealed("/home/prof/course/images.csv") == "/home/prof/course/images.csv"
