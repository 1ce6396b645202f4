"""Where the kit is published, for notebooks that install it themselves: one setting, and nothing while it is not set.

The setting is, in this order: the variable CONVLINGS_ADDRESS; `address` in course.toml, here or in the folder of one's
own exercises; `address` under [tool.convlings] in the clone's pyproject.toml. After a change: `convlings sync`.
"""

import os
import sys
import tomllib
from pathlib import Path
from typing import Any

from autograder.course import content

VARIABLE = "CONVLINGS_ADDRESS"
_HOW_TO_SET = (
    f"Set {VARIABLE}, or address in course.toml or under [tool.convlings] in pyproject.toml, to the repository's "
    "address (https://github.com/NAME/convlings)"
)
UNSET = (
    "The install address is not set, so notebooks have no Colab badge and do not install the kit. "
    f"{_HOW_TO_SET}, then: convlings sync"
)
UNSET_IN_COURSE = (
    "WARNING: the install address is not set, so these notebooks do not install the kit: on a student's computer or in "
    f"Colab, their checks run only where it is installed already. {_HOW_TO_SET}, then give this command again, with "
    "--again."
)
_GITHUB = "https://github.com/"
_COLAB = "https://colab.research.google.com"
_BADGE = f"{_COLAB}/assets/colab-badge.svg"
_BRANCH = "main"


def address() -> str:
    """The repository's address, with @BRANCH at its end where that is not main; empty while it is not set."""
    folders = [Path(), *content.own_folders()]
    found = [os.environ.get(VARIABLE, "")]
    found += [_read(folder / "course.toml").get("address") for folder in folders if folder is not None]
    if content.is_clone():
        project = _read(content.clone_root() / "pyproject.toml")
        found.append(project.get("tool", {}).get("convlings", {}).get("address"))
    return next((text.strip().rstrip("/") for text in found if isinstance(text, str) and text.strip()), "")


def requirement() -> str:
    """What pip installs the kit from; empty while the address is not set."""
    repository, branch = _parts()
    return f"git+{repository}@{branch}" if repository else ""


def colab_badge(notebook: str) -> str:
    """Markdown of the badge that opens a notebook of `exercises/notebooks` in Colab; empty where there is no such."""
    repository, branch = _parts()
    if not repository.startswith(_GITHUB):
        return ""
    place = f"{repository.removeprefix(_GITHUB)}/blob/{branch}/exercises/notebooks/{notebook}"
    return f"[![Open in Colab]({_BADGE})]({_COLAB}/github/{place})"


def _parts() -> tuple[str, str]:
    repository, _, branch = address().partition("@")
    return repository.removesuffix(".git"), branch or _BRANCH


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


if __name__ == "__main__":
    # For CI: says so, and is not a failure.
    sys.stderr.write(f"{address() or UNSET}\n")
