"""The grader's end of one child process, with pipes but without a process: every end has its word."""

import os
import time

import pytest

from autograder.engine.child import PARENT_GONE, Child, Exit
from autograder.engine.errors import GraderFault, MalformedAnswer, SandboxEnded
from autograder.engine.output import HEAD, TAIL, Output
from autograder.sandbox.environment import NO_CHANNEL, OUT_OF_ORDER
from autograder.wire.frames import write_frame


class Process:
    """Stands for the child process: its ends of the pipes."""

    def __init__(self) -> None:
        pipes = [os.pipe() for _ in range(4)]
        self.requests, self.evidence, self.printed, self.native = pipes[0][0], *(pipe[1] for pipe in pipes[1:])
        self.ended = False
        self.kills = 0
        ours = (pipes[0][1], *(pipe[0] for pipe in pipes[1:]))
        self.child = Child(*ours, self.kill, "")

    def kill(self) -> None:
        self.kills += 1
        self.end()
        self.exits(Exit(-9))

    def exits(self, exit_: Exit) -> None:
        if not self.ended:
            self.ended = True
            self.child.on_exit(exit_)

    def end(self) -> None:
        for name in ("requests", "evidence", "printed", "native"):
            if (descriptor := getattr(self, name)) is not None:
                os.close(descriptor)
                setattr(self, name, None)


@pytest.fixture
def process():
    made = Process()
    yield made
    made.child.close()


def soon() -> float:
    return time.monotonic() + 5


@pytest.mark.parametrize(
    ("exit_", "outcome", "words"),
    [
        (Exit(0), "exited early", "exit code 0"),
        (Exit(7), "exited early", "exit code 7"),
        (Exit(OUT_OF_ORDER), "crashed", "stopped working"),
        (Exit(NO_CHANNEL), "exited early", "closed its channel"),
        (Exit(-11), "crashed", "SIGSEGV"),
        (Exit(-6), "crashed", "SIGABRT"),
        (Exit(-9), "crashed", "SIGKILL"),
        (Exit(-199), "crashed", "signal 199"),
        (Exit(-9, "memory"), "out of memory", "more memory"),
        (Exit(-9, "disk"), "crashed", "more to disk"),
        (Exit(-9, "threads"), "crashed", "more threads"),
    ],
    ids=str,
)
def test_each_end_has_its_word(process, exit_, outcome, words):
    os.write(process.native, b"tensorflow/core: Check failed\n")
    process.end()
    process.exits(exit_)
    with pytest.raises(SandboxEnded) as caught:
        process.child.receive(soon())
    assert caught.value.outcome == outcome
    assert words in caught.value.reason
    if outcome == "crashed" and not exit_.reason:
        assert "Check failed" in caught.value.tail


def test_a_parent_that_is_gone_is_the_graders_fault(process):
    process.end()
    process.exits(Exit(-9, PARENT_GONE))
    with pytest.raises(GraderFault):
        process.child.receive(soon())


def test_a_channel_closed_by_a_process_that_lives_on(process):
    os.close(process.evidence)
    process.evidence = None
    with pytest.raises(SandboxEnded) as caught:
        process.child.receive(soon())
    assert (caught.value.outcome, process.kills) == ("exited early", 1)
    assert "closed its channel" in caught.value.reason


def test_no_answer_in_time_ends_the_process(process):
    with pytest.raises(SandboxEnded) as caught:
        process.child.receive(time.monotonic() + 0.05)
    assert (caught.value.outcome, process.kills) == ("timeout", 1)


def test_an_oversized_claim_ends_the_process(process):
    os.write(process.evidence, b"\xff" * 4)
    with pytest.raises(MalformedAnswer):
        process.child.receive(soon())
    assert process.kills == 1


def test_answers_come_in_order_and_survive_the_end(process):
    for number in range(5):
        write_frame(process.evidence, bytes([number]))
    process.end()
    process.exits(Exit(0))
    assert [process.child.receive(soon()) for _ in range(5)] == [bytes([number]) for number in range(5)]
    with pytest.raises(SandboxEnded):
        process.child.receive(soon())


def test_a_process_that_reads_nothing_holds_up_nobody(process):
    started = time.monotonic()
    for _ in range(5):
        process.child.send(bytes(2**20))
    assert time.monotonic() - started < 1
    with pytest.raises(SandboxEnded):
        process.child.receive(time.monotonic() + 0.05)


class TestOutput:
    """What was printed: head and tail."""

    @pytest.fixture
    def pipe(self):
        reading, writing = os.pipe()
        return Output(reading), writing

    def test_short_texts_are_whole(self, pipe):
        output, writing = pipe
        os.write(writing, b"hello\n")
        os.close(writing)
        assert output.finish() == "hello\n"
        assert output.take() == ""

    def test_of_long_ones_the_middle_is_left_out(self, pipe):
        output, writing = pipe
        for _ in range(100):
            os.write(writing, b"x" * 10_000)
        os.write(writing, b"the end")
        os.close(writing)
        text = output.finish(5.0)
        assert text.startswith("x" * HEAD)
        assert text.endswith("the end")
        left_out = 1_000_007 - HEAD - TAIL
        assert f"{left_out} bytes left out" in text
        assert len(text) < HEAD + TAIL + 100

    def test_any_bytes_become_text(self, pipe):
        output, writing = pipe
        os.write(writing, bytes(range(256)))
        os.close(writing)
        output.finish().encode("utf-8")

    def test_a_pipe_that_stays_open_is_not_waited_for(self, pipe):
        output, writing = pipe
        os.write(writing, b"so far")
        started = time.monotonic()
        assert output.finish(0.2) == "so far"
        assert time.monotonic() - started < 2
        os.close(writing)


@pytest.mark.parametrize("shift", range(4))
@pytest.mark.parametrize("sign", ["é", "━", "🙂"])
def test_long_output_is_cut_between_characters(sign: str, shift: int):
    reads, writes = os.pipe()
    output = Output(reads)
    os.write(writes, b"x" * shift + sign.encode() * 5_000)
    os.close(writes)
    head, gap, tail = output.finish().splitlines()
    assert "bytes left out" in gap
    assert set(head.strip("x")) == set(tail) == {sign}
