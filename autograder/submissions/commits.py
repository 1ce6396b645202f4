"""When the files of a checkout were committed, for those who hand in by git.

A repository is the student's: its settings name programs that git runs (a monitor of the folder, a pager, a check of
signatures, a way to fetch what is missing). So git never sees the repository itself. It is given one of ours, made for
the question, which has no settings, no hooks and no remotes and borrows nothing but the stored objects.
"""

import hashlib
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from autograder.submissions import limits
from autograder.submissions.candidates import DiskFile, Refused
from autograder.submissions.model import Submission

_HASH = re.compile(r"[0-9a-f]{40}")
_BRANCH = re.compile(r"ref: (refs/[\w./-]+)")
_SETTINGS = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
_SECONDS = 20.0
_MEMORY = 4 * 1024**3
_UNKNOWN = "its git repository could not be read, so it is not known when this was committed"
_NO_GIT = "git is not installed here, so it is not known when the files in the repositories were committed."


def with_commit_times(
    submissions: Sequence[Submission], root: Path, known: dict[str, str] | None = None
) -> tuple[list[Submission], str]:
    """The submissions, with `submitted_at` where they lie in a checkout of git; and what there is to say, if anything.

    The time is that of the last commit that changed a file which is graded, as the committer's computer had it.

    Args:
        root: The folder that was read.
        known: Answers of git from before; those that it gives now are put in. What a commit holds never changes, so
            that git need not be asked again as long as the same student has the same commit checked out.
    """
    known = {} if known is None else known
    root = root.resolve()
    checkouts = {each.key: _checkout_of(each, root, alone=len(submissions) == 1) for each in submissions}
    if not any(checkouts.values()):
        return list(submissions), ""
    git = shutil.which("git")
    if git is None:
        return list(submissions), _NO_GIT
    return [_timed(each, checkouts[each.key], git, known) for each in submissions], ""


def _checkout_of(submission: Submission, root: Path, alone: bool) -> Path | None:
    """The folder with a .git that the graded files lie in. That of the whole class is nobody's own."""
    if submission.submitted_at:
        return None
    for work in submission.works:
        path = work.path
        if path is None or not path.is_relative_to(root):
            continue
        for folder in path.parents:
            if folder == root and not alone:
                break
            if _is_folder(folder / ".git"):
                return folder
            if folder == root:
                break
    return None


def _is_folder(path: Path) -> bool:
    """Whether it is one, and no link: a file or a link may lead to any place."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def _timed(submission: Submission, checkout: Path | None, git: str, known: dict[str, str]) -> Submission:
    if checkout is None:
        return submission
    paths = [work.path for work in submission.works if work.path is not None and work.path.is_relative_to(checkout)]
    files = [path.relative_to(checkout).as_posix() for path in paths]
    try:
        head, shallow = _head(checkout / ".git"), _HASH.findall(_text(checkout / ".git" / "shallow"))
        question = _digest(submission.key, head, *shallow, *files)
        if question not in known:
            known[question] = _last_commit(checkout, head, shallow, files, git)
        moment = known[question]
    except (Refused, OSError, ValueError, subprocess.SubprocessError):
        return replace(submission, notes=(*submission.notes, _UNKNOWN))
    if not moment:
        return replace(submission, notes=(*submission.notes, "what was graded was never committed"))
    return replace(submission, submitted_at=moment)


def _digest(*parts: str) -> str:
    """Of all that an answer depends on, by which nobody is recognised."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _last_commit(checkout: Path, head: str, shallow: Sequence[str], files: Sequence[str], git: str) -> str:
    """ISO 8601 in UTC; empty where no commit has these files."""
    with tempfile.TemporaryDirectory(prefix="convlings-") as folder:
        ours = Path(folder)
        (ours / "refs").mkdir()
        (ours / "objects").mkdir()
        (ours / "config").write_text(_SETTINGS)
        (ours / "HEAD").write_text(f"{head}\n")
        if shallow:
            (ours / "shallow").write_text("".join(f"{each}\n" for each in shallow))
        command = [git, "--no-pager", "--literal-pathspecs", "log", "-1", "--no-show-signature", "--format=%ct", head]
        process = subprocess.Popen(
            [*command, "--", *files],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ours,
            env=_environment(ours, checkout / ".git" / "objects"),
        )
        with process:
            _limit(process.pid)
            try:
                said, _ = process.communicate(timeout=_SECONDS)
            except BaseException:
                process.kill()
                raise
    if process.returncode:
        raise ValueError(process.returncode)
    return datetime.fromtimestamp(int(said), UTC).isoformat() if said.strip() else ""


def _environment(ours: Path, objects: Path) -> dict[str, str]:
    """No settings but ours, nothing over a network, nothing written."""
    known = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return known | {
        "HOME": str(ours),
        "GIT_DIR": str(ours),
        "GIT_OBJECT_DIRECTORY": str(objects),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
    }


def _head(own: Path) -> str:
    """The commit that is checked out.

    Raises:
        ValueError: it cannot be told.
    """
    text = _text(own / "HEAD").strip()
    if branch := _BRANCH.fullmatch(text):
        name = branch[1]
        if ".." in name:
            raise ValueError(name)
        text = _text(own / name).strip() or _packed(own, name)
    if not _HASH.fullmatch(text):
        raise ValueError(text)
    return text


def _packed(own: Path, name: str) -> str:
    """What the list of packed branches says."""
    lines = (line.split(" ", 1) for line in _text(own / "packed-refs").splitlines())
    return next((line[0] for line in lines if len(line) == 2 and line[1] == name), "")


def _text(path: Path) -> str:
    """Of a file of the repository; empty where there is none that is to be read."""
    with suppress(Refused):
        return DiskFile(str(path)).read(limits.MEGABYTE).decode("utf-8", "replace")
    return ""


def _limit(process: int) -> None:
    """What a student stored may unpack to anything."""
    if sys.platform == "linux":
        import resource

        with suppress(OSError):
            resource.prlimit(process, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
