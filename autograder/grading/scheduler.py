"""Reach the scheduler of a Dask cluster, or start one with workers on this machine."""

import asyncio
import logging
import signal
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

import dask
from distributed import Client, LocalCluster, Security, rpc

from autograder.engine.temporary import HeldFolder
from autograder.grading.place import NoCluster

LOCAL: Final = "local"
_CONNECT_SECONDS = 5.0


@contextmanager
def reach(address: str, jobs: int) -> Iterator[Client]:
    """A client of the scheduler at this address.

    Args:
        address: `LOCAL` starts two workers here, which end with the client.
        jobs: How many tasks those are to grade at a time, together.

    Raises:
        NoCluster: no scheduler answers there.
    """
    # Dask's own words are for those who run clusters; what an instructor has to know is said in sentences.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", module=r"distributed\b")
    with ExitStack() as closing:
        where: LocalCluster | str = address
        if address == LOCAL:
            where = closing.enter_context(_workers_here(jobs, closing.enter_context(HeldFolder())))
        else:
            _knock(address)
        yield closing.enter_context(Client(where, timeout=_CONNECT_SECONDS, set_as_default=False, name="convlings"))


def _workers_here(jobs: int, folder: Path) -> LocalCluster:
    """A cluster of two workers at most that grade so many tasks at a time together."""
    count = min(jobs, 2)
    # A Ctrl-C in a terminal is for this process alone, which ends the workers: they inherit that it is ignored.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with dask.config.set({"temporary-directory": str(folder)}):
            return LocalCluster(
                n_workers=count,
                threads_per_worker=-(-jobs // count),
                dashboard_address=None,
                memory_limit=None,
                silence_logs=logging.CRITICAL,
            )
    finally:
        signal.signal(signal.SIGINT, before)


def _knock(address: str) -> None:
    """See that a scheduler answers there.

    Raises:
        NoCluster: it does not.
    """

    async def ask() -> str:
        async with rpc(address, connection_args=Security().get_connection_args("client")) as there:
            answer: dict[str, Any] = await there.identity()
            return str(answer["type"])

    try:
        kind = asyncio.run(asyncio.wait_for(ask(), _CONNECT_SECONDS))
    # Whatever listens there may answer anything.
    except Exception:
        kind = ""
    if kind != "Scheduler":
        raise NoCluster(
            f"No Dask scheduler answers at {address}. Look whether it runs, and whether this is the address that it "
            "printed when it was started, like tcp://host:8786."
        )
