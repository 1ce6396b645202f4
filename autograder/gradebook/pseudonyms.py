"""Pseudonyms: what students are called in a report that may be seen by people who are not to know who they are.

`pseudonyms.json`, beside the run's other files for staff, is the one place that says who is who.
"""

import hmac
import itertools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path

from autograder.gradebook.decisions import Decide
from autograder.gradebook.redaction import Redaction, words_of
from autograder.gradebook.roster import Person
from autograder.grading import earlier
from autograder.grading.batch import SubmissionResult
from autograder.grading.folder import read_json, write_json
from autograder.grading.graded import Graded
from autograder.grading.key import RunKey
from autograder.submissions import Submission, safe_key

FILE = "pseudonyms.json"
_FIRST = (
    *("amber", "azure", "birch", "bronze", "cedar", "cobalt", "copper", "coral", "crimson", "golden"),
    *("granite", "indigo", "ivory", "jade", "lilac", "linen", "marble", "mossy", "ochre", "olive"),
    *("opal", "pearl", "pine", "quartz", "russet", "saffron", "sandy", "scarlet", "silver", "slate"),
    *("teal", "topaz", "velvet", "violet", "walnut", "willow"),
)
_SECOND = (
    *("auk", "bittern", "bunting", "crane", "curlew", "dipper", "dunlin", "egret", "finch", "fulmar"),
    *("gannet", "godwit", "grebe", "heron", "ibis", "jackdaw", "kestrel", "lapwing", "linnet", "magpie"),
    *("martin", "merlin", "nuthatch", "oriole", "osprey", "plover", "puffin", "quail", "redstart", "sandpiper"),
    *("siskin", "starling", "swallow", "tern", "thrush", "wagtail", "warbler", "wren"),
)


@dataclass(frozen=True)
class Alias:
    """Who a student is, and what the report calls them.

    Attributes:
        key: Of the student's files in the report.
        true_key: What that key would be without pseudonyms.
        login: As the roster has it.
    """

    pseudonym: str
    key: str
    true_key: str
    student: str
    id: str = ""
    email: str = ""
    system_id: str = ""
    login: str = ""


