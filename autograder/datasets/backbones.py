"""A small pretrained network, called like those of `keras.applications`, and those called the same way.

    base = mini_xception(input_shape=(64, 64, 3), include_top=False, pooling="avg")
    features = base.predict(preprocess_input(images))

`load_backbone("Xception", ...)` gives a network of `keras.applications` with the same arguments, where its weights are
at hand, so that a lesson runs with either. The only module of `datasets` that imports Keras.
"""

import warnings
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import keras
import numpy as np
from keras import layers

from autograder.course import content
from autograder.datasets import pretraining
from autograder.datasets.pretrained import WEIGHTS

SMALLEST = 32
Shape = tuple[int | None, int | None, int]

# Width and stride of each block; block k ends in the layer "mixed{k}".
_STEM = 24
_BLOCKS = ((64, 2), (64, 1), (128, 2), (128, 1), (256, 2))
# Batch statistics are learnt in few steps, because lessons train for few.
_MOMENTUM = 0.95
BLOCK_OUTPUTS = tuple(f"mixed{number}" for number in range(1, len(_BLOCKS) + 1))


# What Keras and h5py raise for a file that holds something else.
_UNREADABLE = (ValueError, KeyError, OSError)


class WeightsMissing(RuntimeError):
    """No weights where they were looked for; the text says what to do."""


# ---------------------------------------------------------------------------------------------- the small network


def mini_xception(
    input_shape: Shape | None = None,
    include_top: bool = True,
    pooling: str | None = None,
    weights: str | Path | None = "pretrained",
    classes: int | None = None,
    classifier_activation: str | None = "softmax",
    name: str = "mini_xception",
) -> keras.Model:
    """A network of depthwise-separable convolutions with BatchNormalization and residual connections.

    It halves height and width in the stem and in the blocks 1, 3 and 5: for 64x64 images the layers `mixed1` and
    `mixed2` give (16, 16, 64), `mixed3` and `mixed4` (8, 8, 128), `mixed5` (4, 4, 256). Any of them can be cut at with
    `base.get_layer("mixed4").output`. All layers of block k have names that begin with `block{k}_`, but for its last.

    Args:
        input_shape: (height, width, channels), at least 32x32; None instead of height and width for any. Default
            (64, 64, 3), on which it was trained; other sizes work with the same weights, but its vectors are worth
            less the larger the image. Pretrained weights need 3 channels.
        include_top: With the classifier of `pretraining.CLASS_NAMES`, which averages over the image first.
        pooling: Without the top: None for feature maps, "avg" or "max" for one vector of 256 an image.
        weights: "pretrained", None for random ones, or a `.weights.h5` file that `save_weights` wrote.
        classes: Size of the top. Default: the number of classes it was pretrained on; only without "pretrained" or
            without the top may it differ.
        classifier_activation: "softmax", or None for logits.
        name: Of the model.

    Returns:
        A functional model. It expects images through `preprocess_input`, float (n, height, width, channels).

    Raises:
        ValueError: arguments that do not go together.
        WeightsMissing: no such file.
    """
    shape = _checked_shape(input_shape, pretrained=weights == "pretrained")
    known = len(pretraining.CLASS_NAMES)
    num_classes = known if classes is None else classes
    if num_classes < 1:
        raise ValueError(f"`classes` is 1 or more. Received: classes={classes}")
    if pooling not in (None, "avg", "max"):
        raise ValueError(f"`pooling` is None, 'avg' or 'max'. Received: pooling={pooling!r}")
    if weights == "pretrained" and include_top and num_classes != known:
        raise ValueError(
            f"With weights='pretrained' and include_top=True, `classes` is {known}. Received: classes={classes}. "
            "For other classes use include_top=False and a head of your own."
        )
    if weights == "imagenet":
        raise ValueError(
            "mini_xception has no weights='imagenet': it was trained on drawn things. Use weights='pretrained', or "
            "load_backbone('Xception', weights='imagenet')."
        )

    inputs = keras.Input(shape, name="images")
    x = layers.Conv2D(_STEM, 3, strides=2, padding="same", use_bias=False, name="stem_conv")(inputs)
    x = layers.BatchNormalization(momentum=_MOMENTUM, name="stem_bn")(x)
    x = layers.ReLU(name="stem_relu")(x)
    for number, (width, strides) in enumerate(_BLOCKS, start=1):
        x = _block(x, width, strides, f"block{number}", BLOCK_OUTPUTS[number - 1])
    features = x
    x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
    x = layers.Dense(num_classes, activation=classifier_activation, name="predictions")(x)
    whole = keras.Model(inputs, x, name=name)

    if weights == "pretrained":
        _load_arrays(whole, content.data() / WEIGHTS)
    elif weights is not None:
        # A file that was saved with the top serves without it too.
        _load_saved(whole, None if include_top else keras.Model(inputs, features), Path(weights).expanduser())
    if include_top:
        return whole
    if pooling == "avg":
        features = layers.GlobalAveragePooling2D(name="avg_pool")(features)
    elif pooling == "max":
        features = layers.GlobalMaxPooling2D(name="max_pool")(features)
    return keras.Model(inputs, features, name=name)


