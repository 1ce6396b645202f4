"""Whatever a student's code answers, the end is a picture or a sentence, and the picture can be drawn."""

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.course.exercise import Exercise, find_exercise
from autograder.engine.child import Child
from autograder.engine.provider import Sandboxes
from autograder.pictures import Unseen, look
from autograder.submissions import Work
from autograder.wire.codec import decode, encode

_NUMBERS = (0, -1, 1, 7, 10**6, 2**70, -(2**400), 0.0, -0.5, 1e-300, 1e308, -1e308, float("nan"), float("inf"), 1j)
_TEXTS = ("", "$\\frac{", "<b>&amp;", "\x1b[31m\x00", "名前" * 500, "\u202e\n" * 50)
_PLACES = (0.0, -1.0, 0.5, 1.0, 2.5, 1e30, -1e308, 1e308, float("nan"), float("inf"), 255.0)


class Liar:
    """Between the grader and a child that runs right code: some of what the child says is turned into nonsense."""

    def __init__(self, child: Child, random_: random.Random, share: float):
        self.child, self.random, self.share = child, random_, share
        self.folder, self.native, self.printed = child.folder, child.native, child.printed

    def send(self, frame: bytes) -> None:
        self.child.send(frame)

    def receive(self, deadline: float) -> bytes:
        answer = decode(self.child.receive(deadline))
        is_loading = isinstance(answer.get("ok"), dict) and "outcome" in answer["ok"]
        if "ok" in answer and not is_loading:
            answer["ok"] = self.twisted(answer["ok"])
        return encode(answer)

    def close(self) -> Any:
        return self.child.close()

    def twisted(self, value: Any) -> Any:
        """Nonsense of the same form, now and then of another."""
        if isinstance(value, list | tuple):
            items = [self.twisted(item) for item in value]
            if self.random.random() < self.share / 4:
                items = items * self.random.choice((0, 2, 400))
            return type(value)(items)
        if isinstance(value, dict):
            return {key: self.twisted(item) for key, item in value.items()}
        if self.random.random() > self.share:
            return value
        if isinstance(value, np.ndarray):
            return self.array(value.shape)
        if isinstance(value, str):
            return self.random.choice(_TEXTS)
        if isinstance(value, int | float):
            return self.random.choice(_NUMBERS)
        return value

    def array(self, shape: tuple[int, ...]) -> np.ndarray:
        few = self.random.sample(_PLACES, self.random.choice((1, 2, 4)))
        kind = self.random.choice(("f2", "f4", "f8", "f8", "i8", "u1", "?"))
        values = np.random.default_rng(self.random.randrange(2**32)).choice(few, size=shape)
        with np.errstate(all="ignore"):
            return np.asarray(values).astype(kind)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    ("share", "seeds"),
    [
        (0.15, [0]),
        pytest.param(0.05, range(1, 6), marks=pytest.mark.slow),
        pytest.param(0.9, [0], marks=pytest.mark.slow),
    ],
    ids=["some", "few", "most"],
)
def test_lies_of_the_right_form_break_no_drawing(exercise, share: float, seeds: list[int], sandboxes, opened):
    work = Work(exercise=exercise.name, name="x.py", content=exercise.source.encode())
    for seed in seeds:
        liars = _Lying(sandboxes, random.Random(seed), share)
        try:
            picture = look(exercise, work, liars)
        except Unseen as unseen:
            assert str(unseen).endswith((".", "…"))  # noqa: PT017
            continue
        opened(picture.png)


class _Lying:
    def __init__(self, sandboxes: Sandboxes, random_: random.Random, share: float):
        self.start_child: Callable[[], Liar] = lambda: Liar(sandboxes.start_child(), random_, share)


MARKUP = "$\\frac{x $ _^ \\usetex <b> \x1b[31m 名 \u202e"

HOSTILE = {
    "raises with markup": f"raise ValueError({MARKUP!r} * 200)",
    "returns None": "return None",
    "returns text with markup": f"return {MARKUP!r}",
    "returns an object": "return object()",
    "returns NaN of many shapes": "return np.full((3, 3, 3), np.nan)",
    "returns a large array": "return np.zeros((1000, 1000, 6))",
    "returns an endless iterator": "return itertools.count()",
    "kills its process": "os.kill(os.getpid(), 9)",
    "exits": "os._exit(0)",
    "raises something with a broken text": "raise Broken()",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_functions_end_in_sentences(exercise: Exercise, body: str, draw, opened):
    lines = ["import itertools, os", "import numpy as np", "class Broken(Exception):"]
    lines += ["    def __str__(self): raise self", "    __repr__ = __str__"]
    lines += [f"def {function.name}(*a, **k):\n    {body}" for function in exercise.functions]
    try:
        picture = draw(exercise.number, "\n".join(lines))
    except Unseen as unseen:
        text = str(unseen)
    else:
        # Where the exercise asks for nothing in return, doing nothing can be drawn.
        assert picture.missing
        text = " ".join([picture.alt, *picture.missing])
        opened(picture.png)
    assert "Traceback" not in text
    assert not set(text) & {"\x1b", "\u202e", "\n"}
    assert len(text) < 3000


def test_one_that_never_ends_costs_its_own_part_alone(draw):
    source = find_exercise("08").source + "\ndef build_head(*a, **k):\n    while True: pass\n"
    picture = draw("08", source, call_seconds=2.0)
    assert "build_head(num_features=64, num_classes=3, rate=0.5): no answer within 2 s." in picture.missing
    assert "training, call 1" in dict(picture.numbers)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def dropout(x, ra", "Your file cannot be loaded. SyntaxError at line 1"),
        ("import nothing_like_this", "Your file cannot be loaded. ModuleNotFoundError"),
        ("raise SystemExit", "Your file cannot be loaded. SystemExit"),
        ("import os; os._exit(3)", "Your file cannot be loaded. Loading 08_dropout.py: the process ended itself"),
        ("", "none of dropout, build_head and spread is in it"),
    ],
)
def test_a_file_that_gives_nothing_is_a_sentence(source: str, words: str, draw):
    with pytest.raises(Unseen) as caught:
        draw("08", source)
    assert words.lower() in str(caught.value).lower()
