"""Checks of 02 Clean and split.

Folders are made here and listed by the grader; whether a picture can be read is known because of how it was made.
"""

from dataclasses import replace

from autograder.checking import display, malformed, points
from autograder.checking.contract import Contract
from autograder.checking.study import Fact
from autograder.laboratories import picture_folders as folders
from autograder.laboratories.either_path import judge_paths

from . import laboratory as lab
from .laboratory import Found, Halves, Helpers, Tree

MOST_NAMES = 4


def names(found: list[str]) -> str:
    return ", ".join(found[:MOST_NAMES]) + (f" and {len(found) - MOST_NAMES} more" if len(found) > MOST_NAMES else "")


SHOW_IMAGES = [
    "from PIL import Image; import os; [os.makedirs(f'p/{f}v1.2', exist_ok=True) for f in ('hat/.old/', '')]",
    "for name in ('a.jpg', 'hat/B.PNG', 'hat/.old/c.jpg', 'hat/.old/v1.2/d.jpg', 'v1.2/e.jpg'): "
    "Image.effect_noise((40, 40), 90).convert('RGB' if name == 'a.jpg' else 'L').save(f'p/{name}')",
    "open('p/empty.jpg', 'wb').close(); open('p/cut.jpg', 'wb').write(open('p/a.jpg', 'rb').read()[:900]); "
    "open('p/page.jpg', 'w').write('<html>'); print(usable_images('p'))",
]
MISSING = Fact(
    Found.missing,
    lambda missing: f"without {names(missing)}" if missing else "all pictures",
    why="Each picture counts: fewer pictures make a worse network.",
    tries=SHOW_IMAGES,
)
EXTRA = Fact(
    Found.extra,
    lambda extra: f"{names(extra)} among the pictures" if extra else "nothing but pictures, each once",
    why="One file that cannot be read stops a training.",
    tries=SHOW_IMAGES,
)
BENEATH = replace(
    MISSING,
    why="Only what is hidden in the folder is left out. The way to the folder plays no part.",
    tries=[
        "from PIL import Image; import os; os.makedirs('.phone/p', exist_ok=True)",
        "Image.new('RGB', (9, 9)).save('.phone/p/a.png'); print(usable_images('.phone/p'))",
    ],
)
OPENABLE = Fact(
    lambda found: found.are_there,
    {False: "paths that lead to no file", True: "paths that begin with the folder's"},
    why="Whoever gets the paths wants to open them.",
    tries=SHOW_IMAGES,
)
SORTED = Fact(
    Found.order,
    "paths {}",
    why="Folders list their files in any order. Sorted, they are the same on every machine.",
    tries=SHOW_IMAGES,
)
FOLDER = Fact(
    lambda found: found.is_as_before,
    {False: "a folder that has changed", True: "the folder as it was"},
    why="Finding is one thing, deleting another: you may have been wrong about a file.",
    tries=[*SHOW_IMAGES[:2], SHOW_IMAGES[2] + "; print(sorted(os.listdir('p')))"],
)


@points(1, function="usable_images")
def test_all_pictures_are_found(student, study, files, probes, rng):
    """usable_images finds all pictures, at any depth and whatever their names end in, sorted"""
    kinds = {"shoes/z.jpg": "JPEG", "IMG_01.JPG": "JPEG", "hat/b.png": "PNG", "hat/A 1.Png": "PNG", "b.bmp": "BMP"}
    kinds |= {"mütze/größe 2.jpeg": "JPEG", "hat/more/of/c.jpg": "PNG", "hat/10.jpg": "JPEG", "hat/9.jpg": "JPEG"}
    modes = {"hat.d/v1.2/grey.jpg": "L", "hat.d/clear.png": "RGBA", "hat.d/table.png": "P"}
    kinds |= {name: "JPEG" if name.endswith("jpg") else "PNG" for name in modes}
    order = rng.permutation(list(kinds)).tolist()
    tree = {name: folders.picture(rng, kinds[name], modes.get(name, "RGB")) for name in order}
    found = lab.ask_for_images(student, files, probes, tree, order)
    study.judge(found, {MISSING: [], OPENABLE: True, SORTED: "sorted"}, beside=[EXTRA])
    # Hidden is what lies in a hidden folder of the folder, not what lies beneath one.
    found = lab.ask_for_images(student, files, probes, {"a.jpg": folders.picture(rng)}, ["a.jpg"], ".phone/pictures")
    study.judge(found, {BENEATH: []})


