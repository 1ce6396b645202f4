"""What runs on the workers of a cluster: sandboxes and grader processes that stay between the tasks of a run.

A run's station opens when its client first asks for it. It closes when the client is done with it, when the cluster's
worker ends, or after some minutes in which nothing came: a client that was killed says no goodbye.
"""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, cast

from distributed import Worker, WorkerPlugin, get_worker

from autograder.engine.backends import deciding
from autograder.engine.errors import GraderFault
from autograder.engine.fleet import Fleet, Guards
from autograder.engine.provider import Setup
from autograder.grading.auto import grade
from autograder.grading.desk import Desk, Office, Stopped
from autograder.grading.provenance import installed
from autograder.grading.result import ExerciseResult
from autograder.grading.task import Task

_NAME = "convlings"
_IDLE_SECONDS = 180.0
_LOOK_EVERY = 10.0
_attending = threading.Lock()


def open_station(wanted: str) -> str:
    """Open the run's station here, unless another kit or other libraries are installed.

    Args:
        wanted: JSON: the `run`, its `setup`, the backends that exercises have as their `own`, and what is `installed`
            where the run was started.

    Returns:
        JSON: what is `installed` here and, where that is what is wanted, the `confirmation` of the canary with the
        `remark` on the jail; or why there are no sandboxes, `refused`.
    """
    asked = json.loads(wanted)
    found = installed(asked["setup"]["backend"], asked["own"])
    report: dict[str, Any] = {"installed": found}
    if found == asked["installed"]:
        try:
            with _stations().visit(wanted) as station:
                guards = station.opened()
                report |= {"confirmation": asdict(guards.weakest), "remark": station.remark}
        except GraderFault as fault:
            report["refused"] = str(fault)
    return json.dumps(report)


def grade_at_station(wanted: str, tier: str, task: str) -> str:
    """Grade a task in sandboxes of this tier at least; JSON: the `result`, or why this machine cannot, `refused`."""
    try:
        with _stations().visit(wanted) as station:
            # It may have been closed since its client asked, and so is another one now.
            if not station.opened().weakest.reaches(tier):
                return json.dumps({"refused": f"its sandboxes are not tier {tier} any more"})
            return json.dumps({"result": station.grade(Task.from_json(task)).to_json()})
    except (GraderFault, Stopped) as fault:
        return json.dumps({"refused": str(fault)})


def close_station(run: str, dask_worker: Worker) -> None:
    """End what the run's station has started; does not wait for it."""
    if stations := dask_worker.plugins.get(_NAME):
        threading.Thread(target=stations.close, args=(run,), daemon=True).start()


class Station:
    """The sandboxes of one run, and as many desks as there are tasks at a time."""

    def __init__(self, setup: Setup, own: list[str]):
        self._setup, self._own = setup, own
        self._opening = threading.Lock()
        self._fleet: Fleet | None = None
        self._guards: Guards | None = None
        self._office: Office | None = None
        self._free: list[Desk] = []
        self._closed = False
        self.remark = ""
        self.guests = 0
        self.last_guest = 0.0

    def opened(self) -> Guards:
        """The guards of its sandboxes, which start when this is first asked.

        Raises:
            GraderFault: there are none to be had.
        """
        with self._opening:
            if self._closed:
                raise GraderFault("The sandboxes were closed.")
            if self._guards is None:
                self._fleet = self._fleet or Fleet(self._setup)
                self._guards = Guards(self._fleet, self._fleet.confirm(self._own))
                self._office = Office(self._fleet, self._guards)
                self.remark = self._fleet.of(deciding(self._setup.backend)).remark
            return self._guards

    def grade(self, task: Task) -> ExerciseResult:
        """The result of a task; once it is open."""
        assert self._office is not None
        try:
            desk = self._free.pop()
        except IndexError:
            desk = Desk(self._office)
        try:
            return grade(task, desk.run)
        finally:
            self._free.append(desk)

    def close(self) -> None:
        """End all that was started, and what is just being graded."""
        # Not waiting for the lock: whoever holds it may be waiting for a warm parent that is still importing.
        self._closed = True
        if self._fleet is not None:
            self._fleet.close()
        for desk in self._free:
            desk.close(at_once=True)


class Stations(WorkerPlugin):
    """All stations on one worker of the cluster, each by what its run wants."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closing = threading.Lock()
        self._open: dict[str, Station] = {}
        self._ended = threading.Event()
        threading.Thread(target=self._close_the_idle, daemon=True).start()

    @contextmanager
    def visit(self, wanted: str) -> Iterator[Station]:
        """The run's station, which does not close for want of visitors meanwhile."""
        with self._lock:
            asked = json.loads(wanted)
            station = self._open.setdefault(wanted, Station(Setup(**asked["setup"]), asked["own"]))
            station.guests += 1
        try:
            yield station
        finally:
            with self._lock:
                station.guests -= 1
                station.last_guest = time.monotonic()

    def close(self, run: str) -> None:
        """Close the station of this run."""
        self._close(lambda wanted, _: json.loads(wanted)["run"] == run)

    def teardown(self, worker: Worker) -> None:
        """The cluster's worker ends."""
        self._ended.set()
        self._close(lambda *_: True)

    def _close_the_idle(self) -> None:
        while not self._ended.wait(_LOOK_EVERY):
            self._close(lambda _, station: not station.guests and time.monotonic() - station.last_guest > _IDLE_SECONDS)

    def _close(self, is_over: Callable[[str, Station], bool]) -> None:
        # Who comes second waits for what the first has to put away.
        with self._closing:
            with self._lock:
                leaving = [wanted for wanted, station in self._open.items() if is_over(wanted, station)]
                closing = [self._open.pop(wanted) for wanted in leaving]
            for station in closing:
                station.close()


def _stations() -> Stations:
    """Those of the worker that this task runs on."""
    worker = get_worker()
    with _attending:
        if _NAME not in worker.plugins:
            adding = worker.plugin_add(Stations(), name=_NAME)
            asyncio.run_coroutine_threadsafe(adding, worker.loop.asyncio_loop).result()
        return cast(Stations, worker.plugins[_NAME])