def _block(x: keras.KerasTensor, width: int, strides: int, name: str, output_name: str) -> keras.KerasTensor:
    """Two depthwise-separable convolutions beside a shortcut; a 1x1 convolution fits the shortcut where needed."""
    shortcut = x
    if strides > 1 or x.shape[-1] != width:
        shortcut = layers.Conv2D(width, 1, strides, padding="same", use_bias=False, name=f"{name}_shortcut_conv")(x)
        shortcut = layers.BatchNormalization(momentum=_MOMENTUM, name=f"{name}_shortcut_bn")(shortcut)
    x = layers.SeparableConv2D(width, 3, strides, padding="same", use_bias=False, name=f"{name}_sepconv1")(x)
    x = layers.BatchNormalization(momentum=_MOMENTUM, name=f"{name}_bn1")(x)
    x = layers.ReLU(name=f"{name}_relu1")(x)
    x = layers.SeparableConv2D(width, 3, padding="same", use_bias=False, name=f"{name}_sepconv2")(x)
    x = layers.BatchNormalization(momentum=_MOMENTUM, name=f"{name}_bn2")(x)
    x = layers.Add(name=f"{name}_add")([shortcut, x])
    return layers.ReLU(name=output_name)(x)


def _checked_shape(input_shape: Shape | None, *, pretrained: bool) -> Shape:
    shape = (64, 64, 3) if input_shape is None else tuple(input_shape)
    if len(shape) != 3:
        raise ValueError(f"`input_shape` is (height, width, channels). Received: input_shape={input_shape}")
    small = [side for side in shape[:2] if side is not None and side < SMALLEST]
    if small:
        raise ValueError(
            f"Input size must be at least {SMALLEST}x{SMALLEST}. Received: input_shape={input_shape}. "
            "Resize the images, for example with keras.layers.Resizing."
        )
    if pretrained and shape[2] != 3:
        raise ValueError(
            f"The pretrained weights are for 3 channels (red, green, blue). Received: input_shape={input_shape}. "
            "Repeat a grey image three times: np.repeat(images, 3, axis=-1)."
        )
    return shape


def save_arrays(model: keras.Model, path: Path) -> None:
    """Write the weights as arrays named "layer/weight": a file that depends on no version of Keras."""
    arrays = {
        f"{layer.name}/{weight.name}": keras.ops.convert_to_numpy(weight)
        for layer in model.layers
        for weight in layer.weights
    }
    np.savez_compressed(path, **arrays)


def _load_arrays(model: keras.Model, path: Path) -> None:
    """Load what `save_arrays` wrote."""
    if not path.is_file():
        raise WeightsMissing(
            f"There is no weights file {path}. It is part of the kit: install it again, or write it with "
            "data/pretrain.py."
        )
    with np.load(path) as arrays:
        for layer in model.layers:
            layer.set_weights([arrays[f"{layer.name}/{weight.name}"] for weight in layer.weights])


def _load_saved(whole: keras.Model, headless: keras.Model | None, path: Path) -> None:
    """Load a file that `save_weights` wrote for the whole network, else for the network without its top."""
    if not path.is_file():
        raise WeightsMissing(f"There is no weights file {path}.")
    reasons = []
    for model in (whole, headless):
        if model is None:
            continue
        try:
            # What does not fit raises; Keras' warnings on the way there would only alarm.
            with warnings.catch_warnings(action="ignore"):
                model.load_weights(path)
        except _UNREADABLE as error:
            reasons.append(error)
        else:
            return
    raise ValueError(f"{path.name} does not hold weights of this network: {_first_line(reasons[0])}") from reasons[0]


def preprocess_input(x: np.ndarray) -> np.ndarray:
    """Images from 0..255 to -1..1, as `mini_xception` wants them (and Xception, InceptionV3 and MobileNetV2).

    Args:
        x: Images or one image, any shape, float or integer, values 0 to 255. It is not changed.

    Returns:
        A new float array of the shape of `x`; float32 unless `x` is another float type.
    """
    values = np.asarray(x)
    dtype = values.dtype if np.issubdtype(values.dtype, np.floating) else np.float32
    return values.astype(dtype) / np.asarray(127.5, dtype) - np.asarray(1, dtype)