@points(1, function="usable_images")
def test_what_is_no_picture_is_left_out(student, study, files, probes, rng):
    """usable_images leaves out what is not a picture, and what is hidden"""
    good = {"a.jpg": folders.picture(rng), "b.jpg": folders.picture(rng)}
    study.judge(lab.ask_for_images(student, files, probes, good, list(good)), {MISSING: []})
    tree = {**good, **folders.JUNK, "album.jpg/": b"", ".ipynb_checkpoints/a-checkpoint.jpg": good["a.jpg"]}
    tree |= {"hat/.trash/old/c.jpg": good["b.jpg"]}
    found = lab.ask_for_images(student, files, probes, tree, list(good))
    study.judge(found, {MISSING: [], EXTRA: [], FOLDER: True})
    found = lab.ask_for_images(student, files, probes, {".DS_Store": folders.DS_STORE}, [])
    study.judge(found, {EXTRA: []})


@points(1, function="usable_images")
def test_cut_off_pictures_are_left_out(student, study, files, probes, rng):
    """usable_images leaves out pictures of which a part is missing"""
    good = {"a.jpg": folders.picture(rng), "b.jpg": folders.picture(rng)}
    cut = {"cut.jpg": folders.cut_off(folders.picture(rng)), "half.jpg": folders.cut_off(folders.picture(rng, "PNG"))}
    found = lab.ask_for_images(student, files, probes, {**good, **cut, "page.jpg": folders.PAGE}, list(good))
    study.judge(found, {MISSING: [], EXTRA: []})


SHOW_SPLIT = (
    "print(*split(list('gbhfcadeij'), 0.3, 1), *split(list('abcdefghij'), 0.3, 1), *split(list('abcde'), 0.5, 2))"
)
BOTH = Fact(
    Halves.in_both,
    "{} items in both parts",
    why="Validation is to tell about pictures that the network has not seen.",
    tries=SHOW_SPLIT,
)
NONE = Fact(Halves.in_none, "{} items in neither part", tries=SHOW_SPLIT)
FOREIGN = Fact(Halves.foreign, "{} that are not items, or are in a part twice", tries=SHOW_SPLIT)
USED = Fact(
    lambda halves: all(halves.sizes()),
    {False: "a part without any items", True: "items in both parts"},
    tries=SHOW_SPLIT,
)


def items_of(rng, count: int) -> list[str]:
    """So many file names, in any order."""
    return [f"{number:03d}.jpg" for number in rng.permutation(500)[:count]]


@points(1, function="split")
def test_each_item_is_in_exactly_one_part(student, study, probes, rng):
    """split puts each item into exactly one part"""
    for count, share in ((12, 0.25), (5, 0.5), (7, 0.5), (40, 0.5)):
        halves = lab.ask_for_split(student, probes, items_of(rng, count), share, int(rng.integers(100)))
        study.judge(halves, {BOTH: 0, NONE: 0, FOREIGN: 0, USED: True}, beside=[SIZE, SIZES])


SIZE = Fact(
    Halves.size,
    "{} items in validation",
    why="validation_share is the share of validation: 0.2 is a fifth.",
)
SIZES = Fact(Halves.sizes, "{}")


@points(0.5, function="split")
def test_validation_has_its_share(student, study, probes, rng):
    """split gives validation its share, rounded up or down"""
    for count, share in ((10, 0.3), (21, 0.1), (8, 0.75), (1, 0.5), (0, 0.2), (6, 0.0), (40, 0.35)):
        halves = lab.ask_for_split(student, probes, items_of(rng, count), share, int(rng.integers(100)))
        items = f"list(map(str, range({count})))"
        show = f"print([[len(part) for part in split({items}, {share}, seed)] for seed in range(9)])"
        study.judge(halves, {replace(SIZE, tries=show): round(count * share)}, beside=[SIZES])


