"""Which libraries are installed here, by their metadata: nothing is imported, and no folder is taken for a library."""

import importlib.metadata

# TensorFlow comes under other names for some systems.
_PACKAGES = {"tensorflow": ("tensorflow", "tensorflow-cpu", "tensorflow-macos", "tensorflow-intel")}


def version(library: str) -> str:
    """The installed version of a library; empty if it is not there."""
    for name in _PACKAGES.get(library, (library,)):
        try:
            return importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return ""
