"""What several folders of tests share: sandboxes, and plain values of every kind."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.checking.handles import SandboxTools, StudentHandle
from autograder.course import content
from autograder.engine.backends import BACKENDS, TENSORFLOW, Backend
from autograder.engine.provider import Sandboxes, Setup
from autograder.engine.sandbox import Limits, Sandbox
from autograder.wire.codec import DTYPES, Reference

# Machines are busy, and examples are found anew in each run.
settings.register_profile("kit", deadline=None, max_examples=60, database=None)
settings.load_profile("kit")


# In the environment of whoever starts the sandboxes; never in theirs.
SECRET = "KIT_TEST_SECRET"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--backend", default=TENSORFLOW, choices=BACKENDS, help="What Keras runs on in the sandboxes.")


@pytest.fixture(scope="session")
def backend(pytestconfig: pytest.Config) -> Backend:
    """What Keras runs on in `sandboxes`."""
    return pytestconfig.getoption("backend")


@pytest.fixture(scope="session")
def sandboxes(backend: Backend) -> Iterator[Sandboxes]:
    """Sandboxes as the commands start them, for the whole run of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SECRET, f"{SECRET} is known")
        started = Sandboxes(Setup(backend=backend))
    with started:
        yield started


@pytest.fixture(scope="session")
def small_sandboxes(backend: Backend) -> Iterator[Sandboxes]:
    """Sandboxes of tier B, for systems without namespaces, with little memory and disk."""
    with Sandboxes(Setup(tier="B", memory_mb=700, backend=backend)) as started:
        yield started


@pytest.fixture
def own_exercises() -> Iterator[Callable[[Path], None]]:
    """Take exercises from a folder as well, until the test ends."""
    used: list[Path] = []

    def use(folder: Path) -> None:
        used.append(folder)
        content.use_folder(folder)

    yield use
    for folder in used:
        content.leave_folder(folder)


Opened = AbstractContextManager[tuple[StudentHandle, SandboxTools, Sandbox]]


@pytest.fixture(scope="session")
def loaded(sandboxes: Sandboxes) -> Callable[..., Opened]:
    """Load a submission into a sandbox, without any check."""

    @contextmanager
    def open_sandbox(
        source: str, where: Sandboxes = sandboxes, **limits: float
    ) -> Iterator[tuple[StudentHandle, SandboxTools, Sandbox]]:
        sandbox = Sandbox(where.start_child, Limits(**limits))
        try:
            payload = {"functions": [], "cells": [], "helpers": [], "definitions_only": False}
            answer = sandbox.request("load", name="90_toy.py", source=source.encode(), **payload)
            assert answer["outcome"] == "loaded", answer
            yield StudentHandle(sandbox, {}), SandboxTools(sandbox), sandbox
        finally:
            sandbox.close()

    return open_sandbox


@pytest.fixture(scope="session")
def plain_values() -> "st.SearchStrategy[Any]":
    """Every kind of value that may cross, references and nested ones among them."""
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    shapes = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
    leaves = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**500), 2**500),
        st.floats(),
        st.complex_numbers(),
        text,
        st.binary(max_size=20),
        st.sampled_from(DTYPES).flatmap(lambda name: hnp.arrays(np.dtype(name), shapes)),
        st.builds(Reference, st.integers(0, 2**64 - 1), text),
    )

    def nested(inner: "st.SearchStrategy[Any]") -> "st.SearchStrategy[Any]":
        items = st.lists(inner, max_size=4)
        return st.one_of(items, items.map(tuple), st.dictionaries(text, inner, max_size=4))

    return st.recursive(leaves, nested, max_leaves=12)
