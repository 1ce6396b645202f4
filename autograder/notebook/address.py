"""Where the kit is published. Notebooks are the only thing that names it: after a change, `convlings sync`."""

# The public address of this repository on GitHub. Set the owner's name here when it has one.
REPOSITORY = "https://github.com/YOUR_ORGANISATION/convlings"
BRANCH = "main"

_GITHUB = "https://github.com/"
_COLAB = "https://colab.research.google.com"
_BADGE = f"{_COLAB}/assets/colab-badge.svg"


def requirement() -> str:
    """What pip installs the kit from."""
    return f"git+{REPOSITORY}@{BRANCH}"


def colab_badge(notebook: str) -> str:
    """Markdown of the badge that opens a notebook of `exercises/notebooks` in Colab."""
    place = f"{REPOSITORY.removeprefix(_GITHUB)}/blob/{BRANCH}/exercises/notebooks/{notebook}"
    return f"[![Open in Colab]({_BADGE})]({_COLAB}/github/{place})"
