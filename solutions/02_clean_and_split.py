# %% [markdown]
# # 02 Clean and split
# The shop has a folder of pictures, one folder for each class, collected from phones and from the web. Before anything
# can be learnt from it, it has to be cleaned, and split into pictures for training and others for validation.
#
# **Clean.** Real folders hold files that are empty, that were cut off in a download, or that are web pages named
# `photo.jpg`. Systems leave `.DS_Store` and `Thumbs.db` behind, and `.ipynb_checkpoints` with copies of pictures. One
# such file stops a training in the middle of the night. The only sure test is to read every pixel.
#
# **Split.** Validation says how good the network is on pictures that it has *not* seen. If a picture is in both parts,
# validation only says how well it was learnt by heart. This is easier to get wrong than it looks. Well-known notes on
# cats and dogs shuffle the files and then take `shuffled[:n]` for both parts, and they test files by their size alone.
#
# Three things surprise nearly everyone:
#
# * `Image.open` of Pillow reads only the beginning of a file, and `verify()` does not decode it either. Half a photo
#   passes both. It shows when the pixels are read, as by `load()`.
# * A list of files is sorted by class. Cut it in two by position, and validation has classes that training never saw.
#   So draw at random, and in each class on its own: then each class has its share in both parts.
# * `random.shuffle` shuffles the list itself and returns None. `random.sample` returns a new list; the old one stays.
#
# A seed makes chance repeatable: with the same seed and the same files everybody gets the same split. As folders list
# their files in any order, sort them before you draw.

# %%
import random
import shutil
from collections.abc import Sequence
from pathlib import Path

from PIL import Image


# %%
def usable_images(folder: str | Path) -> list[Path]:
    """Find the pictures of a folder, at any depth, that can be read to the last pixel.

    Args:
        folder: It is not changed. What is in its hidden folders, whose names begin with a dot, is left out, at any
            depth. Whether `folder` itself lies in a hidden folder makes no difference. Whether a hidden picture in a
            folder that is not hidden, such as `.1.jpg`, is left out is up to you.

    Returns:
        The paths, sorted (as str or as Path, both are fine). Each can be opened: it begins with `folder`, or is
        absolute. Whether a file is a picture (JPEG, PNG or BMP; in colour, grey, with a palette or transparent) is
        decided by its content. Names of pictures end in .jpg, .JPEG, .PNG and so on, but so may those of other files,
        and of folders. An empty list if there are none.

    Example, for a folder that also holds an empty file photos/hat/3.jpg:
        >>> usable_images("photos")
        [PosixPath('photos/hat/1.jpg'), PosixPath('photos/hat/2.png'), PosixPath('photos/shoes/1.jpg')]
    """
    ### BEGIN SOLUTION
    found = []
    for path in sorted(Path(folder).rglob("*")):
        is_hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if is_hidden or not path.is_file():
            continue
        try:
            with Image.open(path) as picture:
                picture.load()
        except (OSError, SyntaxError, ValueError):
            continue
        found.append(path)
    return found
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# usable_images
# 1. Go through all files, try to read the pixels of each, and keep those where no exception comes.
# 2. `Path(folder).rglob("*")` gives files and folders at any depth; `path.is_file()` tells them apart, and `path.parts`
#    has the names of the folders. Open and read between `try:` and `except OSError:`.
# 3. `with Image.open(path) as picture: picture.load()`: what cannot be read raises an `OSError`, which includes
#    `UnidentifiedImageError`. `sorted(...)` sorts paths.


# %%
def split(items: Sequence[str], validation_share: float, seed: int) -> tuple[list[str], list[str]]:
    """Split items at random into a part for training and one for validation.

    Args:
        items: Texts, all of them different, in any order: the order makes no difference to which part an item gets
            into. The list is not changed. It may be empty.
        validation_share: From 0 to 1; 0.2 puts a fifth of the items into validation.
        seed: The same items and the same seed give the same parts, after every start of Python: the order of a set of
            texts, and `hash()`, change from one to the next. Another seed gives other parts.

    Returns:
        (train, validation), in any order. Each item is in exactly one of them. Validation has `validation_share` of
        the items, rounded up or down, and each item has the same chance to get there.

    Example:
        >>> train, validation = split(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"], 0.2, seed=1)
        >>> len(train), len(validation)
        (8, 2)
    """
    ### BEGIN SOLUTION
    shuffled = sorted(items)
    random.Random(seed).shuffle(shuffled)
    count = round(validation_share * len(shuffled))
    return shuffled[count:], shuffled[:count]
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# split
# 1. Sort a copy, shuffle it with the seed, and cut it in two at one place. Both parts come from the same shuffled list.
# 2. `rng = random.Random(seed)` is a generator of your own; `rng.shuffle(copy)` shuffles in place and returns None.
# 3. `shuffled = sorted(items)`, shuffle it, `count = round(validation_share * len(shuffled))`, and return
#    `shuffled[count:], shuffled[:count]`.


