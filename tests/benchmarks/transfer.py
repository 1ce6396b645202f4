"""What pretraining is worth: few labelled images, with the pretrained backbone and without.

    python tests/benchmarks/transfer.py [--seeds N] [--shots N] [--clothing FOLDER] [--squeezenet FILE] [--json FILE]

Ways, all with the same images, the same number of epochs and the same batches, hence the same number of steps:

* frozen: the backbone's vectors (pooling "avg"), a Dense softmax head learns. Features are computed once, which changes
  nothing, because a frozen backbone gives the same ones each time.
* fine-tuned: the same, then for the second half of the epochs everything learns except BatchNormalization.
* scratch: the same network with random weights; everything learns.

The learning rates were chosen for each way on its own, with other seeds (`--choose`). Accuracies are on images that
neither were trained on nor served to choose; of the photos, those of the folders `validation` and `test`.
Nothing here passes or fails.
"""

import json
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import click
import keras
import numpy as np
from keras import layers
from PIL import Image
from rich import box
from rich.console import Console
from rich.table import Table

from autograder import datasets
from autograder.datasets.backbones import mini_xception, preprocess_input

BATCH = 20
RATES = {"frozen": 1e-2, "fine-tuned": 1e-3, "scratch": 1e-2}
TRIED = (3e-4, 1e-3, 3e-3, 1e-2, 3e-2)
CHOOSING_SEED = 1_000
# Mean blue, green, red of ImageNet, which SqueezeNet's weights expect to be taken off.
_CAFFE_MEANS = np.array((103.939, 116.779, 123.68), np.float32)


@dataclass(frozen=True)
class Task:
    """Images uint8 (n, size, size, 3) and labels int64 (n,) to learn from and to be judged on."""

    x: np.ndarray
    y: np.ndarray
    test_x: np.ndarray
    test_y: np.ndarray


@dataclass(frozen=True)
class Network:
    """A base of (size, whether pretrained), what to do to its images, and the ways to run it in."""

    name: str
    base: Callable[[int, bool], keras.Model]
    prepare: Callable[[np.ndarray], np.ndarray]
    ways: tuple[str, ...]


def fashion(shots: int, size: int, seed: int, tests: int, split: str = "test") -> Task:
    """`shots` drawn clothes of each class, and `tests` to judge on."""
    n = shots * len(datasets.class_names("fashion"))
    x, y = datasets.load("fashion", split="train", size=size, n=n, seed=seed)
    return Task(x, y, *datasets.load("fashion", split=split, size=size, n=tests, seed=seed))


