"""The small backbone: called like a network of keras.applications, and as good as its card says."""

import hashlib
from pathlib import Path

import keras
import numpy as np
import pytest

from autograder.course import content
from autograder.datasets import backbones, pretraining
from autograder.datasets.backbones import (
    WeightsMissing,
    decode_predictions,
    load_backbone,
    load_classifier,
    mini_xception,
    preprocess_input,
)

NAMES = pretraining.CLASS_NAMES
FILE = content.data() / backbones.WEIGHTS


@pytest.fixture(scope="module")
def whole() -> keras.Model:
    return mini_xception()


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    """Three images of each class that were not trained on; (3 n, 64, 64, 3)."""
    return np.stack(
        [
            pretraining.draw(label, 64, np.random.default_rng((9, label, k)))
            for k in range(3)
            for label in range(len(NAMES))
        ]
    )


def noise(size: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-1, 1, (2, size, size, 3)).astype(np.float32)


def answers(model: keras.Model, x: np.ndarray) -> np.ndarray:
    """What the model says at prediction (without `predict`, which would compile it first)."""
    return keras.ops.convert_to_numpy(model(x, training=False))


@pytest.fixture(scope="module")
def mobile() -> keras.Model:
    """A network of keras.applications with random weights."""
    return keras.applications.MobileNetV2(weights=None, include_top=False, input_shape=(32, 32, 3), pooling="avg")


# ------------------------------------------------------------------------------------------------------ the network


def test_whole_network(whole: keras.Model) -> None:
    scores = answers(whole, noise(64))
    assert scores.shape == (2, len(NAMES))
    np.testing.assert_allclose(scores.sum(axis=1), 1, atol=1e-5)
    assert whole.count_params() < 300_000
    assert any(isinstance(layer, keras.layers.BatchNormalization) for layer in whole.layers)
    assert any(isinstance(layer, keras.layers.SeparableConv2D) for layer in whole.layers)


def test_it_knows_what_it_was_trained_on(whole: keras.Model, images: np.ndarray) -> None:
    scores = answers(whole, preprocess_input(images))
    labels = np.tile(np.arange(len(NAMES)), 3)
    # The card says more; 201 images vary by about 3 points.
    assert (scores.argmax(axis=1) == labels).mean() > 0.5
    best = decode_predictions(scores, top=5)
    assert (
        np.mean([NAMES[label] in [name for _, name, _ in row] for label, row in zip(labels, best, strict=True)]) > 0.75
    )


@pytest.mark.parametrize("size", [32, 64, 96, 150])
@pytest.mark.parametrize("pooling", ["avg", "max"])
def test_vectors_at_any_size(size: int, pooling: str) -> None:
    base = mini_xception(input_shape=(size, size, 3), include_top=False, pooling=pooling)
    assert base.output_shape == (None, 256)
    assert np.isfinite(answers(base, noise(size))).all()


def test_open_sizes() -> None:
    base = mini_xception(input_shape=(None, None, 3), include_top=False)
    assert answers(base, noise(64)).shape == (2, 4, 4, 256)
    assert answers(base, noise(96)).shape == (2, 6, 6, 256)


def test_named_block_outputs() -> None:
    base = mini_xception(input_shape=(64, 64, 3), include_top=False)
    shapes = {name: base.get_layer(name).output.shape[1:] for name in backbones.BLOCK_OUTPUTS}
    assert shapes == {
        "mixed1": (16, 16, 64),
        "mixed2": (16, 16, 64),
        "mixed3": (8, 8, 128),
        "mixed4": (8, 8, 128),
        "mixed5": (4, 4, 256),
    }
    cut = keras.Model(base.input, base.get_layer("mixed4").output)
    assert answers(cut, noise(64)).shape == (2, 8, 8, 128)


def test_same_weights_with_and_without_top(whole: keras.Model) -> None:
    base = mini_xception(include_top=False, pooling="avg")
    x = noise(64)
    vectors = answers(keras.Model(whole.input, whole.get_layer("avg_pool").output), x)
    np.testing.assert_allclose(answers(base, x), vectors, atol=1e-5)


def test_random_weights_and_own_classes() -> None:
    model = mini_xception(input_shape=(40, 48, 1), weights=None, classes=3, classifier_activation=None)
    assert model.output_shape == (None, 3)
    assert model.input_shape == (None, 40, 48, 1)
    other = mini_xception(input_shape=(40, 48, 1), weights=None, classes=3)
    assert not np.array_equal(model.get_weights()[0], other.get_weights()[0])


@pytest.mark.parametrize("include_top", [True, False])
def test_own_weights_file(tmp_path: Path, include_top: bool) -> None:
    saved = mini_xception(include_top=include_top, weights=None, classes=3)
    file = tmp_path / "mine.weights.h5"
    saved.save_weights(file)
    loaded = mini_xception(include_top=include_top, weights=file, classes=3)
    for one, two in zip(saved.get_weights(), loaded.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)


