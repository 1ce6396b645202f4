"""Cross-entropies as they should be, and as known mistakes give them."""

import numpy as np

from autograder.checking.naming import agree

# The largest number that may be added to a probability, 1e-5, moves the loss of 0.05 by 2e-4.
TOLERANCE = 1e-3

Predictions = list[tuple[str, np.ndarray]]


def softmax_of(z: np.ndarray, axis: int | None = 1) -> np.ndarray:
    """Softmax of `z` along `axis`; None: over the whole array."""
    powers = np.exp(z - z.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def losses_of(y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Cross-entropy of softmax(z), one for each row."""
    shifted = z - z.max(axis=1, keepdims=True)
    return np.log(np.exp(shifted).sum(axis=1)) - (y * shifted).sum(axis=1)


def mistakes_with(y: np.ndarray, p: np.ndarray) -> Predictions:
    """What known mistakes make of labels and probabilities, by what to call them."""
    log_p, k = np.log(p), y.shape[1]
    right = -(y * log_p).sum(axis=1)
    label = y.argmax(axis=1)
    rows = np.arange(len(y))
    binary = -(y * log_p + (1 - y) * np.log1p(-p))
    by_class = -(y * log_p).sum(axis=0)
    return [
        ("the minus sign left out", -right),
        ("a mean over the classes: the classes are summed, only the images are averaged", right / k),
        ("a logarithm to base 2: np.log is the natural one", right / np.log(2)),
        ("a logarithm to base 10: np.log is the natural one", right / np.log(10)),
        ("a sum over axis 0, which is the batch: the classes are on axis 1", by_class),
        ("keepdims=True, which leaves a column", right[:, None]),
        ("products that are not summed over the classes", -y * log_p),
        ("one softmax too many", losses_of(y, p)),
        ("binary cross-entropy, summed over the classes", binary.sum(axis=1)),
        ("binary cross-entropy, averaged over the classes", binary.mean(axis=1)),
        ("the largest probability of the row in place of that of the true class", -np.log(p.max(axis=1))),
        ("1 - p in place of -log(p)", 1 - p[rows, label]),
        ("log(1 + p) in place of log(p)", -np.log1p(p[rows, label])),
        ("squared differences", ((y - p) ** 2).sum(axis=1)),
        ("squared differences", ((y - p) ** 2).mean(axis=1)),
        ("the entropy of the probabilities: the labels are not used", -(p * log_p).sum(axis=1)),
        (
            "the logarithm of the labels: it is taken of the probabilities",
            -(p * np.log(np.maximum(y, 1e-7))).sum(axis=1),
        ),
        ("the probability of one class too low", -log_p[rows, label - 1]),
        ("the first image alone, as with a return inside the loop", right[:1]),
        ("each loss divided by the number of images: only their mean is", right / len(y)),
        ("one sum over all images: the losses are sums along axis 1", right.sum()),
        ("the mean in place of the losses as well", right.mean()),
    ]


def added_to(p: np.ndarray, losses: np.ndarray | None) -> Predictions:
    """That a number was added to the probabilities `p` of the true classes, if one gives these losses."""
    if losses is None or losses.shape != p.shape or not (np.abs(losses) < 700).all():
        return []
    added = float(np.mean(np.exp(-losses) - p))
    if not 1e-5 < added < 1:
        return []
    name = f"{added:.2g} added to the probabilities, which changes every loss: 1e-7 is enough"
    return [(name, -np.log(p + added))]


def averaged(predictions: Predictions, count: int) -> Predictions:
    """Their losses averaged to `count` numbers, as where only means came; as they are if there are so many losses."""
    with np.errstate(invalid="ignore"):
        return [(name, losses.reshape(count, -1).mean(axis=1)) for name, losses in predictions]


def mistakes_with_0(p: np.ndarray, finite: np.ndarray) -> Predictions:
    """What known mistakes make of probabilities of 0; `finite` has the losses of the other true classes, and 0."""
    is_0 = np.diag(p) == 0
    largest = "np.nan_to_num, which turns inf into the largest float: give it neginf=..., or clip before the logarithm"
    with np.errstate(divide="ignore", invalid="ignore"):
        products = -(np.eye(len(p)) * np.log(p)).sum(axis=1)
    return [
        ("log(0), which is -inf", np.where(is_0, np.inf, finite)),
        ("log(0), which is -inf, and nan when multiplied by the 0 of a label", products),
        ("a probability of 0 left out, so that it costs nothing", np.where(is_0, 0, finite)),
        *((largest, np.where(is_0, np.finfo(kind).max, finite)) for kind in (np.float32, np.float64)),
    ]


def mistakes_with_logits(y: np.ndarray, z: np.ndarray) -> Predictions:
    """What known mistakes make of labels and logits above 0, by what to call them."""
    right, largest = losses_of(y, z), z.max(axis=1)
    true = (y * z).sum(axis=1)
    return [
        *mistakes_with(y, softmax_of(z)),
        ("no softmax: the logarithm of the logits themselves", -np.log(true)),
        ("no softmax: the logarithm of the logits themselves", -np.log(np.minimum(true, 1))),
        ("a loss for probabilities, without from_logits=True", -np.log(true / z.sum(axis=1))),
        ("a softmax over axis 0: that is the batch; the classes are on axis 1", -np.log(softmax_of(z, 0)[y == 1])),
        ("a softmax over the whole array: take its sum along axis 1", -np.log(softmax_of(z, None)[y == 1])),
        ("a sigmoid in place of softmax", np.log1p(np.exp(-true))),
        ("binary cross-entropy, averaged over the classes", (np.logaddexp(0, z) - y * z).mean(axis=1)),
        ("binary cross-entropy, summed over the classes", (np.logaddexp(0, z) - y * z).sum(axis=1)),
        (
            "the largest logit along axis 0: that is the batch; the classes are on axis 1",
            losses_of(y, z - z.max(axis=0)),
        ),
        ("the largest logit subtracted in one place only", right - largest),
        ("the largest logit subtracted in one place only", right + largest),
        ("the logit of the true class alone: log(sum(exp(z))) is missing", -true),
    ]


def mistakes_with_large_logits(y: np.ndarray, tables: list[np.ndarray], right: np.ndarray) -> Predictions:
    """What known mistakes make of all the tables, by what to call them; not those that are right there."""
    by_table = [mistakes_with_large_table(y, z) for z in tables]
    found = [(same[0][0], np.concatenate([losses for _, losses in same])) for same in zip(*by_table, strict=True)]
    return [(name, losses) for name, losses in found if not agree(losses, right, TOLERANCE)]


def mistakes_with_large_table(y: np.ndarray, z: np.ndarray) -> Predictions:
    """What known mistakes make of one table of large logits."""
    no_shift = "exp without subtracting the largest logit"
    one_shift = "the largest logit of the whole array subtracted: take that of each row"
    clipped = "logits clipped before exp, which makes different logits equal"
    with np.errstate(all="ignore"):
        plain, shifted = np.exp(z), z - z.max()
        from_largest = np.exp(shifted)
        softmaxes = [
            (no_shift, plain / plain.sum(axis=1, keepdims=True)),
            ("the logarithm of a softmax that has become 0", softmax_of(z)),
            (one_shift, from_largest / from_largest.sum(axis=1, keepdims=True)),
        ]
        return [
            *((name, -(y * np.log(p)).sum(axis=1)) for name, p in softmaxes),
            *((name, -np.log(p[y == 1])) for name, p in softmaxes),
            (no_shift, np.log(plain.sum(axis=1)) - (y * z).sum(axis=1)),
            (one_shift, np.log(from_largest.sum(axis=1)) - (y * shifted).sum(axis=1)),
            (one_shift, -(y * (shifted - np.log(from_largest.sum(axis=1, keepdims=True)))).sum(axis=1)),
            *((clipped, losses_of(y, np.clip(z, -limit, limit))) for limit in (20, 50, 88, 100, 500, 700)),
        ]
