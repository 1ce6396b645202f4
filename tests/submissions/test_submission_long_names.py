"""Names are data: reading one takes time that grows with its length and no faster, whatever it is made of."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from functools import partial
from time import process_time

import pytest

import autograder.reports
import autograder.submissions
from autograder.reports.text import as_printed, one_line, visible
from autograder.submissions import candidates, decorations, helpers, keys, wording
from autograder.submissions.names import Matcher

CODE = "def dropout():\n    return 1\n"
EXERCISES = ["05_pooling", "06_global_pooling", "08_dropout", "12_inception_v3", "17_stop_at_target"]
SHORT, LONG = 150, 1200
# 8 times the length may take 8 times as long; a pattern that looks at pairs of places takes 64 times as long.
MOST = 24
PIECES = [
    *(
        " ",
        "_",
        "-",
        ".",
        "(",
        ")",
        "+",
        "~",
        "#",
        "0",
        "1",
        "a",
        "v",
        '"',
        "\t",
        "\u3000",
        "e\u0301",
        "=",
        ",",
        "\x1b",
    ),
    *(
        "_1",
        "-1",
        " (2)",
        "1_",
        "8_",
        "08 ",
        "copy of ",
        " copy",
        "(copy",
        "copy ",
        "old_",
        "_old",
        ".py",
        ".txt",
        "のコピー",
    ),
    *(
        "ex_",
        "ex",
        "hw ",
        "version ",
        "attempt_",
        "_attempt_2024-01-01-00-00-00",
        "2024-01-01 ",
        "submission_",
        "LATE_",
    ),
    *(
        "anon_",
        "_12_345",
        "dropout",
        "dropout_",
        "8",
        "global_",
        "_assignsubmission_file",
        ".tar",
        "\x1b[",
        "\x1b[3",
        "3m",
    ),
    *(" - ", "- ", "12-3 - ", "Sep 30, 2024 ", "a(b)", "(b)_", "Version 1", "&", "<b>", "\r", "\b", ": "),
]
STARTS = ["", "08_dropout"]
ENDS = ["", "x", "_1", ".py"]


def names(length: int) -> Iterator[str]:
    for piece in PIECES:
        middle = piece * (length // len(piece))  # whole pieces only: a name cut elsewhere is of another kind
        for start in STARTS:
            yield from (f"{start}{middle}{end}" for end in ENDS)


def grows_too_fast(run: Callable[[str], object], shorter: str, longer: str) -> bool:
    """Whether the time grows much faster than the length. Only the ratio counts, and only where it can be measured."""

    def seconds(text: str) -> float:
        before = process_time()
        run(text)
        return process_time() - before

    if seconds(longer) < 0.0005:  # no name of this length that takes this little can hold anything up
        return False
    return min(seconds(longer) for _ in range(3)) > MOST * max(min(seconds(shorter) for _ in range(5)), 2e-5)


def uses() -> dict[str, Callable[[str], object]]:
    """Every use of a pattern for text in the parts that read names and show them, as the source has it."""
    found: dict[str, Callable[[str], object]] = {}
    for package in (autograder.submissions, autograder.reports):
        for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(info.name)
            source = inspect.getsource(module)
            for name, value in vars(module).items():
                if not isinstance(value, re.Pattern) or not isinstance(value.pattern, str):
                    continue
                ways = {way for way in ("search", "match", "fullmatch", "sub") if f"{name}.{way}(" in source}
                for way in sorted(ways or {"search"}):
                    use = getattr(value, way)
                    call = partial(use, "") if way == "sub" else use
                    found[f"{info.name.removeprefix('autograder.')}.{name}.{way}"] = call
    for pattern in Matcher(EXERCISES)._patterns:
        for name in ("full", "topic_only", "number_only"):
            found[f"{pattern.exercise} {name}"] = getattr(pattern, name).search
    return found


USES = uses()
READERS: dict[str, Callable[[str], object]] = {
    "matcher": lambda name: Matcher(EXERCISES).match(name),
    "matcher without its limit": lambda name: Matcher(EXERCISES)._find(name),
    "strip_end": decorations.strip_end,
    "strip_end without numbers": lambda name: decorations.strip_end(name, numbers_after_words=False),
    "strip_start": decorations.strip_start,
    "own_words": decorations.own_words,
    "split_name": candidates.split_name,
    "other_archive": candidates.other_archive,
    "is_ignored_file": candidates.is_ignored_file,
    "importable": helpers._importable,
    "safe_key": keys.safe_key,
    "display_name": keys.display_name,
    "shown": wording.shown,
    "listed": lambda name: wording.listed([name] * 3),
    "visible": visible,
    "one_line": one_line,
    "as_printed": as_printed,
}


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_of_names_takes_time_linear_in_their_length(reader: str):
    pairs = zip(names(SHORT), names(LONG), strict=True)
    assert [longer[:40] for shorter, longer in pairs if grows_too_fast(READERS[reader], shorter, longer)] == []


@pytest.mark.parametrize("use", USES)
def test_every_pattern_takes_time_linear_in_the_length_of_a_name(use: str):
    pairs = zip(names(SHORT), names(LONG), strict=True)
    assert [longer[:40] for shorter, longer in pairs if grows_too_fast(USES[use], shorter, longer)] == []


@pytest.mark.parametrize("reader", [*READERS, "composed"])
def test_accents_that_have_to_be_put_in_order(reader: str):
    """Python needs time by the square of their number for that: 0.8 s for the longest name of a .zip."""
    shorter, longer = ("a" + "\u0301\u0316" * count for count in (2000, 16_000))
    assert not grows_too_fast(READERS.get(reader, wording.composed), shorter, longer)


def test_a_long_name_in_an_archive_is_refused_and_the_rest_is_graded(anna, packed):
    long = f"00_{' ' * 60_000}x.py"
    work = anna({"hw.zip": packed({"08_dropout.py": CODE, long: CODE, f"{'y' * 300}/z.py": ""})})
    assert work.content == CODE.encode()


def test_a_long_name_is_named_in_a_sentence(plant, read, packed):
    root = plant({"anna/hw.zip": packed({"08_dropout.py": CODE, "_" * 256 + ".py": CODE}), "bert/": ""})
    [note] = [note for note in read(root)["anna"].notes if "not read" in note]
    assert note.endswith(" ... was not read: its name has more than 255 characters")
    assert len(note) < 200


def test_long_names_are_cut_where_files_are_listed(plant, read, packed):
    root = plant({"anna/hw.zip": packed({"08_dropout.py": CODE, "_" * 60_000 + ".py": CODE}), "bert/": ""})
    assert max(map(len, read(root)["anna"].files)) < 1_000


def test_long_names_in_the_download_of_a_class(plant, read, packed):
    odd = {
        f"{piece * (50_000 // len(piece))}{end}": CODE
        for piece in ("_", " (2)", "-1_")
        for end in ("x.py", "08_dropout.zip")
    }
    root = plant({"all.zip": packed({"anna/08_dropout.py": CODE, "bert/08_dropout.py": CODE} | odd)})
    before = process_time()
    found = read(root / "all.zip")
    assert process_time() - before < 5
    assert found["anna"].works[0].content == CODE.encode()
    assert sum(submission.works[0].outcome == "unreadable" for submission in found.values()) > 0
