"""Named functions that run beside the student's code, for what a chain of handle calls cannot say well.

They hold no expected value, return plain data, and may be read by students. Those here serve several exercises; those
of one exercise are in its topic's `probes.py`.
"""

import importlib
import pkgutil
from collections.abc import Callable
from types import ModuleType
from typing import Any

import keras

from autograder import topics


def load_all() -> list[str]:
    """Import every module of probes (the warm parent does, once); give their names.

    Those of an exercise that declares another backend than this one stay out: what they import may not be there.
    """
    shared = [module.name for module in pkgutil.iter_modules(__path__)]
    backends = ("", keras.config.backend())
    own = [name for name in topics.with_part("probes") if topics.backend_of(name) in backends]
    for name in (*shared, *own):
        _module(name)
    return [*shared, *own]


def find(name: str) -> Callable[..., Any]:
    """The probe of this name, `module.function`; of an exercise's own probes the module is the exercise.

    Raises:
        LookupError: there is none.
    """
    module_name, _, function_name = name.partition(".")
    function = vars(_module(module_name)).get(function_name)
    if function is None or function_name.startswith("_"):
        raise LookupError(f"no probe {name}")
    return function


def _module(name: str) -> ModuleType:
    if name.isidentifier():
        return importlib.import_module(f"{__name__}.{name}")
    module = topics.load(name, "probes")
    if module is None:
        raise LookupError(f"{name} has no probes of its own")
    return module
