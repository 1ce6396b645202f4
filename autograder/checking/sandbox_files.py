"""The `files` fixture: real files in the sandbox's working folder.

They are written by the sandbox's own user, and looked at by the grader from outside.
"""

from collections.abc import Mapping
from pathlib import Path

from autograder.checking.evidence import expect_text
from autograder.checking.handles import Probes
from autograder.engine import outside
from autograder.engine.sandbox import Sandbox

LINK = outside.LINK
_READ_LIMIT = 32 * 2**20


class SandboxFiles:
    """Folders for one check. Paths are relative to the working folder of the student's code, with `/` in them."""

    def __init__(self, sandbox: Sandbox):
        self._sandbox = sandbox
        self._probes = Probes(sandbox)

    def write(self, tree: Mapping[str, bytes]) -> str:
        """A fresh folder with these files in it, by relative path; its path.

        A path that ends in "/" becomes an empty folder.
        """
        return expect_text(self._probes.files.write(dict(tree)))

    def folder(self) -> str:
        """A fresh empty folder; its path."""
        return self.write({})

    def listing(self, folder: str) -> dict[str, int]:
        """Relative path and size in bytes of everything beneath `folder`, links not followed.

        A link has the size `LINK`, an empty folder a path that ends in "/". Empty if `folder` is not there.

        Raises:
            MalformedAnswer: the folder holds more than can be listed.
        """
        return outside.listing(self._root, folder)

    def read(self, path: str, limit: int = _READ_LIMIT) -> bytes:
        """What stands in a regular file.

        Raises:
            MalformedAnswer: there is no such file, or it is larger than `limit` bytes.
        """
        return outside.read_file(self._root, path, limit)

    @property
    def _root(self) -> Path:
        return Path(self._sandbox.child.folder, "work")
