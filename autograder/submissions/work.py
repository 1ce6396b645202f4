"""From the files of one student to the work for one exercise: which file counts, and what is in it."""

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from autograder.submissions import limits
from autograder.submissions.by_content import defined, exercises_in, exercises_in_file, imports
from autograder.submissions.candidates import DiskFile, Refused, Source, Tree, kind_of, other_archive, split_name
from autograder.submissions.contents import Contents, read_contents
from autograder.submissions.data_files import Shelf
from autograder.submissions.decorations import Attempt, strip_end
from autograder.submissions.helpers import Neighbours, relative_to
from autograder.submissions.keys import display_name
from autograder.submissions.layouts import KIT_FOLDERS
from autograder.submissions.model import Work
from autograder.submissions.names import BY_CONTENT, BY_NUMBER, ONLY_FILE, Match, Matcher
from autograder.submissions.systems import version_of
from autograder.submissions.wording import listed, shown

_WORKING_FOLDERS = frozenset({"exercises", "notebooks"})
_KIT = KIT_FOLDERS - _WORKING_FOLDERS
_NUMBERED = re.compile(r"[0-9]{2}[\s_\-.]")
_SECOND = re.compile(r"(.*[^ _]) ?\(([0-9]{1,3})\)", re.DOTALL)


@dataclass(frozen=True)
class Candidate:
    """A file that may be the work for an exercise."""

    path: str  # relative posix path in the submission; "a.zip/b.py" for a file in an archive
    kind: str
    source: Source
    match: Match

    @property
    def name(self) -> str:
        return display_name(self.path.rpartition("/")[2])

    def places(self) -> list[tuple[str, Attempt]]:
        """The folders and archives around it, outermost first: their names without attempts, and the attempts."""
        return [_place(part) for part in self.path.split("/")[:-1]]

    def is_later(self, other: "Candidate") -> bool:
        """Whether it is a later attempt of the same file in the same place."""
        same = (self.kind, self.match.base, self.places()) == (other.kind, other.match.base, other.places())
        return same and _is_later(self.match.attempt, other.match.attempt)

    def is_in_later_place(self, other: "Candidate") -> bool:
        """Whether it lies in a later attempt of the same folder or archive."""
        for (name, attempt), (other_name, other_attempt) in zip(self.places(), other.places(), strict=False):
            if name != other_name:
                return False
            if attempt != other_attempt:
                return _is_later(attempt, other_attempt)
        return False


def _place(part: str) -> tuple[str, Attempt]:
    """The name of a folder or archive without its attempt, and the attempt."""
    if kind_of(part) == "zip":
        ending = strip_end(split_name(part)[0])
        # "hw_2.zip" is rather the second homework than the second attempt: such a number stays with the name.
        return f"{ending.rest.casefold()} {ending.other}", (ending.dash, ending.bracket, ending.date)
    version = version_of(part)
    if version:
        return version[0], (version[1],)
    # "week-1" beside "week-2" says nothing; "week (1)" beside "week" is what browsers make of a second download.
    copy = _SECOND.fullmatch(part)
    return (copy[1], (int(copy[2]),)) if copy else (part, (0,))


def _is_later(one: Attempt, other: Attempt) -> bool:
    """Whether no number is smaller and one is larger: "(2)" against "-1" says nothing."""
    return (
        one != other and len(one) == len(other) and all(mine >= theirs for mine, theirs in zip(one, other, strict=True))
    )


Entry = tuple[Candidate, Contents]


