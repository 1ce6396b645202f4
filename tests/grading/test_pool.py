"""A pool of workers that has until a certain time."""

import time

from autograder.grading.pool import Pool


class FakeSource:
    """Stands where sandboxes would."""

    def before_close(self, end):
        self.end = end


class SlowPool(Pool[str]):
    """Finishes its first task at once, and no other until it is stopped."""

    def _work(self, waiting, done, started):
        done.put((waiting.get_nowait()[0], None))
        while not self._office.stopped:
            time.sleep(0.01)


def test_what_is_not_finished_in_time_is_ended():
    pool = SlowPool(FakeSource(), 1)
    started = time.monotonic()
    assert list(pool.run([("a", None), ("b", None)], until=started + 0.3)) == [("a", None)]
    assert 0.25 < time.monotonic() - started < 5
    assert pool._office.stopped


def test_when_all_is_finished_nobody_waits_for_the_time():
    started = time.monotonic()
    assert list(SlowPool(FakeSource(), 1).run([("a", None)], until=started + 60)) == [("a", None)]
    assert time.monotonic() - started < 30