WHICH = Fact(lambda asked: [lab.end_of(*each) for each in asked["ends"]], "{}")
REPEATED = Fact(
    lambda asked: asked["again"] == asked["first"] and asked["again_with_0"] == asked["first_with_0"],
    {False: "other parts than the first time, for the same items and seed", True: "the same parts again"},
    why="With a seed anybody can repeat what you did.",
    tries="print([sorted(split(list('abcdefghij'), 0.3, seed)[1]) for seed in (0, 0, 0, 1, 1, 1)])",
)
RESTARTED = Fact(
    lambda asked: asked["restarted"] in (None, asked["first"]),
    {False: "other parts where texts have other hashes, as after each start of Python", True: "the same parts"},
    why="The order of a set of texts, and hash(), change with each start of Python; what sorted() gives does not.",
    tries=[
        "T = type('T', (str,), {'__hash__': lambda text: hash(text + '!')})   # texts as in another start of Python",
        "print(*(sorted(map(str, split([kind(n) for n in range(10)], 0.3, 1)[1])) for kind in (str, T)))",
    ],
)
REORDERED = Fact(
    lambda asked: asked["reordered"] == asked["first"],
    {False: "other parts for the same items in another order", True: "the same parts for any order of the items"},
    why="Folders list their files in any order, which is another one on another machine. Sort before you draw.",
    tries="print([sorted(split(list(items), 0.3, 1)[1]) for items in ('abcdefghij', 'jihgfedcba')])",
)
NEVER = Fact(
    lambda asked: len(set(asked["items"]) - set().union(*asked["others"])),
    "{} of 8 items never in validation, with 60 seeds",
    why="Files are sorted by class or by date. Only a random part of them is like all of them.",
    tries="print([''.join(sorted(split(list('abcdefgh'), 0.25, seed)[1])) for seed in range(20)])",
)
NEVER_ALONE = replace(
    NEVER,
    of=lambda asked: 4 - len(set().union(*asked["alone"])),
    words="{} of 4 items never in validation, with 60 seeds",
)
ROW = Fact(
    lambda asked: all(lab.is_row(asked["items"], part) for part in asked["others"]),
    {True: "neighbours in validation, with each of 60 seeds", False: "items drawn one by one"},
    why="Files that are neighbours are like each other, and the first and the last get into validation less often.",
    tries=NEVER.tries,
)


@points(1, function="split")
def test_parts_are_drawn_by_the_seed(student, study, probes, rng):
    """split draws at random, and the same seed gives the same parts"""
    items, seed = items_of(rng, 24), int(rng.integers(100))

    def drawn(given: list[str], seed: int, share: float) -> list[str]:
        return sorted(lab.ask_for_split(student, probes, given, share, seed).validation)

    asked = {"items": sorted(items)[:8]}
    asked["others"] = [drawn(asked["items"], each, 0.25) for each in range(60)]
    asked["alone"] = [drawn(sorted(items)[:4], each, 0.25) for each in range(60)]
    asked["ends"] = [(asked["items"], asked["others"][0]), (sorted(items), drawn(items, seed, 0.25))]
    study.judge(
        asked, {NEVER: 0, ROW: False}, beside=[WHICH], called=f"split({asked['items']}, 0.25, seed) for 60 seeds"
    )
    study.judge(asked, {NEVER_ALONE: 0}, called=f"split({asked['items'][:4]}, 0.25, seed) for 60 seeds")
    asked["first"], asked["again"] = drawn(items, seed, 0.5), drawn(items, seed, 0.5)
    asked["first_with_0"], asked["again_with_0"] = drawn(items, 0, 0.5), drawn(items, 0, 0.5)  # a seed like any other
    asked["restarted"] = lab.validation_with_other_hashes(student, probes, items, 0.5, seed)
    study.judge(asked, {REPEATED: True, RESTARTED: True})
    asked["reordered"] = drawn(items[::-1], seed, 0.5)
    study.judge(asked, {REORDERED: True})


