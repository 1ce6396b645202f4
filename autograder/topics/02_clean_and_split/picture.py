"""02: what the student's functions make of a folder of drawn clothes in which some files are spoilt."""

import numpy as np

from autograder.checking import expect_integer, expect_list, expect_text
from autograder.datasets import load
from autograder.laboratories.image_files import encoded
from autograder.laboratories.picture_folders import PAGE, PARTS, cut_off
from autograder.pictures.panels import Curve, Curves, Images
from autograder.pictures.parts import Part, Plan, Seen
from autograder.pictures.subject import Subject

_KINDS = {"hat": 8, "pants": 16, "shoes": 12}
_SIZE, _SHARE, _SEED = 40, 0.25, 1


def _folder() -> tuple[dict[str, bytes], dict[str, np.ndarray], dict[str, str]]:
    """The files of a source, the drawing that each had to begin with, and what is wrong with some."""
    files: dict[str, bytes] = {}
    drawn: dict[str, np.ndarray] = {}
    for kind, count in _KINDS.items():
        images, _ = load("fashion", split="train", size=_SIZE, n=count, classes=[kind])
        for number, image in enumerate(images, 1):
            drawn[f"{kind}/{number:02d}.jpg"] = image / 255
            files[f"{kind}/{number:02d}.jpg"] = encoded(image, "JPEG", quality=90)
    spoilt = {"hat/02.jpg": "empty", "pants/05.jpg": "cut off", "shoes/03.jpg": "a web page", "shoes/07.jpg": "cut off"}
    for name, what in spoilt.items():
        files[name] = {"empty": b"", "cut off": cut_off(files[name]), "a web page": PAGE}[what]
    copy = "hat/.ipynb_checkpoints/01-checkpoint.jpg"
    files[copy], drawn[copy], spoilt[copy] = files["hat/01.jpg"], drawn["hat/01.jpg"], "a hidden copy"
    return files, drawn, spoilt


def _thrown_out(subject: Subject) -> Seen:
    files, drawn, spoilt = _folder()
    folder = subject.files.write(files)
    found = subject.probes.folders.paths(subject.student.usable_images(folder), folder)
    kept = {expect_text(expect_list(each, 2)[0]) for each in expect_list(found)}
    words = [f"{name[-16:]}\n{spoilt[name]}: {'kept' if name in kept else 'out'}" for name in spoilt]
    lost = len(set(files) - set(spoilt) - kept)
    told = f"{len(kept)} of {len(files)} files kept; of these, spoilt or hidden: {len(kept & set(spoilt))}"
    lost_told = f"good pictures left out: {lost}"
    listed = "; ".join(f"{name} ({what}): {'kept' if name in kept else 'out'}" for name, what in spoilt.items())
    return Seen(
        f"What your usable_images does with files that are spoilt or hidden, as they were before: {listed}. {told}, "
        f"{lost_told}.",
        (
            Images(
                "your usable_images",
                f"{told}\n{lost_told}",
                np.stack([drawn[name] for name in spoilt]),
                words=tuple(words),
                columns=len(spoilt),
            ),
        ),
    )


def _counted(subject: Subject) -> Seen:
    files, _, spoilt = _folder()
    base = subject.files.folder()
    subject.student.make_tree(subject.files.write(files), f"{base}/split", _SHARE, _SEED)
    listed = [path.split("/") for path in subject.files.listing(base)]
    names = {
        part: {"/".join(path[2:]) for path in listed if len(path) == 4 and path[:2] == ["split", part]}
        for part in PARTS
    }
    counts = {part: [sum(n.startswith(f"{kind}/") for n in names[part]) for kind in _KINDS] for part in PARTS}
    both = len(names["train"] & names["validation"])
    rows = [
        f"{part}: {', '.join(f'{kind} {number}' for kind, number in zip(_KINDS, counts[part], strict=True))}"
        for part in PARTS
    ]
    usable = [count - sum(n.startswith(f"{kind}/") and "/." not in n for n in spoilt) for kind, count in _KINDS.items()]
    wanted = ", ".join(f"{kind} {count}" for kind, count in zip(_KINDS, usable, strict=True))
    told = f"{'; '.join(rows)}\nusable: {wanted}; a share of {_SHARE:g} for validation; in both parts: {both}"
    x = np.arange(1, len(_KINDS) + 1, dtype=float)
    curves = tuple(
        Curve(part, x, np.array(counts[part], dtype=float), style, is_dots=True) for style, part in enumerate(PARTS)
    )
    return Seen(
        f"How many files of each class your make_tree puts into each part: {'; '.join(rows)}. Usable were {wanted}, a "
        f"share of {_SHARE:g} is asked for. {both} pictures are in both parts.",
        (
            Curves(
                "your make_tree",
                told,
                xlabel=", ".join(f"{number} {kind}" for number, kind in enumerate(_KINDS, 1)),
                ylabel="files",
                curves=curves,
                xlim=(0.5, len(_KINDS) + 0.5),
                ylim=(0, max(18.0, 1.1 * max(map(max, counts.values())))),
                counts_x=True,
            ),
        ),
    )


def _class_counts(subject: Subject) -> Seen:
    files, _, _ = _folder()
    pairs = subject.probes.folders.counts(subject.student.class_counts(subject.files.write(files)))
    found = [(expect_text(name), expect_integer(number)) for name, number in map(expect_list, expect_list(pairs))][:8]
    told = ", ".join(f"{name} {number}" for name, number in found) or "nothing"
    x = np.arange(1, max(len(found), 1) + 1, dtype=float)
    y = np.array([number for _, number in found] or [0], dtype=float)
    return Seen(
        f"Your class_counts of the source, in its order: {told}.",
        (
            Curves(
                "your class_counts",
                told,
                xlabel=", ".join(f"{number} {name}" for number, (name, _) in enumerate(found, 1)),
                ylabel="usable pictures",
                curves=(Curve("usable", x, y, 0, is_dots=True),),
                xlim=(0.5, len(x) + 0.5),
                ylim=(0, max(18.0, 1.1 * float(y.max()))),
                counts_x=True,
            ),
        ),
    )


PLAN = Plan(
    "what is kept, and where it goes",
    (
        (2.4, (Part("your usable_images", 1, _thrown_out),)),
        (3.2, (Part("your make_tree", 1.4, _counted), Part("your class_counts", 1, _class_counts))),
    ),
)