@dataclass
class Desk:
    """All that was handed in by one student, with its archives opened, ready to be read."""

    key: str
    tree: Tree
    matcher: Matcher
    unpack_into: Path
    stubs: Mapping[str, Contents] = field(default_factory=dict)  # exercise -> the file as it was given to students
    system_folders: int = 0
    interned: dict[bytes, bytes] = field(default_factory=dict)  # equal contents are kept once for a whole class

    def __post_init__(self) -> None:
        self._candidates: dict[str, list[Candidate]] = defaultdict(list)
        self._neighbours: dict[str, Neighbours] = {}
        self._helpers: dict[Source, bytes] = {}
        self._shelf = Shelf(self.unpack_into / self.key / "data")
        self._read: dict[str, Contents | Refused] = {}
        self._answers: dict[str, list[str]] = {}
        for path in sorted(self.tree.files):
            kind, match = kind_of(path), self.matcher.match(path.rpartition("/")[2])
            if match and kind in ("py", "ipynb"):
                self._candidates[match.exercise].append(Candidate(path, kind, self.tree.files[path], match))

    def work(self, exercise: str) -> Work:
        """The work for one of the exercises that were asked for."""
        candidates = self._named(exercise) or self._only_file(exercise) or self._by_content(exercise)
        if not candidates:
            return self._nothing(exercise)
        if len(candidates) > limits.CANDIDATES:
            names = listed(candidate.path for candidate in candidates)
            return Work(exercise, outcome="review", reason=f"Too many files could be {exercise}: {names}.")
        entries: list[Entry] = []
        notes: list[str] = []
        refused: list[tuple[Candidate, str]] = []
        for candidate in candidates:
            contents = self._contents(candidate.path, candidate.kind)
            if isinstance(contents, Refused):
                refused.append((candidate, contents.reason))
            else:
                entries.append((candidate, contents))
        if not entries:
            first = refused[0][0]
            reason = " ".join(f"{shown(candidate.path)} cannot be graded: {text}." for candidate, text in refused[:3])
            return Work(exercise, _disk_path(first.source), first.name, "unreadable", reason)
        notes += [f"{shown(candidate.path)} was not graded: {text}" for candidate, text in refused]
        entries, attempts = self._narrow(entries, exercise, notes)
        return self._settle(exercise, entries, attempts, notes)

    def _contents(self, path: str, kind: str) -> Contents | Refused:
        """What is in a file, or why it is not read."""
        if path not in self._read:
            try:
                self._read[path] = read_contents(self.tree.files[path].read(limits.NOTEBOOK_FILE), kind)
            except Refused as refused:
                self._read[path] = refused
        return self._read[path]

    def _named(self, exercise: str) -> list[Candidate]:
        """The files that are named like the exercise. A number alone is not a name where the code is
        another's."""
        return [
            candidate
            for candidate in self._candidates[exercise]
            if candidate.match.level < BY_NUMBER
            or not (answered := self._answered(candidate.path, candidate.kind))
            or exercise in answered
        ]

    def _by_content(self, exercise: str) -> list[Candidate]:
        """The files that define what the exercise asks for, and whose names do not say what they are for."""
        found = []
        for path in sorted(self.tree.files):
            kind, name = kind_of(path), path.rpartition("/")[2]
            match = self.matcher.match(name)
            if kind not in ("py", "ipynb") or (match and match.level < BY_NUMBER) or _is_of_the_kit(path):
                continue
            if len(found) <= limits.CANDIDATES and exercise in self._answered(path, kind):
                ending = strip_end(split_name(name)[0])
                by_content = Match(exercise, BY_CONTENT, "", ending.rest.casefold(), ending.attempt)
                found.append(Candidate(path, kind, self.tree.files[path], by_content))
        texts = {each.path: self._text(each.path, each.kind) for each in found}
        counts = {path: len(self._asked[exercise] & defined(text)) for path, text in texts.items()}
        best = [each for each in found if counts[each.path] == max(counts.values())]
        # A module beside the answer that holds a part of it.
        own = [
            each
            for each in best
            if not any(imports(texts[other.path], split_name(each.name)[0]) for other in best if other is not each)
        ]
        return own or best

    def _text(self, path: str, kind: str) -> str:
        contents = self._contents(path, kind)
        return "" if isinstance(contents, Refused) else contents.text()

    def _answered(self, path: str, kind: str) -> list[str]:
        """The exercises that a file answers, by what it defines."""
        if path not in self._answers:
            self._answers[path] = exercises_in(self._text(path, kind), self._asked)
        return self._answers[path]

    @cached_property
    def _asked(self) -> dict[str, frozenset[str]]:
        """The functions of each exercise, by its stub."""
        return {exercise: defined(stub.text()) for exercise, stub in self.stubs.items()}

    def _only_file(self, exercise: str) -> list[Candidate]:
        """If one exercise is asked for and one file handed in, of any name, then that is it."""
        if len(self.matcher.exercises) != 1:
            return []
        found = []
        bases = set()
        for path in sorted(self.tree.files):
            kind, name = kind_of(path), path.rpartition("/")[2]
            stem = split_name(name)[0]
            if kind == "zip" or _NUMBERED.match(stem) or stem in sys.stdlib_module_names or self.matcher.match(name):
                continue
            ending = strip_end(stem)
            bases.add((ending.rest.casefold(), kind))
            match = Match(exercise, ONLY_FILE, "", ending.rest.casefold(), ending.attempt)
            found.append(Candidate(path, str(kind), self.tree.files[path], match))
        return found if len(bases) == 1 else []

    def _narrow(self, entries: list[Entry], exercise: str, notes: list[str]) -> tuple[list[Entry], list[Entry]]:
        """The files that still may be the work when all rules were applied, and the earlier attempts among the rest.

        Each rule only decides where it leaves something.
        """

        def keep(rule: Callable[[Entry], bool], why: str) -> None:
            nonlocal entries
            kept = [entry for entry in entries if rule(entry)]
            dropped = [entry[0].path for entry in entries if not rule(entry)] if kept else []
            if dropped:
                entries = kept
                notes.append(f"not graded, because {why}: {listed(dropped)}")

        if len(entries) == 1:
            return entries, []
        stub = self.stubs[exercise].same() if exercise in self.stubs else None
        files = [candidate for candidate, _ in entries]
        keep(lambda entry: entry[1].same() != stub, "nothing was changed in it")
        keep(lambda entry: not any(file.is_in_later_place(entry[0]) for file in files), "there is a later attempt")
        keep(lambda entry: not _is_of_the_kit(entry[0].path), "it lies in a folder of the kit")
        best = min(candidate.match.level for candidate, _ in entries)
        keep(lambda entry: entry[0].match.level == best, "another file has the better name")
        latest = [entry for entry in entries if not any(other.is_later(entry[0]) for other, _ in entries)]
        return latest, [entry for entry in entries if entry not in latest]

    def _settle(self, exercise: str, entries: list[Entry], earlier: list[Entry], notes: list[str]) -> Work:
        """The work, if the remaining files agree."""
        entries = sorted(entries, key=lambda entry: (entry[0].kind != "py", entry[0].path.count("/"), entry[0].path))
        candidate, contents = entries[0]
        if any(other.same() != contents.same() for _, other in entries[1:]):
            count = "Two" if len(entries) == 2 else "Several"
            names = listed(entry[0].path for entry in entries)
            reason = f"{count} files with different code could be {exercise}: {names}. A person has to choose."
            return Work(exercise, _disk_path(candidate.source), candidate.name, "review", reason, tuple(notes))
        notes = [*self._naming(exercise, candidate, contents, earlier), *notes]
        if len(entries) > 1:
            notes.append(f"the same code is also in {listed(entry[0].path for entry in entries[1:])}")
        notes += [f"{shown(candidate.name)}: {note}" for note in contents.notes]
        beside = self._neighbours_of(candidate).used_by(contents, candidate.source, self._helpers, self._shelf)
        content = contents.content
        return Work(
            exercise=exercise,
            path=_disk_path(candidate.source) or self._unpack(exercise, candidate, contents),
            name=candidate.name,
            outcome="found",
            notes=(*notes, *beside.notes),
            content=None if content is None else self.interned.setdefault(content, content),
            cells=contents.cells,
            helpers=beside.helpers,
            data=beside.data,
            others=contents.others,
            is_colab=contents.is_colab,
        )

    def _naming(self, exercise: str, candidate: Candidate, contents: Contents, earlier: list[Entry]) -> list[str]:
        """What was assumed about the name and the place of the file."""
        notes = []
        kind = split_name(candidate.name)[1]
        assumed = f"graded {shown(candidate.name)} as {exercise}.{kind}"
        if earlier:
            others = "the other" if len(earlier) == 1 else "the others"
            names = listed(entry[0].path for entry in earlier)
            notes.append(f"{assumed}, the latest of {len(earlier) + 1} attempts; {others}: {names}")
        elif candidate.match.level == ONLY_FILE:
            notes.append(f"{assumed}, because there is no other file")
        elif candidate.match.level == BY_CONTENT:
            names = sorted(self._asked[exercise] & defined(contents.text()))
            notes.append(f"{assumed}, because it defines {listed(names)}")
        elif candidate.name != f"{exercise}.{kind}":
            notes.append(assumed)
        folders = candidate.path.split("/")[:-1][self.system_folders :]
        while folders and folders[-1] in _WORKING_FOLDERS:
            folders.pop()
        if folders:
            notes.append(f"{shown(candidate.name)} was found in {shown('/'.join(folders))}")
        return notes

    def _nothing(self, exercise: str) -> Work:
        """Nothing can be graded: either a file that could be it is not read, or there is none."""
        for path, reason in sorted(self.tree.refused.items()):
            name = path.rpartition("/")[2]
            match = self.matcher.match(name)
            if kind_of(name) == "zip":
                return Work(exercise, None, name, "unreadable", f"{shown(path)} cannot be opened: {reason}.")
            if kind_of(name) and match and match.exercise == exercise:
                return Work(exercise, None, name, "unreadable", f"{shown(path)} is not read: {reason}.")
        reason = f"No file for {exercise} was handed in. Looked for {exercise}.py and {exercise}.ipynb; {self._found}."
        likely = [
            name
            for name in self.tree.others
            if (match := self.matcher.match(name.rpartition("/")[2].rpartition(".")[0])) and match.exercise == exercise
        ]
        if likely:
            reason += f" Not read, because only .py and .ipynb files are: {listed(sorted(likely))}."
        if self._archives:
            reason += f" Not opened, because only .zip archives are: {listed(self._archives)}."
        return Work(exercise, outcome="missing", reason=reason)

    @cached_property
    def _found(self) -> str:
        """What was handed in, as a clause."""
        names = self.tree.names()
        return f"found {listed(names)}" if names else "found no files"

    @cached_property
    def _archives(self) -> list[str]:
        """Those that are not opened."""
        return [name for name in self.tree.names() if other_archive(name)]

    def _neighbours_of(self, candidate: Candidate) -> Neighbours:
        folder = candidate.path.rpartition("/")[0]
        if folder not in self._neighbours:
            self._neighbours[folder] = Neighbours(
                relative_to(folder, self.tree.files), relative_to(folder, self.tree.data)
            )
        return self._neighbours[folder]

    def _unpack(self, exercise: str, candidate: Candidate, contents: Contents) -> Path:
        """Write a file out of an archive to disk, under a name of ours."""
        folder = self.unpack_into / self.key
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{exercise}.{'py' if contents.cells is None else 'ipynb'}"
        path.unlink(missing_ok=True)
        with path.open("xb") as file:
            file.write(candidate.source.read(limits.NOTEBOOK_FILE))
        return path


def _is_of_the_kit(path: str) -> bool:
    """Whether it lies in a folder that the kit brings, where nobody writes answers."""
    return not _KIT.isdisjoint(path.split("/")[:-1])


def exercises_for(tree: Tree, matcher: Matcher, asked: Mapping[str, Collection[str]]) -> set[str]:
    """The exercises that files in it are named for, whether these can be read or not; where no name says what a file is
    for, those that the files answer by what they define.

    Args:
        asked: The functions of each exercise.
    """
    files = [path for path in sorted({*tree.files, *tree.refused}) if kind_of(path) in ("py", "ipynb")]
    matches = {path: match for path in files if (match := matcher.match(path.rpartition("/")[2]))}
    if named := {match.exercise for match in matches.values() if match.level < BY_NUMBER}:
        return named
    found: set[str] = set()
    for path in [path for path in files if not _is_of_the_kit(path)][: limits.CANDIDATES]:
        answered = exercises_in_file(tree.files[path], kind_of(path) or "", asked) if path in tree.files else ()
        found |= {*answered} or ({matches[path].exercise} if path in matches else set())
    return found


def _disk_path(source: Source) -> Path | None:
    return Path(source.path) if isinstance(source, DiskFile) else None