def test_file_with_top_serves_without(tmp_path: Path) -> None:
    saved = mini_xception(weights=None)
    file = tmp_path / "mine.weights.h5"
    saved.save_weights(file)
    base = mini_xception(include_top=False, weights=str(file))
    np.testing.assert_array_equal(
        base.get_layer("stem_conv").get_weights()[0], saved.get_layer("stem_conv").get_weights()[0]
    )


def test_file_of_something_else(tmp_path: Path) -> None:
    file = tmp_path / "text.weights.h5"
    file.write_text("not weights")
    with pytest.raises(ValueError, match=r"text\.weights\.h5 does not hold weights"):
        mini_xception(weights=file)
    with pytest.raises(WeightsMissing, match="There is no weights file"):
        mini_xception(weights=tmp_path / "none.weights.h5")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"input_shape": (31, 64, 3)}, "at least 32x32"),
        ({"input_shape": (64, 64)}, "height, width, channels"),
        ({"input_shape": (64, 64, 1)}, "3 channels"),
        ({"classes": 10}, "include_top=False"),
        ({"classes": 0, "weights": None}, "1 or more"),
        ({"pooling": "mean", "include_top": False}, "'avg' or 'max'"),
        ({"weights": "imagenet"}, "weights='pretrained'"),
    ],
)
def test_arguments_that_make_no_sense(arguments: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        mini_xception(**arguments)


def test_weights_are_small_and_carded() -> None:
    assert FILE.stat().st_size < 2_000_000
    made, _, worth = (FILE.parent / "mini_xception.md").read_text("utf-8").partition("## What it is worth")
    digest = hashlib.sha256(FILE.read_bytes()).hexdigest()
    assert f"`{digest}`" in made
    assert all(name in made for name in NAMES)
    # What was measured was measured with these weights.
    assert f"`{digest[:12]}`" in worth


# ------------------------------------------------------------------------------------------------- before and after


@pytest.mark.parametrize(
    ("dtype", "result"), [(np.uint8, np.float32), (np.float32, np.float32), (np.float64, np.float64)]
)
def test_preprocess_input(dtype: type, result: type) -> None:
    x = np.array([[0, 51, 255]], dtype)
    y = preprocess_input(x)
    np.testing.assert_allclose(y, [[-1, -0.6, 1]], atol=1e-6)
    assert y.dtype == result
    np.testing.assert_array_equal(x, [[0, 51, 255]])


def test_decode_predictions() -> None:
    scores = np.zeros((2, len(NAMES)), np.float32)
    scores[0, [3, 5]] = 0.25, 0.75
    scores[1, 0] = 1
    first, second = decode_predictions(scores, top=2)
    assert first == [("d0005", NAMES[5], 0.75), ("d0003", NAMES[3], 0.25)]
    assert second[0] == ("d0000", NAMES[0], 1.0)
    assert len(decode_predictions(scores)[0]) == 5
    assert len(decode_predictions(scores, top=1000)[0]) == len(NAMES)


@pytest.mark.parametrize("shape", [(len(NAMES),), (2, 10), (1, 4, 4, 256)])
def test_decode_predictions_of_something_else(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"2D array of shape \(samples, \d+\)"):
        decode_predictions(np.zeros(shape))


# --------------------------------------------------------------------------------------------------- other networks


def test_small_backbone_by_name() -> None:
    backbone = load_backbone(input_shape=(64, 64, 3), pooling="avg")
    assert backbone.model.output_shape == (None, 256)
    assert backbone.model.get_layer(backbone.cut_at) is not None
    assert load_backbone("mini_xception", weights="random").model.count_params() > 0


def test_unknown_name() -> None:
    with pytest.raises(ValueError, match="mini_xception, InceptionV3, MobileNet, MobileNetV2, VGG16, Xception"):
        load_backbone("ResNet50")


@pytest.mark.parametrize("ending", [".weights.h5", ".h5", ".keras"])
def test_local_file(mobile: keras.Model, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"mobile{ending}"
    if ending == ".weights.h5":
        mobile.save_weights(file)
    else:
        mobile.save(file)
    backbone = load_backbone("MobileNetV2", (32, 32, 3), "avg", weights=file)
    for one, two in zip(backbone.model.get_weights(), mobile.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)
    assert backbone.model.output_shape == (None, 1280)
    assert backbone.model.get_layer(backbone.cut_at) is not None


def test_local_file_with_top(tmp_path: Path) -> None:
    built = keras.applications.MobileNetV2(weights=None)
    file = tmp_path / "mobile.weights.h5"
    built.save_weights(file)
    backbone = load_backbone("MobileNetV2", (64, 64, 3), weights=file)
    for one, two in zip(backbone.model.get_weights(), built.get_weights(), strict=False):
        np.testing.assert_array_equal(one, two)


def test_local_file_with_top_of_layers_without_names_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in Xception and InceptionV3, where Keras counts on from the network that was built before."""

    def build(
        weights: None = None, include_top: bool = True, input_shape: object = None, pooling: str | None = None
    ) -> keras.Model:
        inputs = keras.Input((8, 8, 3))
        x = keras.layers.BatchNormalization()(keras.layers.Conv2D(4, 3)(keras.layers.Conv2D(4, 3)(inputs)))
        if include_top:
            x = keras.layers.Dense(10)(keras.layers.GlobalAveragePooling2D()(x))
        return keras.Model(inputs, x)

    application = backbones._APPLICATIONS["Xception"]._replace(build=build)
    monkeypatch.setitem(backbones._APPLICATIONS, "Xception", application)
    built = build()
    built.save_weights(tmp_path / "whole.weights.h5")
    loaded = load_backbone("Xception", weights=tmp_path / "whole.weights.h5").model
    assert len(loaded.get_weights()) == len(built.get_weights()) - 2
    for one, two in zip(loaded.get_weights(), built.get_weights(), strict=False):
        np.testing.assert_array_equal(one, two)


def test_local_file_of_another_network(tmp_path: Path) -> None:
    file = tmp_path / "small.weights.h5"
    mini_xception(weights=None).save_weights(file)
    with pytest.raises(ValueError, match=r"small\.weights\.h5 does not hold weights of MobileNetV2"):
        load_backbone("MobileNetV2", (32, 32, 3), weights=file)


def test_local_file_that_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "text.keras").write_text("not a model")
    with pytest.raises(ValueError, match=r"^text\.keras is not a model that Keras saved"):
        load_backbone("MobileNetV2", weights=tmp_path / "text.keras")


@pytest.mark.parametrize("name", ["none.h5", "none.keras"])
def test_local_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(WeightsMissing, match="There is no file"):
        load_backbone("MobileNetV2", (32, 32, 3), weights=tmp_path / name)


def test_no_network_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(**arguments: object) -> keras.Model:
        assert arguments["weights"] == "imagenet"
        raise Exception("URL fetch failure on https://example.org/x.h5: None -- no route")

    application = backbones._APPLICATIONS["Xception"]._replace(build=unreachable)
    monkeypatch.setitem(backbones._APPLICATIONS, "Xception", application)
    with pytest.raises(WeightsMissing) as caught:
        load_backbone("Xception")
    text = str(caught.value)
    for part in (
        "Xception",
        "URL fetch failure",
        "connect to the internet",
        "weights='FILE.h5'",
        "load_backbone('mini_xception')",
    ):
        assert part in text


def test_preprocessing_of_others_leaves_its_argument() -> None:
    x = np.full((1, 32, 32, 3), 100, np.float32)
    y = load_backbone("MobileNetV2", (32, 32, 3), weights="random").preprocess_input(x)
    assert (x == 100).all()
    np.testing.assert_allclose(y, 100 / 127.5 - 1, atol=1e-6)


def test_small_classifier_names_its_classes() -> None:
    model, preprocess, names = load_classifier()
    assert names == list(pretraining.CLASS_NAMES)
    answers = model.predict(preprocess(np.full((1, 64, 64, 3), 90, np.uint8)), verbose=0)
    assert answers.shape == (1, len(names))


def test_classifier_whose_weights_cannot_be_had_says_how_to_give_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def build(**_: object) -> keras.Model:
        raise Exception("URL fetch failure on https://weights.example/m.h5: None")  # as Keras does

    application = backbones._APPLICATIONS["MobileNet"]._replace(build=build)
    monkeypatch.setitem(backbones._APPLICATIONS, "MobileNet", application)
    with pytest.raises(WeightsMissing, match=r"m\.h5.*load_classifier\('MobileNet', weights='FILE\.h5'\)"):
        load_classifier("MobileNet")


def test_classifier_from_a_file_needs_the_top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(weights: None = None, classes: int = 1000) -> keras.Model:
        return keras.Sequential([keras.Input((4,)), keras.layers.Dense(classes)])

    application = backbones._APPLICATIONS["VGG16"]._replace(build=build)
    monkeypatch.setitem(backbones._APPLICATIONS, "VGG16", application)
    monkeypatch.setattr(backbones, "_imagenet_names", lambda: ["tench"])
    whole, other = build(), build(classes=3)
    whole.save_weights(tmp_path / "whole.weights.h5")
    other.save_weights(tmp_path / "other.weights.h5")
    loaded = load_classifier("VGG16", weights=tmp_path / "whole.weights.h5")
    np.testing.assert_array_equal(loaded.model.get_weights()[0], whole.get_weights()[0])
    assert loaded.class_names == ["tench"]
    with pytest.raises(ValueError, match=r"other\.weights\.h5 does not hold weights of VGG16 with its top"):
        load_classifier("VGG16", weights=tmp_path / "other.weights.h5")
    with pytest.raises(WeightsMissing, match=r"There is no file .*none\.h5"):
        load_classifier("VGG16", weights=tmp_path / "none.h5")
    with pytest.raises(ValueError, match="There is no network 'Xceptoin'"):
        load_classifier("Xceptoin")
