"""Grade on the workers of a Dask cluster.

A task travels as JSON and so does its result; the workers belong to the instructor, as this machine does, and get the
run's key with each task. A submission meets nothing but the sandbox there. What this module decides is who gets what:
each worker is asked first what it is, and has at most as many tasks at a time as it has threads, so that a worker that
is lost takes no others with it.
"""

import json
import queue
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, field
from pkgutil import resolve_name
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from dask.utils import apply
from distributed import Future

from autograder.engine import backends
from autograder.engine.canary import Confirmation, weakest
from autograder.engine.errors import GraderFault
from autograder.engine.provider import Setup
from autograder.grading.desk import TRIES, lost
from autograder.grading.place import NoCluster, Place
from autograder.grading.provenance import installed
from autograder.grading.result import ExerciseResult
from autograder.grading.scheduler import reach
from autograder.grading.station import close_station, grade_at_station
from autograder.grading.task import Task

Label = TypeVar("Label")

_OPENER = "autograder.grading.station:open_station"
_START_SECONDS = 300.0
_FETCH_SECONDS = 10.0
_LOOK_EVERY = 1.0
# A worker that was lost may be started again by its own keeper.
_RETURN_SECONDS = 30.0
# In a sandbox without walls a submission could reach the cluster itself.
_LEAST_TIER = "B"
_WRITTEN = {"keras": "Keras", "numpy": "NumPy"} | {name: backends.shown(name) for name in backends.BACKENDS}
# What becomes of a question whose worker or whose way to it is gone.
_LOST: Final = None


@dataclass
class _Worker:
    """One that may grade; `tasks` are those that it has."""

    threads: int
    confirmation: Confirmation
    remark: str
    tasks: set[str] = field(default_factory=set)
    is_taken: bool = False  # by one task that wants it for itself alone


@dataclass
class _Waiting:
    """A task that is to be sent, and how many workers were lost while they had it."""

    label: Any
    task: Task
    losses: int = 0


@dataclass
class _Sent:
    """A question on its way, and who was asked; without a task it is the question what the worker is."""

    address: str
    future: Future
    waiting: _Waiting | None = None


