"""A download and a roster: everybody on the roster once, whether they handed in or not, and whoever is not on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from autograder.gradebook.names import share_a_word, spellings, squeezed
from autograder.gradebook.roster import Person
from autograder.submissions import Submission, Work, safe_key
from autograder.submissions.wording import listed

_NOTHING = "Nothing was handed in."


@dataclass(frozen=True)
class Enrolment:
    """A class as the roster has it.

    Attributes:
        submissions: One for each person on the roster, in its order, and then the strangers'.
        strangers: Submissions of nobody on the roster.
    """

    submissions: list[Submission]
    strangers: list[Submission] = field(default_factory=list)


def enrol(
    found: Sequence[Submission], people: Sequence[Person], exercises: Sequence[str], due: datetime | None
) -> Enrolment:
    """Put what was handed in to those on the roster.

    They are told by the course system's number, login or e-mail; by their names only where nobody else has that name
    and nothing else fits.
    """
    owners = _owners(found, people)
    own: dict[str, list[Submission]] = {person.id: [] for person in people}
    strangers = []
    for submission in found:
        owner = owners.get(submission.key)
        if owner is None:
            strangers.append(timed(submission, due))
        else:
            own[owner.id].append(submission)
    enrolled = [timed(_of(person, own[person.id], exercises), person.due(due)) for person in people]
    taken = {submission.key for submission in enrolled}
    strangers = [replace(each, key=f"{each.key}-2") if each.key in taken else each for each in strangers]
    return Enrolment([*enrolled, *strangers], strangers)


def _owners(found: Sequence[Submission], people: Sequence[Person]) -> dict[str, Person]:
    """Key of a submission -> whose it is."""
    owners: dict[str, Person] = {}
    by_mark: dict[str, list[Person]] = {}
    for person in people:
        for mark in {person.id, person.login, person.email, person.email.partition("@")[0]}:
            if mark:
                by_mark.setdefault(mark.casefold(), []).append(person)
    for submission in found:
        # What the system says of them comes first; a folder that is called by a login or number is next.
        for mark in (submission.email, "" if submission.id_is_local else submission.id, submission.student):
            fitting = by_mark.get(mark.casefold(), []) if mark else []
            if len(fitting) == 1 and (mark != submission.id or _may_be(fitting[0], submission)):
                owners[submission.key] = fitting[0]
                break
    by_name: dict[str, list[Person]] = {}
    for person in people:
        for name in spellings(person.name):
            by_name.setdefault(name, []).append(person)
    left = [submission for submission in found if submission.key not in owners]
    bearers: dict[str, list[Submission]] = {}
    for submission in left:
        bearers.setdefault(squeezed(submission.student), []).append(submission)
    taken = {person.id for person in owners.values()}
    for name, submissions in bearers.items():
        fitting = by_name.get(name, [])
        if len(fitting) == 1 and len(submissions) == 1 and fitting[0].id not in taken:
            owners[submissions[0].key] = fitting[0]
    return owners


def _may_be(person: Person, submission: Submission) -> bool:
    """Whether a number that both have can be the same number: their names have something in common, if both say one.

    Systems count in their own ways, and the number of one may be another person's in the other.
    """
    says_no_name = submission.student in ("", submission.id, f"anon_{submission.id}")
    return says_no_name or share_a_word(person.name, submission.student)


def _of(person: Person, own: Sequence[Submission], exercises: Sequence[str]) -> Submission:
    """What counts of all that a person handed in, under the name, number and key that the roster gives."""
    known = {"student": person.name, "key": safe_key(person.id), "id": person.id, "section": person.section}
    if not own:
        works = tuple(Work(exercise, outcome="missing", reason=_NOTHING) for exercise in exercises)
        return Submission(works=works, email=person.email, **known)
    latest = _latest(own)
    email = person.email or latest.email
    return replace(latest, email=email, system_id=latest.id or latest.student, **known)


def _latest(own: Sequence[Submission]) -> Submission:
    """The latest of several submissions; one for a person to look at, where it cannot be told which that is."""
    if len(own) == 1:
        return own[0]
    ordered = sorted(own, key=lambda each: each.submitted_at)
    others = listed(each.student for each in ordered[:-1])
    if ordered[-1].submitted_at and ordered[-1].submitted_at > ordered[-2].submitted_at:
        note = f"the latest of {len(own)} submissions counts; not graded: {others}"
        return replace(ordered[-1], notes=(*ordered[-1].notes, note), attempts=max(len(own), ordered[-1].attempts))
    if ordered[0].likeness and len({each.likeness for each in own}) == 1:
        return replace(ordered[-1], notes=(*ordered[-1].notes, f"the same was handed in as {others}"))
    names = listed(each.student for each in ordered)
    reason = f"{len(own)} submissions are this student's, and it is not known which is the latest: {names}."
    works = tuple(
        replace(work, outcome="review", reason=f"{reason} A person has to choose.", content=None, cells=None)
        for work in ordered[-1].works
    )
    return replace(ordered[-1], works=works, likeness="", files=tuple(_files(ordered)))


def _files(own: Sequence[Submission]) -> Iterator[str]:
    for submission in own:
        yield from (f"{submission.student}/{name}" for name in submission.files)


def timed(submission: Submission, due: datetime | None) -> Submission:
    """With how late it came. Where the download says when, that counts, and not what the system marked."""
    if due is None or not submission.submitted_at:
        return submission
    seconds = (datetime.fromisoformat(submission.submitted_at) - due).total_seconds()
    return replace(submission, late_by=max(0, round(seconds)), late=seconds > 0)
