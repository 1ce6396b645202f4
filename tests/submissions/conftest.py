"""Builders of submissions: folders, archives and notebooks."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from autograder.submissions import Submission, Work, read_submissions

EXERCISE = "08_dropout"
Files = Mapping[str, bytes | str]


def _bytes(content: bytes | str) -> bytes:
    return content.encode() if isinstance(content, str) else content


@pytest.fixture
def plant(tmp_path: Path) -> Callable[..., Path]:
    """Write files below a new folder; a path that ends in a slash makes an empty folder."""

    def build(files: Files, name: str = "class") -> Path:
        root = tmp_path / name
        root.mkdir(exist_ok=True)
        for path, content in files.items():
            target = root / path
            if path.endswith("/"):
                target.mkdir(parents=True, exist_ok=True)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(_bytes(content))
        return root

    return build


@pytest.fixture
def packed() -> Callable[..., bytes]:
    """The bytes of a .zip with these members."""

    def build(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as archive:
            for path, content in files.items():
                archive.writestr(path, _bytes(content))
        return buffer.getvalue()

    return build


@pytest.fixture
def notebook() -> Callable[..., bytes]:
    """The bytes of a notebook with these code cells."""

    def build(*sources: object, **changes: object) -> bytes:
        cells = [{"cell_type": "code", "source": source, "metadata": {}, "outputs": []} for source in sources]
        return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells} | changes).encode()

    return build


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., dict[str, Submission]]:
    """Read a folder; the submissions by student."""

    def run(path: Path, *exercises: str, **options: object) -> dict[str, Submission]:
        found = read_submissions(path, exercises or (EXERCISE,), tmp_path / "unpacked", **options)
        assert len({submission.key for submission in found}) == len(found)
        return {submission.student: submission for submission in found}

    return run


@pytest.fixture
def anna(plant: Callable[..., Path], read: Callable[..., dict[str, Submission]]) -> Callable[..., Work]:
    """Read what Anna handed in, beside Bert who handed in nothing: her work for the first exercise."""

    def run(files: Files, *exercises: str, **options: object) -> Work:
        root = plant({f"anna/{path}": content for path, content in files.items()} | {"anna/": "", "bert/": ""})
        return read(root, *exercises, **options)["anna"].works[0]

    return run