def decode_predictions(preds: np.ndarray, top: int = 5) -> list[list[tuple[str, str, float]]]:
    """The best classes of each image.

    Args:
        preds: Scores of `mini_xception` with its top, (n, number of classes).
        top: How many classes to give; at most as many as there are.

    Returns:
        For each image a list of (id, name, score), best first. An id is "d" and four digits: the label.

    Raises:
        ValueError: `preds` is not the answer of the whole network to a batch.
    """
    names = pretraining.CLASS_NAMES
    scores = np.asarray(preds)
    if scores.ndim != 2 or scores.shape[1] != len(names):
        raise ValueError(
            "`decode_predictions` expects a batch of predictions (a 2D array of shape (samples, "
            f"{len(names)})). Received array with shape: {scores.shape}"
        )
    best = np.argsort(-scores, axis=1, kind="stable")[:, : max(0, top)]
    return [
        [(f"d{label:04d}", names[label], float(row[label])) for label in order.tolist()]
        for row, order in zip(scores, best, strict=True)
    ]


# -------------------------------------------------------------------------------------- networks of keras.applications


class Backbone(NamedTuple):
    """A network without its top, and what goes with it.

    model: from (n, height, width, 3) to feature maps, or vectors with `pooling`. preprocess_input: from 0..255 to what
    the model wants; a new array. cut_at: a layer after which a lesson cuts, as one cuts InceptionV3 at "mixed7".
    """

    model: keras.Model
    preprocess_input: Callable[[np.ndarray], np.ndarray]
    cut_at: str


class _Application(NamedTuple):
    module: ModuleType
    build: Callable[..., keras.Model]
    cut_at: str


_APPLICATIONS = {
    "InceptionV3": _Application(keras.applications.inception_v3, keras.applications.InceptionV3, "mixed7"),
    "MobileNet": _Application(keras.applications.mobilenet, keras.applications.MobileNet, "conv_pw_11_relu"),
    "MobileNetV2": _Application(
        keras.applications.mobilenet_v2, keras.applications.MobileNetV2, "block_13_expand_relu"
    ),
    "VGG16": _Application(keras.applications.vgg16, keras.applications.VGG16, "block4_pool"),
    "Xception": _Application(keras.applications.xception, keras.applications.Xception, "block13_sepconv2_act"),
}
NAMES = ("mini_xception", *_APPLICATIONS)


def load_backbone(
    name: str = "mini_xception",
    input_shape: Shape | None = None,
    pooling: str | None = None,
    weights: str | Path | None = None,
) -> Backbone:
    """A pretrained network without its top, by name: one of `NAMES`.

    Args:
        name: "mini_xception", or a network of `keras.applications`: "InceptionV3", "MobileNet", "MobileNetV2",
            "VGG16", "Xception".
        input_shape: (height, width, 3). Default: what the network was trained on.
        pooling: None for feature maps, "avg" or "max" for one vector an image.
        weights: None for the usual ones ("pretrained" or "imagenet"), "random", or a local file: weights (`.h5`,
            with or without the top) or a whole saved model (`.keras`), which then decides on input and pooling itself.

    Raises:
        ValueError: an unknown name, or arguments that do not go together.
        WeightsMissing: the weights are neither in Keras' folder nor to be had from the network, or no such file.
    """
    if name not in NAMES:
        raise ValueError(f"There is no backbone {name!r}. There are: {', '.join(NAMES)}.")
    if weights is not None and str(weights).endswith(".keras"):
        return _whole_model(name, Path(weights).expanduser())
    if name == "mini_xception":
        chosen = {None: "pretrained", "random": None}.get(weights, weights)
        model = mini_xception(input_shape, include_top=False, pooling=pooling, weights=chosen)
        return Backbone(model, preprocess_input, "mixed4")

    application = _APPLICATIONS[name]
    arguments = {"include_top": False, "pooling": pooling, "input_shape": input_shape}
    if weights in (None, "imagenet"):
        model = _imagenet(name, application, arguments)
    else:
        model = application.build(weights=None, **arguments)
        if weights != "random":
            _load_own(name, application, model, Path(weights).expanduser())
    return Backbone(model, _copying(application.module.preprocess_input), application.cut_at)


class Classifier(NamedTuple):
    """A network with its top, and what goes with it.

    model: from (n, height, width, 3) to probabilities. preprocess_input: from 0..255 to what the model wants; a new
    array. class_names: in the order of the probabilities.
    """

    model: keras.Model
    preprocess_input: Callable[[np.ndarray], np.ndarray]
    class_names: list[str]


