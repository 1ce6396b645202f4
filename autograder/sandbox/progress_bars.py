"""Stands in for tqdm where it is not installed: loops run as ever, and no bar is drawn."""

import importlib.util
import sys
import types
from collections.abc import Iterable, Iterator
from typing import Any

_NAME = "tqdm"
_PARTS = ("auto", "autonotebook", "notebook", "std")


class tqdm:  # noqa: N801  (its own name)
    """A loop with a bar that is not drawn."""

    def __init__(self, iterable: Iterable[Any] | None = None, desc: str | None = None, total: Any = None, **rest: Any):
        self.iterable, self.desc, self.total, self.n = iterable, desc, total, 0
        if total is None and hasattr(iterable, "__len__"):
            self.total = len(iterable)  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[Any]:
        for each in self.iterable or ():
            yield each
            self.n += 1

    def __len__(self) -> int:
        return self.total or 0

    def __bool__(self) -> bool:
        return True

    def __enter__(self) -> "tqdm":
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def update(self, n: int = 1) -> None:
        self.n += n

    @staticmethod
    def write(text: str = "", *args: Any, **options: Any) -> None:
        print(text)

    def _nothing(self, *args: Any, **options: Any) -> None:
        return None

    set_description = set_description_str = set_postfix = set_postfix_str = _nothing
    close = clear = refresh = reset = display = unpause = _nothing


def trange(*args: int, **options: Any) -> tqdm:
    return tqdm(range(*args), **options)


def offer_progress_bars() -> None:
    """Put the stand-in among the modules, unless the real one is there."""
    if importlib.util.find_spec(_NAME) is not None:
        return
    whole = types.ModuleType(_NAME)
    whole.__path__ = []
    for module in (whole, *(types.ModuleType(f"{_NAME}.{part}") for part in _PARTS)):
        module.tqdm, module.trange = tqdm, trange  # type: ignore[attr-defined]
        sys.modules[module.__name__] = module
        if module is not whole:
            setattr(whole, module.__name__.rpartition(".")[2], module)
    whole.tqdm_notebook = tqdm  # type: ignore[attr-defined]
