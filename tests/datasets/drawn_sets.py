"""What holds for every drawn set, as functions that the tests of the single sets call.

`python tests/datasets/drawn_sets.py hands letters ...` draws the references of these sets anew (after a change of how
they look): a digest of larger pictures, compared where NumPy and Pillow are the locked versions, and a PNG of small
ones, compared everywhere, within one grey level. `trees` stands for the decoded JPEG files of a tree.
"""

import hashlib
import importlib.metadata
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from autograder.datasets import class_names, generated_set, load
from autograder.datasets.trees import write_tree

REFERENCES = Path(__file__).parent / "references"
LOCK = Path(__file__).parents[2] / "requirements.lock"
KEY = bytes(range(32))


def locked_versions() -> bool:
    """Whether NumPy and Pillow are among the versions in requirements.lock."""
    text = LOCK.read_text()
    return all(
        importlib.metadata.version(package) in re.findall(rf"^{package}==([\w.]+)", text, flags=re.MULTILINE)
        for package in ("numpy", "pillow")
    )


def digest(name: str) -> str:
    """SHA-256 over pictures of all splits, with and without the options."""
    found = hashlib.sha256()
    for split, options in (("train", {}), ("validation", {"shift": True}), ("test", {"logos": True, "facing": True})):
        images, labels = load(name, split=split, n=24, seed=5, **options)
        found.update(images.tobytes())
        found.update(labels.astype("<i8").tobytes())
    return found.hexdigest()


def small_pictures(name: str) -> np.ndarray:
    """uint8 (40, 6 * 40, channels): six small pictures side by side."""
    return np.concatenate(list(load(name, n=6, size=40, seed=2)[0]), axis=1)


def tree_pictures(folder: Path) -> np.ndarray:
    """uint8 (40, 4 * 40, 3): the decoded files of a tree written to the folder."""
    decoded = []
    for path in write_tree(folder, "two_kinds", {"train": 4}, size=40):
        with Image.open(path) as picture:
            decoded.append(np.asarray(picture))
    return np.concatenate(decoded, axis=1)


def write_references(name: str) -> None:
    """Replace the references of a set."""
    REFERENCES.mkdir(exist_ok=True)
    if name == "trees":
        with tempfile.TemporaryDirectory() as folder:
            Image.fromarray(tree_pictures(Path(folder))).save(REFERENCES / "trees.png", optimize=True)
        return
    pictures = small_pictures(name)
    Image.fromarray(pictures.squeeze()).save(REFERENCES / f"{name}.png", optimize=True)
    file = REFERENCES / "digests.json"
    digests = json.loads(file.read_text()) if file.exists() else {}
    digests[name] = digest(name)
    file.write_text(json.dumps(digests, indent=2, sort_keys=True) + "\n")


def check_digest(name: str) -> None:
    if not locked_versions():
        pytest.skip("NumPy or Pillow is not the locked version")
    assert digest(name) == json.loads((REFERENCES / "digests.json").read_text())[name]


def check_reference(name: str) -> None:
    with Image.open(REFERENCES / f"{name}.png") as picture:
        reference = np.asarray(picture, dtype=int)
    drawn = small_pictures(name).squeeze().astype(int)
    assert drawn.shape == reference.shape
    assert np.abs(drawn - reference).max() <= 1


def check_module(name: str) -> None:
    """The names and numbers that every set has, and what `draw` gives."""
    module = generated_set(name)
    assert list(module.CLASS_NAMES) == sorted(set(module.CLASS_NAMES)) == class_names(name)
    assert module.CHANNELS in (1, 3)
    assert module.DESCRIPTION.endswith(".")
    images, labels = load(name, n=3)
    assert images.shape == (3, module.DEFAULT_SIZE, module.DEFAULT_SIZE, module.CHANNELS)
    assert (images.dtype, labels.dtype) == (np.uint8, np.int64)
    for size in (16, 45, 150):
        images, _ = load(name, n=2, size=size)
        assert images.shape == (2, size, size, module.CHANNELS)
        assert images.std() > 5


def check_balance(name: str) -> None:
    count = len(class_names(name))
    _, labels = load(name, n=3 * count + 1, size=16)
    numbers = np.bincount(labels, minlength=count)
    assert numbers.max() - numbers.min() <= 1
    assert labels.tolist() != sorted(labels.tolist())


def check_order(name: str) -> None:
    """The same arguments give the same pictures; more pictures begin with the same; other words give others."""
    images, labels = load(name, n=12, size=24)
    again, same_labels = load(name, n=18, size=24)
    assert np.array_equal(images, again[:12])
    assert np.array_equal(labels, same_labels[:12])
    others = [
        load(name, n=12, size=24, **changed)[0]
        for changed in ({"split": "validation"}, {"split": "test"}, {"seed": 1}, {"key": KEY}, {"key": KEY[::-1]})
    ]
    seen = {image.tobytes() for image in images}
    for pictures in others:
        new = {image.tobytes() for image in pictures}
        assert len(new) == 12
        assert not new & seen
        seen |= new
    assert np.array_equal(others[3], load(name, n=12, size=24, key=KEY)[0])


def check_sizes_agree(name: str) -> None:
    """A picture looks the same at every size: reduced to the same size, the large and the small one are alike."""
    small, large = (load(name, n=12, size=size, seed=4)[0].astype(float) for size in (64, 128))
    reduced = large.reshape(12, 64, 2, 64, 2, -1).mean(axis=(2, 4))
    for one, other in zip(small, reduced, strict=True):
        assert np.corrcoef(one.ravel(), other.ravel())[0, 1] > 0.85


def check_logos(name: str) -> None:
    """With logos the same pictures come, but for a small part of each."""
    plain, stamped = (load(name, n=16, seed=6, logos=logos)[0].astype(int) for logos in (False, True))
    changed = (np.abs(plain - stamped).max(axis=3) > 0).mean(axis=(1, 2))
    assert (changed > 0).mean() > 0.9
    assert changed.max() < 0.2


def check_shift(name: str) -> None:
    """Validation pictures are darker than those of the training, if so wished."""
    train, validation = (load(name, split, n=24, size=32, shift=True)[0].mean() for split in ("train", "validation"))
    assert validation < 0.8 * train


def check_no_framework(name: str) -> None:
    """Drawing a set imports neither TensorFlow nor Keras."""
    code = (
        "import sys; from autograder.datasets import load; import autograder.datasets.trees; "
        f"load({name!r}, n=1); sys.exit(any(part in sys.modules for part in ('tensorflow', 'keras', 'torch', 'jax')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


CHECKS = (
    check_module,
    check_balance,
    check_order,
    check_sizes_agree,
    check_logos,
    check_shift,
    check_no_framework,
    check_reference,
    check_digest,
)


if __name__ == "__main__":
    for wanted in sys.argv[1:]:
        write_references(wanted)
