"""Which files a sandbox may read: Python, its packages and the system's libraries; never the kit's own content."""

import sys
from pathlib import Path

# Installed beside the student's packages, but holding checks, thresholds and solutions.
_OWN = ("autograder", "convlings", "__editable__")
_PACKAGE_FOLDERS = ("site-packages", "dist-packages")
_SYSTEM = (
    *("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib64", "/usr/share", "/opt/conda/lib"),
    *("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/localtime", "/etc/mime.types", "/etc/fonts", "/etc/nsswitch.conf"),
    *("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"),
    *("/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/filesystems", "/proc/version"),
    *("/proc/sys/vm/overcommit_memory", "/proc/sys/kernel/random"),
    "/sys/devices/system",
    # The NVIDIA driver's account of itself, and CUDA's libraries where they lie.
    *("/proc/driver/nvidia", "/usr/local/nvidia", "/usr/local/cuda"),
)


def readable_paths() -> list[Path]:
    """Files and folders a sandbox may read.

    Folders that hold the kit beside other packages are given entry by entry, because Landlock cannot take a
    part of a folder away again.
    """
    found = [Path(path) for path in _SYSTEM]
    folders = [Path(entry) for entry in sys.path if entry]
    folders += [Path(sys.base_prefix) / "lib", Path(sys.prefix) / "lib"]
    for folder in folders:
        if folder.is_dir() and not _holds_kit(folder):
            found += [entry for entry in folder.iterdir() if not _is_own(entry)]
        elif folder.is_file():
            found.append(folder)
    return [path for path in found if path.exists()]


def gpu_devices() -> list[Path]:
    """Device files that a program on an NVIDIA GPU opens for writing."""
    return sorted(Path("/dev").glob("nvidia*"))


def _holds_kit(folder: Path) -> bool:
    """A clone's root on the path (an editable installation): nothing in it is for the sandbox."""
    return (folder / "autograder").is_dir() and folder.name not in _PACKAGE_FOLDERS


def _is_own(entry: Path) -> bool:
    if entry.name.startswith(_OWN) or entry.name in _PACKAGE_FOLDERS:
        return True
    return entry.is_dir() and any((entry / name).is_dir() for name in _PACKAGE_FOLDERS)