def load_classifier(name: str = "mini_xception", weights: str | Path | None = None) -> Classifier:
    """A pretrained network with its top, by name: one of `NAMES`, at the size that it was trained on.

    Args:
        name: "mini_xception" with its 67 classes, or a network of `keras.applications` with the 1,000 of ImageNet.
        weights: None for the usual ones, or a local file of weights that was saved with the top.

    Raises:
        ValueError: an unknown name, or a file that holds other weights.
        WeightsMissing: the weights, or the names of ImageNet's classes, are not here and cannot be downloaded.
    """
    if name not in NAMES:
        raise ValueError(f"There is no network {name!r}. There are: {', '.join(NAMES)}.")
    if name == "mini_xception":
        model = mini_xception(weights="pretrained" if weights is None else weights)
        return Classifier(model, preprocess_input, list(pretraining.CLASS_NAMES))
    application = _APPLICATIONS[name]
    if weights is None:
        model = _imagenet(name, application, {}, "load_classifier")
    else:
        path = Path(weights).expanduser()
        if not path.is_file():
            raise WeightsMissing(f"There is no file {path}. {name} takes weights with its top (.h5).")
        model = application.build(weights=None)
        try:
            with warnings.catch_warnings(action="ignore"):
                model.load_weights(path)
        except _UNREADABLE as error:
            raise ValueError(
                f"{path.name} does not hold weights of {name} with its top, the layer of 1,000 classes: "
                f"{_first_line(error)}"
            ) from error
    return Classifier(model, _copying(application.module.preprocess_input), _imagenet_names())


def _imagenet_names() -> list[str]:
    """ImageNet's class names in the order of the labels, from Keras' own file."""
    try:
        rows = keras.applications.imagenet_utils.decode_predictions(np.eye(1000), top=1)
    except Exception as error:
        raise WeightsMissing(
            f"The names of ImageNet's classes are not on this computer and could not be downloaded "
            f"({_first_line(error)}). Connect to the internet once, or put the file imagenet_class_index.json into the "
            "folder .keras/models in your home folder."
        ) from error
    return [name for ((_, name, _),) in rows]


def _imagenet(name: str, application: _Application, arguments: dict, function: str = "load_backbone") -> keras.Model:
    # Keras reports a download that fails as a bare Exception; what is wrong with the arguments, as a ValueError.
    try:
        return application.build(weights="imagenet", **arguments)
    except ValueError:
        raise
    except Exception as error:
        raise WeightsMissing(
            f"The ImageNet weights of {name} are not on this computer and could not be downloaded "
            f"({_first_line(error)}). Either connect to the internet once, or give a file: "
            f"{function}({name!r}, weights='FILE.h5') takes it, downloaded from the address above; or use the "
            f"small network that is always here: {function}('mini_xception')."
        ) from error


def _load_own(name: str, application: _Application, model: keras.Model, path: Path) -> None:
    """Load a local weights file, saved with or without the top, into a model without it."""
    if not path.is_file():
        raise WeightsMissing(f"There is no file {path}. {name} takes weights (.h5) or a saved model (.keras).")
    try:
        with warnings.catch_warnings(action="ignore"):
            model.load_weights(path)
        return
    except _UNREADABLE as error:
        without_top = error
    # Files of keras.applications with the top have the layers of 1,000 classes as well.
    whole = application.build(weights=None, include_top=True)
    try:
        with warnings.catch_warnings(action="ignore"):
            whole.load_weights(path)
    except _UNREADABLE:
        raise ValueError(f"{path.name} does not hold weights of {name}: {_first_line(without_top)}") from without_top
    # In pairs by their order, because some layers get a new number for a name each time the network is built.
    with_weights = ([layer for layer in network.layers if layer.weights] for network in (model, whole))
    for layer, twin in zip(*with_weights, strict=False):
        layer.set_weights(twin.get_weights())


def _whole_model(name: str, path: Path) -> Backbone:
    if not path.is_file():
        raise WeightsMissing(f"There is no file {path}.")
    try:
        model = keras.saving.load_model(path, compile=False)
    except _UNREADABLE as error:
        raise ValueError(f"{path.name} is not a model that Keras saved: {_first_line(error)}") from error
    if name == "mini_xception":
        return Backbone(model, preprocess_input, "mixed4")
    application = _APPLICATIONS[name]
    return Backbone(model, _copying(application.module.preprocess_input), application.cut_at)


def _copying(function: Callable[[np.ndarray], np.ndarray]) -> Callable[[np.ndarray], np.ndarray]:
    """Keras' functions change a float array in place; this one leaves it alone."""

    def preprocess(x: np.ndarray) -> np.ndarray:
        return function(np.array(x, dtype=np.float32))

    return preprocess


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
