"""Give a failure the name of the known mistake that shows the same.

The check is run once more on the same submission, on inputs that anybody may know, and what it shows is looked up among
the facts that the known submissions showed on these inputs. Marks are decided before, on hidden inputs alone.
"""

import hashlib
import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import FunctionType
from typing import Any

from autograder.checking.failure import Failure
from autograder.checking.study import Enough, Recorded, Study, alike, end_of
from autograder.engine.errors import GraderFault, MalformedAnswer, SandboxEnded, StudentError
from autograder.grading.catalogue import CheckInfo, where_it_broke
from autograder.grading.fingerprints import VARIES, Mistake, Prints, as_recorded, prints_of
from autograder.grading.fixtures import fixtures
from autograder.grading.key import RunKey
from autograder.grading.result import CheckResult
from autograder.grading.session import LoadFailed, Session

# No secret: what is drawn from it decides nothing.
KEY = RunKey(hashlib.sha256(b"convlings: known inputs for diagnosis").digest()[:16])
# Begins the note under a check where looking for a name has broken off.
BROKEN = "No name of a known mistake could be looked for: "
_DIAGNOSED = ("failed", "error", "malformed")
_ALL = 1_000


def record(session: Session, info: CheckInfo, function: FunctionType, until: int = _ALL) -> Recorded | None:
    """What a run of this check shows on the known inputs, up to this many judgements; None if it shows nothing.

    Raises:
        GraderFault: no sandbox could be started.
    """
    study = Study(until)
    try:
        sandbox = session.prepare(info.name, key=KEY)
        given = fixtures(session, sandbox, info.name, KEY, study)
        function(**{name: given[name] for name in inspect.signature(function).parameters})
    except Enough:
        pass
    except (Failure, StudentError) as error:
        study.recorded.end = end_of(error)
    except (LoadFailed, SandboxEnded, MalformedAnswer):
        return None
    finally:
        if session.sandbox is not None:
            session.sandbox.child.printed.take()
    return study.recorded


def diagnose(
    session: Session,
    info: CheckInfo,
    function: FunctionType,
    result: CheckResult,
    failed_at: int | None,
    known: str = "",
) -> None:
    """Put the name of the known mistake into a failed check's message, if there is one that shows the same.

    Args:
        failed_at: The judgement that ended the check, from 0; None if it ended elsewhere.
        known: The known submission that this is, if it is one.
    """
    prints = prints_of(session.exercise, info)
    if result.outcome not in _DIAGNOSED or result.message.looks_like or prints is None or not prints.mistakes:
        return
    try:
        seen = _seen_before(prints, known, failed_at)
        if seen is None:
            seen = record(session, info, function, _ALL if failed_at is None else failed_at)
        mistake = looked_up(seen, prints, failed_at) if seen else None
    except GraderFault:
        raise
    except Exception as error:  # an author's mistake, whatever it is; the mark is decided and stands
        result.notes.append(f"{BROKEN}{where_it_broke(error)}")
        return
    if mistake is not None:
        message = result.message
        message.looks_like = mistake.name
        message.why = mistake.why or message.why
        message.try_it = list(mistake.tries) or message.try_it


def _seen_before(prints: Prints, known: str, failed_at: int | None) -> Recorded | None:
    """What this known submission showed when it was recorded, if that ended with the same judgement."""
    if known not in prints.shown:
        return None
    seen, ended_at = as_recorded(prints, known)
    return seen if ended_at == failed_at else None


@dataclass(frozen=True)
class _Agreement:
    mistake: Mistake
    count: int


def looked_up(seen: Recorded, prints: Prints, failed_at: int | None, without: str = "") -> Mistake | None:
    """The mistake that shows all facts of the judgement that failed as they were seen, and is wrong in none before it
    that is right here.

    Of several, the one that agrees in most facts; of two equal ones with different names, none.

    Args:
        without: A known submission that is left out.
    """
    found: list[_Agreement] = []
    for file, mistake in prints.mistakes.items():
        shown = prints.shown[file]
        if file != without and (count := _agreement(seen, shown, prints.right, failed_at)):
            found.append(_Agreement(mistake, count))
    most = max((each.count for each in found), default=0)
    best = {(each.mistake.name, each.mistake.why): each.mistake for each in found if each.count == most}
    if len({name for name, _ in best}) != 1:
        return None
    mistake = next(iter(best.values()))
    if len(best) == 1:
        return mistake
    # One name, for different reasons: the check's own has to do.
    return replace(mistake, why="", tries=()) if mistake.name else None


def _agreement(seen: Recorded, shown: Mapping[str, Any], right: Mapping[str, Any], failed_at: int | None) -> int:
    """In how many facts the two agree; 0 if they do not show the same mistake."""
    count = 0
    if failed_at is None:
        if not seen.end or seen.end != shown["end"] or len(seen.judged) != len(shown["judged"]):
            return 0
        count = 1
    elif not len(seen.judged) == failed_at + 1 <= len(shown["judged"]):
        return 0
    for number, judged in enumerate(seen.judged):
        other = shown["judged"][number]
        due = right["judged"][number]["seen"] if number < len(right["judged"]) else ()
        if len(other["seen"]) != len(judged.seen):
            return 0
        decides = number == failed_at
        if decides and not (any(judged.wrong) and any(other["wrong"])):
            return 0
        for place, (mine, theirs) in enumerate(zip(judged.seen, other["seen"], strict=True)):
            within = judged.within[place]
            same = theirs == VARIES or alike(mine, theirs, within)
            count += same
            if decides and not same:
                return 0
            if not same and _is_right(place, mine, judged.wrong, due, within):
                return 0
    return count


def _is_right(place: int, value: Any, wrong: Sequence[bool], due: Sequence[Any], within: float) -> bool:
    """Whether the student is right in this fact: as is due, or as the solution has it."""
    if place < len(wrong):
        return not wrong[place]
    return place < len(due) and alike(value, due[place], within)
