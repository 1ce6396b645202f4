"""Which image is which: random generators and label orders, both functions of names and numbers only.

Every image is drawn by a generator of its own, seeded from a SHA-256 over what the image is called: the set, the split,
its class, its place in the order and the seed. So the first 100 of 1,000 images are the same as 100 images, and one
image can be drawn without the others. With a key (grading) the SHA-256 becomes an HMAC: without the key nobody can
draw the images again.
"""

import hashlib
import hmac
import json

import numpy as np

SPLITS = ("train", "validation", "test")
# With imbalance, the commonest class of the training split has ten times the images of the rarest.
IMBALANCE_RATIO = 10.0
_COMMONEST = 20


def generator(*words: str | int, key: bytes | None = None) -> np.random.Generator:
    """A generator that depends on all `words` in their order and, if given, on `key` (at least 16 bytes)."""
    text = json.dumps(words).encode()
    if key is None:
        digest = hashlib.sha256(text).digest()
    else:
        if len(key) < 16:
            raise ValueError(f"a key has at least 16 bytes, this one has {len(key)}")
        digest = hmac.digest(key, text, "sha256")
    entropy = [int.from_bytes(digest[start : start + 4], "little") for start in range(0, 32, 4)]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(entropy)))


def check_split(split: str) -> None:
    """ValueError unless `split` is one of SPLITS."""
    if split not in SPLITS:
        raise ValueError(f"split is one of {', '.join(SPLITS)}, not {split!r}")


def block_counts(num_classes: int, imbalance: bool) -> list[int]:
    """How many images of each class a block of the order holds: all 1, or falling geometrically from 20 to 2."""
    if not imbalance or num_classes < 2:
        return [1] * num_classes
    step = IMBALANCE_RATIO ** (-1 / (num_classes - 1))
    return [max(1, round(_COMMONEST * step**rank)) for rank in range(num_classes)]


def labels(
    name: str,
    split: str,
    num_classes: int,
    n: int,
    *,
    seed: int = 0,
    imbalance: bool = False,
    key: bytes | None = None,
) -> np.ndarray:
    """int64 (n,): classes in blocks that hold each class equally often, shuffled within the block.

    With `imbalance`, the training split only is unequal (see `block_counts`; which class is common and which rare
    depends on the seed); validation and test stay balanced, so that the harm shows. Asking for more images goes on
    with the same order.
    """
    counts = np.array(block_counts(num_classes, imbalance and split == "train"))
    rng = generator(name, split, "order", num_classes, seed, key=key)
    classes = rng.permutation(num_classes) if counts.max() > counts.min() else np.arange(num_classes)
    block = np.repeat(classes, counts)
    blocks = -(-n // len(block))
    order = [rng.permutation(block) for _ in range(blocks)]
    return np.concatenate([*order, np.empty(0, np.int64)]).astype(np.int64)[:n]


def image_generator(
    name: str, split: str, class_name: str, index: int, *, seed: int = 0, key: bytes | None = None
) -> np.random.Generator:
    """The generator of the image at place `index` of a split.

    The nuisance options are not part of it: with and without logos, say, the same clothes are drawn, so that what
    logos do can be measured on pairs.
    """
    return generator(name, split, class_name, index, seed, key=key)
