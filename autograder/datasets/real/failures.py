"""What goes wrong with sets of others, each said in a sentence that also says what to do."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class DataTrouble(Exception):
    """Base of all of these; its text is for people."""


class UnknownSet(DataTrouble, ValueError):
    """No set, split or class of that name."""


class NotFetched(DataTrouble):
    """The set is not in the data folder, or no longer whole there."""


class NeedsLogin(DataTrouble):
    """The publisher hands the set out to users with an account only."""


class NoNetwork(DataTrouble):
    """The server cannot be reached."""


class NotServed(DataTrouble):
    """The server was reached and does not hand the file out."""


class BrokenOff(DataTrouble):
    """The connection broke in the middle; what has come is kept."""


class WrongFile(DataTrouble):
    """What came is not the file that was asked for: its size or its hash differs."""


class BadArchive(DataTrouble):
    """An archive that is damaged, cut off, or not honest."""


class WrongLayout(DataTrouble):
    """The images are not where the set has them."""


class DiskFull(DataTrouble):
    """No space is left."""


class NotWritable(DataTrouble):
    """The data folder cannot be written."""


@contextmanager
def plain_disk_errors(folder: Path) -> Iterator[None]:
    """Turn errors of writing below `folder` into DiskFull or NotWritable, of reading elsewhere into WrongLayout."""
    try:
        yield
    except OSError as error:
        # requests' errors are OSErrors too, but without a number.
        if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG):
            raise DiskFull(
                f"There is no space left in {folder}: free some and run it again, or give another folder with --folder."
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ENOENT):
            if error.filename and not Path(error.filename).is_relative_to(folder):
                raise WrongLayout(f"{error.filename} cannot be read.") from error
            raise NotWritable(f"{folder} cannot be written: give another folder with --folder.") from error
        raise