@dataclass(frozen=True)
class Pseudonyms:
    """Those of one run."""

    aliases: tuple[Alias, ...]
    vocabulary: Collection[str] = field(default=frozenset())

    @classmethod
    def read(cls, staff: Path) -> "Pseudonyms | None":
        """Those of a run, or of an earlier table of it; None where they are not there."""
        is_earlier = staff.parent.name == earlier.FOLDER
        data = read_json((staff.parent.parent if is_earlier else staff) / FILE) or {}
        try:
            return cls(tuple(Alias(**each) for each in data["students"]))
        except (LookupError, TypeError):
            return None

    @classmethod
    def of(
        cls,
        before: "Pseudonyms | None",
        key: RunKey,
        submissions: Iterable[Submission],
        people: Iterable[Person],
        vocabulary: Collection[str],
    ) -> "Pseudonyms":
        """Those of a run's students: as they were before, else as the roster says, else made from the run's key.

        Args:
            before: Those that the run's folder holds.
            vocabulary: Words that are not taken for names in texts, even if somebody has that name.
        """
        known = {alias.true_key: alias for alias in before.aliases} if before else {}
        listed = {safe_key(person.id): person for person in people}
        submissions = sorted(submissions, key=lambda each: each.key)
        taken = {alias.key for alias in known.values()}
        taken |= {safe_key(person.pseudonym) for person in listed.values() if person.pseudonym}
        names = {word for each in submissions for word in words_of(each.student)}
        for each in submissions:
            person = listed.get(each.key)
            own = {
                "id": each.id,
                "email": each.email,
                "system_id": each.system_id,
                "login": person.login if person else "",
            }
            if each.key in known:
                known[each.key] = replace(known[each.key], student=each.student, **own)
                continue
            name = person.pseudonym if person else ""
            if not name:
                name = _made(key, each.key, taken, names)
                taken.add(name)
            known[each.key] = Alias(name, safe_key(name), each.key, each.student, **own)
        return cls(tuple(known.values()), vocabulary)

    def write(self, staff: Path) -> None:
        """Write them down, so that the marks can be given back."""
        write_json(staff / FILE, {"students": [asdict(alias) for alias in self.aliases]})

    @cached_property
    def _by_true_key(self) -> dict[str, Alias]:
        return {alias.true_key: alias for alias in self.aliases}

    @cached_property
    def _by_key(self) -> dict[str, Alias]:
        return {alias.key: alias for alias in self.aliases}

    @cached_property
    def _redaction(self) -> Redaction:
        marks = {
            alias.pseudonym: (alias.student, alias.id, alias.email, alias.system_id, alias.login, alias.true_key)
            for alias in self.aliases
        }
        return Redaction(marks, self.vocabulary)

    def true_key(self, key: str) -> str:
        """The key without pseudonyms of whom the report calls by this one."""
        return self._by_key[key].true_key

    def key(self, true_key: str) -> str:
        """The key in the report of a student; the key itself where the student is not in it."""
        alias = self._by_true_key.get(true_key)
        return alias.key if alias else true_key

    def key_of(self, login: str, true_key: str) -> str:
        """The key in the report of whom a course system calls by this login."""
        return next((alias.key for alias in self.aliases if alias.system_id == login), self.key(true_key))

    def named(self, submission: Submission) -> Submission:
        """With the name that is shown; all else is still the student's own."""
        return replace(submission, pseudonym=self._by_true_key[submission.key].pseudonym)

    def hidden(self, submission: Submission, key: RunKey) -> Submission:
        """As the report knows it. What was handed in stays as it is: it is graded."""
        alias = self._by_true_key[submission.key]
        team = hmac.new(key.secret, submission.team.encode(errors="surrogatepass"), "sha256").hexdigest()[:12]
        nobody = {"id": "", "email": "", "system_id": "", "pseudonym": "", "team": team if submission.team else ""}
        return replace(submission, student=alias.pseudonym, key=alias.key, **nobody)

    def decided(self, decisions: Decide, result: SubmissionResult) -> SubmissionResult:
        """A result with what people decided, who know its student by the true key."""
        return replace(decisions(replace(result, key=self.true_key(result.key))), key=result.key)

    def concealed(self, result: SubmissionResult) -> SubmissionResult:
        """A result of a hidden submission, without names in what was handed in and what came of it."""
        return self._redaction.of_result(result, self._by_key[result.key].pseudonym)

    def concealed_text(self, key: str, graded: Graded) -> Graded:
        """What was graded of the student with this key, without names."""
        return self._redaction.of_graded(graded, self._by_key[key].pseudonym)

    def resolved(self, result: SubmissionResult) -> SubmissionResult:
        """A result of the report with the student's name, number and key, shown under the pseudonym all the same."""
        alias = self._by_key.get(result.key)
        if alias is None:
            return result
        own = {"id": alias.id, "email": alias.email, "system_id": alias.system_id}
        return replace(result, student=alias.student, key=alias.true_key, pseudonym=alias.pseudonym, **own)


def _made(key: RunKey, student: str, taken: Collection[str], names: Collection[str]) -> str:
    """Words and a number that only the run's key leads to; no word of them is a name in the class."""
    first, second = (([word for word in words if word not in names] or words) for words in (_FIRST, _SECOND))
    for count in itertools.count():
        number = int.from_bytes(key.derive("pseudonym", student, str(count))[:16], "big")
        name = f"{_pick(first, number)}-{_pick(second, number // 97)}-{10 + number // 9409 % 90}"
        if name not in taken:
            return name
    raise AssertionError("there is always another one")


def _pick(words: Sequence[str], number: int) -> str:
    return words[number % len(words)]