class Cluster(Place):
    """The workers of a Dask cluster.

    Args:
        address, jobs: See `scheduler.reach`.
        say: Gets a sentence on who is there, and on each worker that is left out.

    Raises:
        NoCluster: nobody answers there.
    """

    def __init__(self, address: str, setup: Setup, jobs: int, say: Callable[[str], None]):
        self.jobs = 0
        self.remark = ""
        self._setup = setup
        self._say = say
        self._address = address
        self._tier = _LEAST_TIER
        self._wanted = ""
        self._workers: dict[str, _Worker] = {}
        self._left_out: set[str] = set()
        self._opened: set[str] = set()
        self._threads: dict[str, int] = {}
        self._sent: dict[str, _Sent] = {}
        self._ended: queue.SimpleQueue[Future] = queue.SimpleQueue()
        self._looked = self._seen = time.monotonic()
        with ExitStack() as closing:
            self._client = closing.enter_context(reach(address, jobs))
            self._closing = closing.pop_all()

    def confirm(self, own: Iterable[str], tier: str) -> None:
        """As `Place.confirm`; workers that are not what the run wants are left out with a sentence.

        Raises:
            NoCluster: no worker is left.
        """
        backend = self._setup.backend
        names = sorted({*filter(None, own)})
        here = installed(backend, names)
        self._wanted = json.dumps(
            {"run": self._client.id, "setup": asdict(self._setup), "own": names, "installed": here}, sort_keys=True
        )
        self._tier = min(tier, _LEAST_TIER)
        self._look_around()
        if not self._sent:
            raise NoCluster(
                f"The cluster at {self._address} has no worker. Start one, on each machine that is to grade: "
                f"dask worker {self._address}"
            )
        latest = time.monotonic() + _START_SECONDS
        while any(sent.waiting is None for sent in self._sent.values()) and time.monotonic() < latest:
            self._happened()
        if not self._workers:
            raise NoCluster(f"No worker of the cluster at {self._address} can grade this run.")
        workers = self._workers.values()
        self.confirmation = weakest(worker.confirmation for worker in workers)
        # Who joins later must not make it weaker than the run says.
        self._tier = self.confirmation.tier
        self.remark = "; ".join(dict.fromkeys(worker.remark for worker in workers if worker.remark))
        self.jobs = sum(worker.threads for worker in workers)
        versions = ", ".join(f"{_WRITTEN[name]} {version}" for name, version in here["libraries"].items())
        count = f"{len(workers)} worker{'' if len(workers) == 1 else 's'}"
        self._say(f"Cluster: {count} with Python {here['python']}, {versions}; {self.jobs} submissions at a time.")

    def run(
        self, tasks: Iterable[tuple[Label, Task]], jobs: int, started: Callable[[Label], None] | None = None
    ) -> Iterator[tuple[Label, ExerciseResult]]:
        """As `Place.run`.

        A task whose worker is lost goes to another, which then has nothing else to do: a submission that takes workers
        with it takes no other submission with it twice.

        Raises:
            GraderFault: the cluster is gone.
        """
        waiting = deque(_Waiting(label, task) for label, task in tasks)
        left = len(waiting)
        finished: list[tuple[Label, ExerciseResult]] = []
        try:
            while left:
                while waiting and (address := self._free(jobs, alone=bool(waiting[0].losses))):
                    if started and not waiting[0].losses:
                        started(waiting[0].label)
                    self._send(address, waiting.popleft())
                # All have something to do while these are stored.
                left -= len(finished)
                yield from finished
                finished.clear()
                for item, answer in self._happened():
                    item.losses += answer is _LOST
                    if answer and "result" in answer:
                        finished.append((item.label, ExerciseResult.from_json(answer["result"])))
                    elif item.losses < TRIES:
                        waiting.appendleft(item)
                    else:
                        finished.append((item.label, lost(item.task)))
        finally:
            unwanted = [sent.future for sent in self._sent.values() if sent.waiting is not None]
            for future in unwanted:
                self._forget(future.key)
            with suppress(Exception):
                self._client.cancel(unwanted)

    def _free(self, jobs: int, alone: bool) -> str | None:
        """Whom to give the next task: who has most threads to spare; `alone`, who has nothing else to do."""
        # Otherwise all there are, those as well who have joined since.
        is_bounded = jobs < self.jobs
        if is_bounded and sum(len(worker.tasks) for worker in self._workers.values()) >= jobs:
            return None
        able = {
            address: worker.threads - len(worker.tasks)
            for address, worker in self._workers.items()
            if len(worker.tasks) < worker.threads and not worker.is_taken and not (alone and worker.tasks)
        }
        return max(able, key=lambda address: able[address], default=None)

    def _send(self, address: str, item: _Waiting) -> None:
        worker = self._workers[address]
        key = self._ask(address, item, grade_at_station, self._wanted, self._tier, item.task.to_json())
        worker.tasks.add(key)
        worker.is_taken = bool(item.losses)

    def _ask(self, address: str, item: _Waiting | None, question: Callable[..., str], *arguments: Any) -> str:
        future = self._client.submit(question, *arguments, workers=[address], pure=False)
        self._sent[future.key] = _Sent(address, future, item)
        future.add_done_callback(self._ended.put)
        return future.key

    def _happened(self) -> list[tuple[_Waiting, dict[str, Any] | None]]:
        """What has become of tasks, within a second: answers, or `_LOST`."""
        found: list[tuple[_Waiting, dict[str, Any] | None]] = []
        with suppress(queue.Empty):
            future = self._ended.get(timeout=_LOOK_EVERY)
            while True:
                if sent := self._forget(future.key):
                    found += self._settle(sent)
                future = self._ended.get_nowait()
        if time.monotonic() - self._looked > _LOOK_EVERY:
            found += self._look_around()
        return found

    def _settle(self, sent: _Sent) -> list[tuple[_Waiting, dict[str, Any] | None]]:
        """What an answer means."""
        item, future = sent.waiting, sent.future
        answer, trouble = None, "it was lost while it was asked"
        if future.status == "finished":
            # The answer lies there until it is fetched, and may go with the worker.
            with suppress(Exception):
                answer = json.loads(future.result(timeout=_FETCH_SECONDS))
        elif future.status == "error":
            trouble = _trouble(future.exception())
        if item is None:
            self._welcome(sent.address, answer or {"refused": trouble})
            return []
        if answer and "refused" in answer:
            self._leave_out(sent.address, answer["refused"])
        # Where the scheduler is gone, nothing was lost with a worker: this says so.
        return [(item, answer), *(() if answer else self._look_around())]

    def _welcome(self, address: str, report: dict[str, Any]) -> None:
        """Let a worker grade, or leave it out."""
        why = report.get("refused", "")
        if not why and "confirmation" not in report:
            why = _differences(report["installed"], json.loads(self._wanted)["installed"])
        if why:
            self._leave_out(address, why)
            return
        self._opened.add(address)
        found = Confirmation(**report["confirmation"])
        if found.reaches(self._tier):
            self._workers[address] = _Worker(self._threads.get(address, 1), found, report["remark"])
        else:
            able = f" (a trial was able to {', '.join(found.escapes)})" if found.escapes else ""
            self._leave_out(address, f"its sandbox is tier {found.tier}{able}, and this run needs {self._tier}")

    def _leave_out(self, address: str, why: str) -> None:
        if address not in self._left_out:
            self._say(f"The worker {address} is left out: {why.rstrip('.')}.")
        self._left_out.add(address)
        self._workers.pop(address, None)

    def _forget(self, key: str) -> _Sent | None:
        sent = self._sent.pop(key, None)
        if sent and (worker := self._workers.get(sent.address)) and key in worker.tasks:
            worker.tasks.remove(key)
            worker.is_taken = False
        return sent

    def _look_around(self) -> list[tuple[_Waiting, dict[str, Any] | None]]:
        """Ask those who are new what they are; what those had who are gone is lost.

        Raises:
            GraderFault: the scheduler is gone, or all workers are.
        """
        self._looked = time.monotonic()
        try:
            self._threads = present = dict(self._client.nthreads())
        except Exception as error:
            raise GraderFault(
                f"The cluster at {self._address} does not answer any more. What is finished is kept: once it runs "
                "again, give the same command again."
            ) from error
        found = []
        for sent in [sent for sent in self._sent.values() if sent.address not in present]:
            self._forget(sent.future.key)
            sent.future.cancel()
            found += [(sent.waiting, _LOST)] if sent.waiting else []
        for address in self._workers.keys() - present.keys():
            del self._workers[address]
        self._left_out &= present.keys()
        asked = {sent.address for sent in self._sent.values()}
        for address in present.keys() - self._workers.keys() - self._left_out - asked:
            # By its name: a worker of Dask that is sent a function it does not have ends.
            opener = self._client.submit(resolve_name, _OPENER, workers=[address], pure=False)
            self._ask(address, None, apply, opener, [self._wanted])
        if self._workers or self._sent:
            self._seen = self._looked
        elif self._looked - self._seen > _RETURN_SECONDS:
            raise GraderFault(
                f"The cluster at {self._address} has no worker any more that can grade. What is finished is kept: once "
                "there are workers again, give the same command again."
            )
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(Exception):
            if self._client.status == "running" and self._opened:
                there = list(self._opened & self._client.nthreads().keys())
                self._client.run(close_station, self._client.id, workers=there, on_error="ignore")
        with suppress(Exception):
            self._closing.close()


def _trouble(error: BaseException) -> str:
    """Why a worker could not even begin, as part of a sentence."""
    if isinstance(error, ImportError | AttributeError):
        return "this kit is not installed there, or an older one. Install this one and start the worker again"
    return f"it answered with {type(error).__name__}: {error}"


def _differences(there: dict[str, Any], here: dict[str, Any]) -> str:
    """What is installed on a worker and not here, as part of a sentence."""
    pairs = [("convlings", there["kit"], here["kit"]), ("Python", there["python"], here["python"])]
    pairs += [(_WRITTEN[name], there["libraries"].get(name, ""), ours) for name, ours in here["libraries"].items()]
    found = [
        f"{name} is {theirs or 'not installed'} there and {ours or 'not installed'} here"
        for name, theirs, ours in pairs
        if theirs != ours
    ]
    same = "its kit is not the one here, although it has the same version. Install this one and start the worker again"
    return ", ".join(found) or same
