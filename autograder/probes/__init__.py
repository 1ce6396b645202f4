"""Named functions that run beside the student's code, for what a chain of handle calls cannot say well.

They hold no expected value, return plain data, and may be read by students.
"""

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any


def load_all() -> list[str]:
    """Import every module of probes (the warm parent does, once); give their names."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    for name in names:
        importlib.import_module(f"{__name__}.{name}")
    return names


def find(name: str) -> Callable[..., Any]:
    """The probe of this name, `module.function`.

    Raises:
        LookupError: there is none.
    """
    module_name, _, function_name = name.partition(".")
    module = importlib.import_module(f"{__name__}.{module_name}")
    function = vars(module).get(function_name)
    if function is None or function_name.startswith("_"):
        raise LookupError(f"no probe {name}")
    return function