# %%
def make_tree(source: str | Path, target: str | Path, validation_share: float, seed: int) -> None:
    """Copy the usable pictures of each class into a tree for training and validation.

    Args:
        source: Holds a folder for each class, `source/<class>/<file>`, without more folders in it, other than hidden
            ones. It is not changed. Pictures that are in none of the class folders, and hidden folders, are left out.
        target: Lies outside the source. It is made if it is not there. All that it held before is deleted, so that
            nothing of an older split is left. Afterwards each usable picture is copied (not moved or linked) either to
            `target/train/<class>/<file>` or to `target/validation/<class>/<file>`. Whether a class without usable
            pictures gets empty folders is up to you.
        validation_share, seed: As for `split`. Each class is split on its own, so that each has its share.

    Example, for 10 usable pictures of hats and 20 of shoes:
        >>> make_tree("photos", "split", 0.2, seed=1)
        >>> class_counts("split/train"), class_counts("split/validation")
        ({'hat': 8, 'shoes': 16}, {'hat': 2, 'shoes': 4})
    """
    ### BEGIN SOLUTION
    target = Path(target)
    shutil.rmtree(target, ignore_errors=True)
    for folder in sorted(Path(source).iterdir()):
        if not folder.is_dir() or folder.name.startswith("."):
            continue
        names = [path.name for path in usable_images(folder)]
        for part, chosen in zip(("train", "validation"), split(names, validation_share, seed), strict=True):
            place = target / part / folder.name
            place.mkdir(parents=True)
            for name in chosen:
                shutil.copy(folder / name, place / name)
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# make_tree
# 1. For each class folder: its usable pictures, split in two, each part copied to its place. Before all that, remove
#    what the target held.
# 2. `shutil.rmtree(target, ignore_errors=True)` removes a folder, `place.mkdir(parents=True)` makes one with all
#    folders above it, `shutil.copy(file, place / name)` copies.
# 3. `for folder in sorted(Path(source).iterdir())`, skip what is not a folder or begins with a dot, then
#    `train, validation = split([path.name for path in usable_images(folder)], validation_share, seed)`.


# %%
def class_counts(folder: str | Path) -> dict[str, int]:
    """How many usable pictures each class has.

    Args:
        folder: Holds a folder for each class. Hidden folders are not classes, and files beside the class folders do not
            count.

    Returns:
        {class: number} in alphabetical order, 0 for a class without usable pictures.

    Example, for the folder of `usable_images`:
        >>> class_counts("photos")
        {'hat': 2, 'shoes': 1}
    """
    ### BEGIN SOLUTION
    folders = sorted(path for path in Path(folder).iterdir() if path.is_dir() and not path.name.startswith("."))
    return {path.name: len(usable_images(path)) for path in folders}
    ### END SOLUTION


# %% [markdown] tags=["hints"]
# class_counts
# 1. One entry for each folder that is a class; `usable_images` of that folder has the rest.
# 2. `Path(folder).iterdir()` gives what is in the folder, in any order; `sorted` puts it in order, `is_dir()` picks the
#    folders, `name` is the last part of a path. A dictionary keeps the order in which it was filled.
# 3. `{path.name: len(usable_images(path)) for path in folders}`, with the sorted class folders in `folders`.


# %% Try it (not graded)
# import tempfile
# from autograder.datasets import write_tree
#
# name = "fashion"    # drawn clothes; "clothing" is the photos of the notes, after: convlings data fetch clothing
# photos, parts = Path(tempfile.mkdtemp()), Path(tempfile.mkdtemp()) / "split"
# tree = write_tree(photos, name, {"train": 200}, messy=True)
# print("cannot be read:", tree.manifest.unreadable, "not pictures:", tree.manifest.junk)
# print(len(tree), "files, usable:", len(usable_images(photos / "train")))
# make_tree(photos / "train", parts, 0.2, seed=1)
# print(class_counts(parts / "train"), class_counts(parts / "validation"))