class Photos:
    """A folder with `train`, `validation` and `test`, in each a folder for each class."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names = sorted(child.name for child in (folder / "train").iterdir() if child.is_dir())
        self._read: dict[tuple[Path, int], np.ndarray] = {}

    def task(self, shots: int, size: int, seed: int) -> Task:
        """`shots` photos of each class of `train`, and all of the other two folders to judge on."""
        rng = np.random.default_rng(seed)
        chosen, test = [], []
        for label, name in enumerate(self.names):
            files = self._files("train", name)
            chosen += [(files[k], label) for k in rng.permutation(len(files))[:shots]]
            test += [(file, label) for split in ("validation", "test") for file in self._files(split, name)]
        return Task(*self._arrays(chosen, size), *self._arrays(test, size))

    def _files(self, split: str, name: str) -> list[Path]:
        return sorted(file for file in (self.folder / split / name).iterdir() if not file.name.startswith("."))

    def _arrays(self, labelled: list[tuple[Path, int]], size: int) -> tuple[np.ndarray, np.ndarray]:
        images = np.stack([self._image(file, size) for file, _ in labelled])
        return images, np.array([label for _, label in labelled])

    def _image(self, file: Path, size: int) -> np.ndarray:
        if (file, size) not in self._read:
            with Image.open(file) as image:
                image.draft("RGB", (2 * size, 2 * size))
                self._read[file, size] = np.asarray(
                    image.convert("RGB").resize((size, size), Image.Resampling.BILINEAR)
                )
        return self._read[file, size]


def _mini(size: int, pretrained: bool) -> keras.Model:
    return mini_xception(
        (size, size, 3), include_top=False, pooling="avg", weights="pretrained" if pretrained else None
    )


def squeezenet(file: Path) -> Network:
    """SqueezeNet 1.1 up to its last Fire module, with weights from a file without the top."""

    def base(size: int, pretrained: bool) -> keras.Model:
        inputs = keras.Input((size, size, 3))
        x = layers.Conv2D(64, 3, strides=2, activation="relu")(inputs)
        for squeeze, expand, pool in (
            (16, 64, True), (16, 64, False), (32, 128, True), (32, 128, False),
            (48, 192, True), (48, 192, False), (64, 256, False), (64, 256, False),
        ):  # fmt: skip
            x = layers.MaxPooling2D(3, strides=2)(x) if pool else x
            x = layers.Conv2D(squeeze, 1, activation="relu")(x)
            one = layers.Conv2D(expand, 1, activation="relu")(x)
            three = layers.Conv2D(expand, 3, padding="same", activation="relu")(x)
            x = layers.Concatenate()([one, three])
        model = keras.Model(inputs, layers.GlobalAveragePooling2D()(x))
        if pretrained:
            model.load_weights(file)
        return model

    def prepare(images: np.ndarray) -> np.ndarray:
        return images[..., ::-1].astype(np.float32) - _CAFFE_MEANS

    return Network("SqueezeNet, ImageNet", base, prepare, ("frozen",))


def accuracy(network: Network, way: str, task: Task, *, epochs: int, seed: int, rate: float) -> float:
    """Share of the test images that are classified right, after learning in this way."""
    keras.utils.set_random_seed(seed)
    classes = int(task.y.max()) + 1
    base = network.base(task.x.shape[1], way != "scratch")
    x, test_x = network.prepare(task.x), network.prepare(task.test_x)
    if way == "scratch":
        model = keras.Sequential([base, layers.Dense(classes, activation="softmax")])
        _fit(model, x, task.y, epochs, rate)
        return _judge(model, test_x, task.test_y)

    base.trainable = False
    features = base.predict(x, verbose=0)
    spread = float(features.std()) + 1e-6
    # One number that brings the features of any network to a like scale; the head's kernel could do it itself.
    head = keras.Sequential([layers.Rescaling(1 / spread), layers.Dense(classes, activation="softmax")])
    if way == "frozen":
        _fit(head, features, task.y, epochs, rate)
        return _judge(head, base.predict(test_x, verbose=0), task.test_y)
    _fit(head, features, task.y, epochs - epochs // 2, RATES["frozen"])
    model = keras.Sequential([base, head])
    base.trainable = True
    for layer in base.layers:
        layer.trainable = not isinstance(layer, layers.BatchNormalization)
    _fit(model, x, task.y, epochs // 2, rate)
    return _judge(model, test_x, task.test_y)


def _fit(model: keras.Model, x: np.ndarray, y: np.ndarray, epochs: int, rate: float) -> None:
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy")
    model.fit(x, y, batch_size=BATCH, epochs=epochs, verbose=0)


def _judge(model: keras.Model, x: np.ndarray, y: np.ndarray) -> float:
    return float((model.predict(x, verbose=0, batch_size=128).argmax(axis=1) == y).mean())


def choose_rates(network: Network, shots: int, size: int, epochs: int, console: Console) -> None:
    """Print what each way reaches with each rate, on validation images of seeds that are not measured."""
    for way in network.ways:
        for rate in TRIED:
            found = [
                accuracy(
                    network, way, fashion(shots, size, seed, 500, "validation"), epochs=epochs, seed=seed, rate=rate
                )
                for seed in (CHOOSING_SEED, CHOOSING_SEED + 1)
            ]
            console.print(f"{way:>10}  rate {rate:g}: {np.mean(found):.1%}")


@click.command()
@click.option("--seeds", type=click.IntRange(min=1), default=5, show_default=True)
@click.option(
    "--shots", type=click.IntRange(min=1), default=10, show_default=True, help="Labelled images of each class."
)
@click.option("--epochs", type=click.IntRange(min=2), default=60, show_default=True)
@click.option("--tests", type=click.IntRange(min=1), default=1000, show_default=True, help="Drawn clothes to judge on.")
@click.option("--size", "sizes", type=click.IntRange(min=32), multiple=True, default=(64,), show_default=True)
@click.option("--clothing", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Also on these photos.")
@click.option("--squeezenet", "file", type=click.Path(exists=True, path_type=Path), help="Weights to compare with.")
@click.option("--way", "wanted", type=click.Choice(list(RATES)), multiple=True, help="Only this one; repeat for more.")
@click.option("--choose", is_flag=True, help="Only compare learning rates.")
@click.option("--json", "out", type=click.Path(path_type=Path), help="Also write every accuracy here.")
def main(
    seeds: int,
    shots: int,
    epochs: int,
    tests: int,
    sizes: tuple[int, ...],
    clothing: Path | None,
    file: Path | None,
    wanted: tuple[str, ...],
    choose: bool,
    out: Path | None,
) -> None:
    """Measure, and print a table."""
    console, log = Console(highlight=False), Console(stderr=True, highlight=False)
    console.width = max(console.width, 110)
    # Every model that is built anew is traced anew, of which TensorFlow would warn.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    networks = [Network("mini_xception", _mini, preprocess_input, wanted or tuple(RATES))]
    if choose:
        choose_rates(networks[0], shots, sizes[0], epochs, console)
        return
    if file is not None:
        networks.append(squeezenet(file))
    tasks: dict[str, Callable[[int, int], Task]] = {
        "drawn clothes": lambda size, seed: fashion(shots, size, seed, tests)
    }
    if clothing is not None:
        photos = Photos(clothing)
        tasks["clothing photos"] = lambda size, seed: photos.task(shots, size, seed)

    table = Table("images", "network", "way", f"mean of {seeds}", "sd", "over scratch", "sd", box=box.SIMPLE)
    results = []
    for title, make in tasks.items():
        for size in sizes:
            found: dict[tuple[str, str], list[float]] = {}
            for seed in range(seeds):
                task = make(size, seed)
                for network in networks:
                    for way in network.ways:
                        reached = accuracy(network, way, task, epochs=epochs, seed=seed, rate=RATES[way])
                        found.setdefault((network.name, way), []).append(reached)
                        log.print(f"{title}, {size} px, seed {seed}, {network.name}, {way}: {reached:.1%}")
            scratch = found.get(("mini_xception", "scratch"))
            for (name, way), values in found.items():
                row = [f"{title}, {size} px", name, way, f"{np.mean(values):.1%}", f"{np.std(values) * 100:.1f}"]
                if scratch is None or way == "scratch":
                    row += ["", ""]
                else:
                    gain = np.subtract(values, scratch) * 100
                    row += [f"{gain.mean():+.1f}", f"{gain.std():.1f}"]
                table.add_row(*row)
                results.append({"images": title, "size": size, "network": name, "way": way, "accuracies": values})
            table.add_section()
    console.print(f"{shots} labelled images of each class, {epochs} epochs in batches of {BATCH}, rates {RATES}")
    console.print(table)
    if out is not None:
        out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