SHOW_TREE = [
    "from PIL import Image; from pathlib import Path; "
    "[Path('s', c).mkdir(0o777, True, True) for c in ('hat', 'boot', '.old')]",
    "for n in range(12): Image.new('L', (9 + n, 9), 20 * n).save("
    "Path('s', ('hat', 'boot', '.old')[(n > 7) + (n > 10)], f'{n}.JPG'), quality=9); "
    "Path(f's/hat/{n}.txt').write_text('x')",
    "[make_tree('s', 't', 0.5, seed) for seed in (1, 2)]; print([(str(p), p.is_symlink(), sum(p.read_bytes())) "
    "for p in sorted(Path('.').glob('[st]/**/*')) if p.is_file()])",
]
TREE_NONE = Fact(
    Tree.in_none,
    "{} usable pictures in neither part",
    why="Each usable picture is to be in one of the parts, under the name that it has in the source.",
    tries=SHOW_TREE,
)
TREE_BOTH = replace(BOTH, of=Tree.in_both, words="{} pictures in train and in validation", tries=SHOW_TREE)
TREE_EXTRA = Fact(
    Tree.extra,
    lambda extra: f"{names(extra)} as well" if extra else "train/<class>/<file> and validation/<class>/<file> alone",
    why="Whatever lies in the tree is read in training.",
    tries=SHOW_TREE,
)
TREE_SAME = Fact(
    Tree.changed,
    "{} with another content than in the source, or links",
    why="A copy is the same file, byte for byte, and stays when the source is moved or deleted.",
    tries=SHOW_TREE,
)
SOURCE = Fact(
    Tree.source_is_as_before,
    {False: "a source that has changed", True: "the source as it was"},
    why="The source is the only copy. You will want to split it again.",
    tries=SHOW_TREE,
)
TREE_SHARES = Fact(
    Tree.shares,
    "{}",
    why="Each class needs its share in both parts. A class that is rare in validation is hardly tested.",
    tries=SHOW_TREE,
)


def judge_tree(study, tree: Tree, more: dict) -> None:
    study.judge(tree, {TREE_NONE: 0, TREE_BOTH: 0, TREE_EXTRA: []} | more, beside=[TREE_SHARES])


@points(1, function="make_tree")
def test_each_picture_is_copied_to_its_class(student, study, files, probes, rng):
    """make_tree copies each picture into its class in one of the parts, and leaves the source as it was"""
    helpers = Helpers(student, files, probes, rng)
    source = folders.classes(rng, {"hat": 8, "rain coat": 4, "shoes": 12})
    source |= {"hat/Süd 1.JPG": folders.picture(rng), "shoes/b c.png": folders.picture(rng, "PNG")}
    tree = Tree(helpers, files, source, list(source)).make(int(rng.integers(100)))
    judge_tree(study, tree, {TREE_SAME: 0, SOURCE: True})


@points(1, function="make_tree")
def test_each_class_is_split_on_its_own(student, study, files, probes, rng):
    """make_tree gives each class its share in validation"""
    helpers = Helpers(student, files, probes, rng)
    placed = []
    for seed in rng.permutation(100)[:5].tolist():
        source = folders.classes(rng, {"hat": 12, "pants": 4, "shoes": 20})
        tree = Tree(helpers, files, source, list(source)).make(seed)
        study.judge(tree, {TREE_SHARES: lab.RIGHT}, beside=[TREE_BOTH])
        placed.append(sorted(tree.names("validation")))
    drawn = Fact(
        lambda placed: len({tuple(each) for each in placed}) > 1,
        {False: "the same pictures in validation for five seeds", True: "other pictures for another seed"},
        tries=SHOW_TREE,
    )
    if not tree.in_none():  # other names are judged by another check
        study.judge(placed, {drawn: True})


@points(0.5, function="make_tree")
def test_only_usable_pictures_are_copied(student, study, files, probes, rng):
    """make_tree copies usable pictures alone, and counts them alone"""
    helpers = Helpers(student, files, probes, rng)
    for seed in rng.permutation(100)[:3].tolist():
        good = folders.classes(rng, {"hat": 8, "shoes": 4})
        bad = {f"hat/{name}": content for name, content in folders.JUNK.items()}
        bad |= {f"hat/cut{number}.jpg": folders.cut_off(folders.picture(rng)) for number in range(7)}
        hidden = {"hat/.ipynb_checkpoints/01-checkpoint.jpg": good["hat/01.jpg"], ".DS_Store": folders.DS_STORE}
        hidden |= {".ipynb_checkpoints/02-checkpoint.jpg": good["hat/02.jpg"], "cover.jpg": folders.picture(rng)}
        tree = Tree(helpers, files, {**good, **bad, **hidden}, list(good)).make(seed)
        facts = {TREE_NONE: 0, TREE_EXTRA: [], TREE_SHARES: lab.RIGHT, SOURCE: True}
        study.judge(tree, facts, beside=[TREE_BOTH])


