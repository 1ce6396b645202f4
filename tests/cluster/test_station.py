"""A run's station on a worker of a cluster: it stays while it is visited, and closes when nobody comes any more."""

import json
import time

import pytest

pytest.importorskip("distributed", reason="Dask is not installed")

from autograder.grading import station


class Watched:
    """Stands where a station would, without sandboxes."""

    def __init__(self, *_: object):
        self.guests, self.last_guest, self.closed = 0, 0.0, False

    def close(self) -> None:
        self.closed = True


def wanted(run: str) -> str:
    return json.dumps({"run": run, "setup": {}, "own": []})


@pytest.fixture
def stations(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(station, "Station", Watched)
    monkeypatch.setattr(station, "_IDLE_SECONDS", 0.3)
    monkeypatch.setattr(station, "_LOOK_EVERY", 0.05)
    made = station.Stations()
    yield made
    made.teardown(None)


def test_a_station_closes_once_nobody_has_come_for_a_while(stations):
    with stations.visit(wanted("a")) as first:
        time.sleep(0.8)
        assert not first.closed, "somebody is there"
        with stations.visit(wanted("a")) as same:
            assert same is first
    ends = time.monotonic() + 20
    while not first.closed:
        assert time.monotonic() < ends
        time.sleep(0.05)
    with stations.visit(wanted("a")) as again:
        assert again is not first


def test_the_end_of_a_run_closes_no_station_of_another(stations):
    with stations.visit(wanted("a")) as first, stations.visit(wanted("b")) as second:
        stations.close("a")
        assert first.closed
        assert not second.closed
    stations.teardown(None)
    assert second.closed
