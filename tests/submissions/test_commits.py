"""When work in checkouts of git was committed, and that nothing of a student's repository runs for that."""

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.submissions import Submission, commits, read_submissions, with_commit_times

FILE = "08_dropout.py"
FIRST, LAST = "2026-10-10T12:00:00+02:00", "2026-10-12T23:30:00+02:00"
pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


class Checkout:
    """A repository as a student leaves it."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, at: str = FIRST) -> str:
        known = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        # The author's clock says something else, as after a rebase.
        who = {"GIT_AUTHOR_DATE": "2020-01-01T00:00:00Z", "GIT_COMMITTER_DATE": at}
        for role in ("AUTHOR", "COMMITTER"):
            who |= {f"GIT_{role}_NAME": "Ann", f"GIT_{role}_EMAIL": "ann@example.org"}
        done = subprocess.run(["git", *arguments], cwd=self.folder, env=known | who, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, name: str, text: str, at: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "Work", at=at)


Times = Callable[[Path], dict[str, Submission]]


@pytest.fixture
def read(tmp_path: Path) -> Times:
    def run(root: Path) -> dict[str, Submission]:
        found = read_submissions(root, ["08_dropout"], tmp_path / "unpacked")
        timed, said = with_commit_times(found, root)
        assert said == ""
        return {each.student: each for each in timed}

    return run


@pytest.fixture
def ann(tmp_path: Path) -> Checkout:
    made = Checkout(tmp_path / "hw-3-submissions" / "hw-3-ann")
    made.commit(f"exercises/{FILE}", "x = 1\n", FIRST)
    made.commit(f"exercises/{FILE}", "x = 2\n", LAST)
    made.commit("README.md", "later, and nothing to do with it\n", "2026-10-20T12:00:00Z")
    return made


def utc(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(UTC).isoformat()


def test_the_last_commit_that_changed_the_graded_file_counts(ann: Checkout, read: Times):
    root = ann.folder.parent
    bob = Checkout(root / "hw-3-bob")
    bob.commit(FILE, "x = 1\n", FIRST)
    bob.git("pack-refs", "--all")
    bob.git("gc", "--quiet")
    new = Checkout(root / "hw-3-new")
    new.commit("README.md", "nothing else is committed\n", FIRST)
    (new.folder / FILE).write_text("x = 3\n")
    cut = root / "hw-3-cut"
    ann.git("clone", "--quiet", "--depth=2", f"file://{ann.folder}", str(cut))
    found = read(root)
    assert {student: each.submitted_at for student, each in found.items()} == {
        "ann": utc(LAST),
        "bob": utc(FIRST),
        "cut": utc(LAST),
        "new": "",
    }
    assert found["new"].notes == ("what was graded was never committed",)
    assert read(ann.folder)["hw-3-ann"].submitted_at == utc(LAST)


def test_the_repository_that_holds_the_whole_class_is_nobodys(tmp_path: Path, read: Times):
    mine = Checkout(tmp_path / "class")
    mine.commit(f"ann/{FILE}", "x = 1\n", FIRST)
    mine.commit(f"bob/{FILE}", "x = 2\n", LAST)
    assert {each.submitted_at for each in read(mine.folder).values()} == {""}


def set_traps(checkout: Checkout, trap: Path) -> None:
    """Everything in a repository that names a program: each would leave a file behind."""
    script = trap / "run.sh"
    script.write_text(f'#!/bin/sh\ntouch "{trap}/sprung-$$"\nexit 1\n')
    script.chmod(0o755)
    own = checkout.folder / ".git"
    for name in ("post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc", "fsmonitor-watchman"):
        shutil.copy(script, own / "hooks" / name)
    (own / "info" / "attributes").write_text("* filter=evil diff=evil merge=evil\n")
    (checkout.folder / ".gitattributes").write_text("* filter=evil diff=evil\n")
    (trap / "more").write_text(f"[core]\n\tpager = {script}\n")
    settings = {
        "core.fsmonitor": script,
        "core.hooksPath": own / "hooks",
        "core.pager": script,
        "pager.log": script,
        "core.sshCommand": script,
        "core.askPass": script,
        "core.editor": script,
        "core.alternateRefsCommand": script,
        "core.worktree": trap,
        "gpg.program": script,
        "gpg.ssh.program": script,
        "log.showSignature": "true",
        "diff.external": script,
        "diff.evil.textconv": script,
        "diff.evil.command": script,
        "filter.evil.smudge": script,
        "filter.evil.clean": script,
        "filter.evil.process": script,
        "alias.log": f"!{script}",
        "credential.helper": f"!{script}",
        "include.path": trap / "more",
        "extensions.partialClone": "origin",
        "remote.origin.url": f"ext::{script}",
        "remote.origin.promisor": "true",
        "remote.origin.uploadpack": script,
        "protocol.ext.allow": "always",
        "protocol.allow": "always",
    }
    for name, value in settings.items():
        checkout.git("config", name, str(value))


def sign(checkout: Checkout) -> None:
    """Make the last commit one with a signature, which git would have a program check."""
    text = checkout.git("cat-file", "commit", "HEAD")
    head, _, message = text.partition("\n\n")
    head += "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n aaaa\n -----END PGP SIGNATURE-----"
    path = checkout.folder / ".git" / "signed"
    path.write_text(f"{head}\n\n{message}\n")
    signed = checkout.git("hash-object", "-t", "commit", "-w", str(path))
    checkout.git("update-ref", "refs/heads/main", signed)


@pytest.mark.skipif(os.name == "nt", reason="the traps are scripts of a shell")
def test_nothing_in_a_hostile_repository_runs(tmp_path: Path, read: Times):
    trap = tmp_path / "trap"
    trap.mkdir()
    eve = Checkout(tmp_path / "hw-3-submissions" / "hw-3-eve")
    eve.commit(FILE, "x = 1\n", LAST)
    sign(eve)
    set_traps(eve, trap)
    assert read(eve.folder.parent)["eve"].submitted_at == utc(LAST)
    assert list(trap.glob("sprung-*")) == []
    # The traps are live: git itself, asked in that folder, walks into one.
    subprocess.run(["git", "-c", "safe.directory=*", "log", "-1"], cwd=eve.folder, capture_output=True, timeout=60)
    assert list(trap.glob("sprung-*")) != []


@pytest.mark.skipif(os.name == "nt", reason="the traps are scripts of a shell")
def test_what_is_missing_is_not_fetched(tmp_path: Path, read: Times):
    trap = tmp_path / "trap"
    trap.mkdir()
    eve = Checkout(tmp_path / "hw-3-submissions" / "hw-3-eve")
    eve.commit(FILE, "x = 1\n", FIRST)
    eve.commit(FILE, "x = 2\n", LAST)
    tree = eve.git("rev-parse", "HEAD^{tree}")
    set_traps(eve, trap)
    (eve.folder / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    found = read(eve.folder.parent)["eve"]
    assert list(trap.glob("sprung-*")) == []
    assert found.submitted_at == ""
    assert "could not be read" in found.notes[-1]
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(["git", "log", "-1", "--", FILE], cwd=eve.folder, env=environment, capture_output=True, timeout=60)
    assert list(trap.glob("sprung-*")) != []


def break_branch(own: Path) -> None:
    (own / "HEAD").write_text("ref: refs/heads/../../../../secret\n")


def break_head(own: Path) -> None:
    (own / "HEAD").write_bytes(b"\xff" * 100)


def option_for_head(own: Path) -> None:
    (own / "HEAD").write_text("--output=x\n")


def pipe_for_head(own: Path) -> None:
    (own / "HEAD").unlink()
    os.mkfifo(own / "HEAD")


def no_objects(own: Path) -> None:
    shutil.rmtree(own / "objects")


@pytest.mark.skipif(os.name == "nt", reason="pipes")
@pytest.mark.parametrize("spoil", [break_branch, break_head, option_for_head, pipe_for_head, no_objects])
def test_a_broken_repository_is_said_and_costs_nothing(spoil: Callable[[Path], None], ann: Checkout, read: Times):
    spoil(ann.folder / ".git")
    found = read(ann.folder.parent)["ann"]
    assert (found.submitted_at, found.works[0].content) == ("", b"x = 2\n")
    assert found.notes == ("its git repository could not be read, so it is not known when this was committed",)


@pytest.mark.parametrize("link", [False, True])
def test_a_repository_that_lies_elsewhere_is_not_looked_at(link: bool, ann: Checkout, tmp_path: Path, read: Times):
    own = ann.folder / ".git"
    shutil.move(own, tmp_path / "elsewhere")
    if link:
        own.symlink_to(tmp_path / "elsewhere")
    else:
        own.write_text(f"gitdir: {tmp_path / 'elsewhere'}\n")
    assert read(ann.folder.parent)["ann"].submitted_at == ""


def test_without_git_it_is_said_once(ann: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(commits.shutil, "which", lambda _: None)
    root = ann.folder.parent
    found = read_submissions(root, ["08_dropout"], tmp_path / "unpacked")
    timed, said = with_commit_times(found, root)
    assert timed == found
    assert said.startswith("git is not installed here")
    (tmp_path / "plain" / "ann").mkdir(parents=True)
    (tmp_path / "plain" / "ann" / FILE).write_text("x = 1\n")
    plain = read_submissions(tmp_path / "plain", ["08_dropout"], tmp_path / "unpacked")
    assert with_commit_times(plain, tmp_path / "plain")[1] == ""


def test_git_is_asked_once_for_the_same_commit_and_files_of_a_student(ann: Checkout, monkeypatch: pytest.MonkeyPatch):
    ann.commit(FILE, "first = 1\n", at=FIRST)
    root, known = ann.folder, {}

    def moments() -> list[str]:
        found = read_submissions(root, ["08_dropout"], root / "unpacked")
        return [each.submitted_at for each in with_commit_times(found, root, known)[0]]

    first = moments()
    with monkeypatch.context() as patch:
        patch.setattr(commits.subprocess, "Popen", lambda *_, **__: pytest.fail("git was asked again"))
        assert moments() == first == ["2026-10-10T10:00:00+00:00"]
        assert not any("08" in text or "ann" in text for text in known)
    ann.commit(FILE, "second = 2\n", at=LAST)
    assert moments() == ["2026-10-12T21:30:00+00:00"]