@points(0.5, function="make_tree")
def test_nothing_of_an_older_tree_is_left(student, study, files, probes, rng):
    """make_tree leaves nothing of an older tree, and the same seed makes the same tree"""
    helpers = Helpers(student, files, probes, rng)
    source, seed = folders.classes(rng, {"hat": 8, "shoes": 16}), int(rng.integers(100))
    tree = Tree(helpers, files, source, list(source))
    old = ("split/train/hat/old.jpg", "split/validation/boot/1.jpg", "split/test/hat/2.jpg", "split/old/notes.txt")
    base = files.write({name: folders.picture(rng) for name in old})
    first = tree.make(seed, base).placed
    judge_tree(study, tree, {})
    judge_tree(study, tree.make(seed + 1, base), {})
    again = Fact(
        lambda placed: placed == first,
        {False: "another tree than the first time", True: "the same tree for the same seed"},
        why="With a seed anybody can repeat what you did.",
        tries=SHOW_TREE,
    )
    study.judge(tree.make(seed).placed, {again: True})


SHOW_COUNTS = [
    "from PIL import Image; from pathlib import Path",
    "for f in ('x', 'hat/1', 'hat/2', 'boot/1', '.old/1', 'zero/z'): p = Path('c', f + '.png'); p.parent.mkdir(0o777, "
    "True, True); Image.new('L', (9, 9)).save(p) if f != 'zero/z' else p.write_text('x')",
    "Path('c/hat/n.txt').write_text('x'); print(class_counts('c'))",
]
COUNTS = Fact(
    lambda pairs: sorted(map(list, pairs)),
    lambda pairs: display.short(dict(map(tuple, pairs))),
    why="Classes that are rare, or empty, should show before the training.",
    tries=SHOW_COUNTS,
)
PATHS = Fact(lambda pairs: any("/" in name for name, _ in pairs), "{}")
BY_NUMBER = Fact(
    lambda pairs: [n for _, n in pairs] in [sorted((n for _, n in pairs), reverse=r) for r in (0, 1)], "{}"
)
ALPHABETICAL = Fact(
    lambda pairs: [name for name, _ in pairs] == sorted(name for name, _ in pairs),
    {False: "the classes in another order", True: "the classes in alphabetical order"},
    why="Keras numbers classes in alphabetical order: the first is class 0.",
    tries=SHOW_COUNTS,
)


@points(1, function="class_counts")
def test_classes_are_counted(student, study, files, probes, rng):
    """class_counts gives the number of usable pictures of each class, in alphabetical order"""
    helpers = Helpers(student, files, probes, rng)
    for _ in range(2):
        sizes = dict(zip(["skirt", "hat", "shoes", "rain coat"], (rng.permutation(7)[:4] + 1).tolist(), strict=True))
        tree = folders.classes(rng, sizes) | {
            "dress/": b"",
            "hat/.DS_Store": folders.DS_STORE,
            "shoes/Thumbs.db": folders.THUMBS,
        }
        tree |= {
            "cover.jpg": folders.picture(rng),
            ".ipynb_checkpoints/a.jpg": folders.picture(rng),
            ".DS_Store": folders.DS_STORE,
        }
        answer = helpers.call("class_counts", files.write(tree))
        pairs = probes.folders.counts(answer)
        if not isinstance(pairs, list):
            malformed(got=display.kind(answer), expected="a dict {class: number}")
        due = sorted([name, number] for name, number in {**sizes, "dress": 0}.items())
        study.judge(pairs, {COUNTS: due, ALPHABETICAL: True}, beside=[PATHS, BY_NUMBER])


@points(0.5, function="split")
def test_keeps_to_its_contract(student, study, contract, files, probes, rng):
    """The example of split holds, its list stays as it was, and paths may be str or Path"""
    source = files.write(folders.classes(rng, {"hat": 4}))
    for name, given in (
        ("usable_images", [source]),
        ("class_counts", [source]),
        ("make_tree", [source, f"{files.folder()}/split", 0.5, 1]),
    ):
        call = f"{name}({', '.join(f'Path({each!r})' if isinstance(each, str) else str(each) for each in given)})"
        more = ", Path('t'), 0.5, 1" if name == "make_tree" else ""
        tries = [*SHOW_COUNTS[:2], f"print({name}(Path('c'){more}))"]
        judge_paths(study, probes, getattr(student, name), call, tries, *given)
    others = ("usable_images", "make_tree", "class_counts")
    contract.holds(Contract("split"), *(Contract(name, example=False) for name in others))
