"""Image sets of others: fetched with `convlings data fetch NAME`, then loaded like the drawn ones."""

from autograder.datasets.real.failures import DataTrouble
from autograder.datasets.real.folders import class_names, load, splits_of
from autograder.datasets.real.registry import registry

REAL_NAMES = tuple(registry())

__all__ = ["REAL_NAMES", "DataTrouble", "class_names", "load", "splits_of"]
