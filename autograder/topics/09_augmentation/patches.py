"""What is seen of the patches that `erase_patches` makes."""

from dataclasses import dataclass

import numpy as np

from autograder.checking.study import Fact

PATCH, ERASED_SIZE, ERASED_COUNT = (4, 3), (6, 9), 1000
PLACES = tuple(size - patch + 1 for size, patch in zip(ERASED_SIZE, PATCH, strict=True))


@dataclass
class Erased:
    """What came back of `images`, which hold no 0, in two calls with one generator."""

    images: np.ndarray
    answers: list[np.ndarray]

    def places(self) -> np.ndarray:
        """The upper left corner of each patch, int (n, 2)."""
        black = (self.answers[0] == 0).any(axis=3)
        return np.stack([black.any(axis=2).argmax(axis=1), black.any(axis=1).argmax(axis=1)], axis=1)

    def patches(self) -> list[str]:
        """What images have, in words, each once."""
        return sorted({one_patch(*pair) for pair in zip(self.images, self.answers[0], strict=True)})

    def starts(self) -> list[list[int]]:
        """The rows and the columns in which patches begin."""
        return [np.unique(axis).tolist() for axis in self.places().T]

    def even(self) -> bool:
        """All places equally often. Of about 48 a place six standard deviations are 42: one that never comes fails."""
        _, counts = np.unique(self.places(), axis=0, return_counts=True)
        mean = ERASED_COUNT / np.prod(PLACES)
        return len(counts) == np.prod(PLACES) and bool(np.abs(counts - mean).max() <= 6 * np.sqrt(mean))

    def repetition(self) -> str:
        """How an image's place follows from that of an image before it; empty if it does not.

        Each step from one to the other comes 1 in 21 times or less; eight standard deviations more are far too many.
        """
        places = self.places()
        for lag in range(1, ERASED_COUNT // 2):
            steps, counts = np.unique(places[lag:] - places[:-lag], axis=0, return_counts=True)
            mean = (ERASED_COUNT - lag) / np.prod(PLACES)
            if lag == 1 and counts.max() > len(places) / 2 and steps[counts.argmax()].any():
                return "places a fixed step"
            if counts.max() > mean + 8 * np.sqrt(mean):
                return "the same places"
        return ""

    def differ(self) -> bool:
        return not np.array_equal(*self.answers)


def one_patch(image: np.ndarray, answer: np.ndarray) -> str:
    """What was done to one image."""
    black = answer == 0
    if not np.array_equal(answer[~black], image[~black]):
        values = np.unique(answer[(answer != image) & ~black])
        return f"new values of {values[0]:g}" if len(values) == 1 and values[0] in (1, 255) else "other new values"
    if not black.any():
        return "no patch at all"
    if (black.any(axis=2) != black.all(axis=2)).any():
        return "a patch that is 0 in some channels only"
    rows, columns = black.any(axis=(1, 2)).sum(), black.any(axis=(0, 2)).sum()
    return f"{rows} x {columns}" if black[..., 0].sum() == rows * columns else "something that is not a rectangle"


SHOW_PATCHES = ("print(erase_patches(np.ones((3, 6, 9, 2)), 4, 3, np.random.default_rng(0)).transpose(0, 3, 1, 2))",)
SHOW_STARTS = (
    "erased = erase_patches(np.ones((300, 4, 4, 1)), 2, 2, np.random.default_rng(0))[..., 0]",
    "print(np.unique([np.argwhere(image == 0)[0] for image in erased], axis=0, return_counts=True))",
)
SHOW_CALLS = (
    "rng = np.random.default_rng(0); images = np.ones((5, 6, 6, 1))",
    "print(np.array_equal(erase_patches(images, 2, 2, rng), erase_patches(images, 2, 2, rng)))",
)
SHOW_WHOLE = ("print(erase_patches(np.ones((2, 3, 4, 1)), 3, 4, np.random.default_rng(0)).sum())",)
ERASED_FACTS = {
    Fact(
        Erased.patches,
        lambda found: f"in 1,000 images: {', '.join(found[:4])}{', and more' if len(found) > 4 else ''}",
        due="4 x 3 in each image: so many pixels are 0, in all channels, and all else is as it was",
        tries=SHOW_PATCHES,
    ): ["4 x 3"],
    Fact(
        Erased.starts,
        lambda found: f"patches that begin in the rows {found[0]} and the columns {found[1]}",
        why="Every place that lies wholly inside the image should come, also those at its edges.",
        tries=SHOW_STARTS,
    ): [list(range(count)) for count in PLACES],
    Fact(
        Erased.even,
        {False: "some places much more often than others"},
        due="all 21 places about equally often",
        why="What is hidden more often than the rest is not learnt as well.",
        tries=SHOW_STARTS,
    ): True,
    Fact(
        Erased.repetition,
        {"the same places": "the same places for several images", "places a fixed step": "places in turn"},
        due="a place of its own for each image",
        why="What repeats can be learnt: draw for each image.",
        tries=(SHOW_STARTS[0], "print([tuple(np.argwhere(image == 0)[0].tolist()) for image in erased])"),
    ): "",
    Fact(
        Erased.differ,
        {False: "the same places in two calls with one generator"},
        due="other places in each call",
        why="Every epoch should hide something else.",
        tries=SHOW_CALLS,
    ): True,
}
NOTHING_LEFT = Fact(
    lambda answer: bool(answer.any()),
    {True: "something left of images of 6 x 9 pixels"},
    due="nothing left: the patch is as large as the images",
    why="A patch may be as large as the image. Then there is one place for it.",
    tries=SHOW_WHOLE,
)


KEPT = {
    Fact(
        lambda asked: [answer.dtype.name for _, answer in asked],
        lambda found: f"answers of {', '.join(found)}",
        due=lambda wanted: f"answers of {', '.join(wanted)}: the dtype of images",
        why="Images of uint8 stay small, and what comes next expects them as they were.",
        tries="print(erase_patches(np.ones((2, 4, 4, 1), 'uint8'), 2, 2, np.random.default_rng(0)).dtype)",
    ): ["uint8", "float32", "float64"],
    Fact(
        lambda asked: [int((answer == 0).sum()) for _, answer in asked],
        lambda found: f"{', '.join(map(str, found))} values that are 0",
        why="Batches have any number of images and channels, also one.",
        tries=(
            "black = erase_patches(np.ones((2, 3, 6, 3)), 2, 5, np.random.default_rng(0)) == 0",
            "print(black.sum(axis=(1, 2)))   # all 10",
        ),
    ): [200, 30, 10],
}
