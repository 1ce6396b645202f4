"""Write a whole tiny exercise, which passes `verify`, into the kit or into a folder of one's own."""

import re
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from autograder.course.content import Collection

_NAME = re.compile(r"(?P<number>\d\d)_(?P<topic>[a-z0-9]+(?:_[a-z0-9]+)*)")
_ENDING = ".j2"


class CannotBegin(ValueError):
    """There can be no exercise of that name; the text says why."""


def begin(name: str, collection: Collection) -> list[Path]:
    """Write solution, checks and known submissions of a new exercise; the files.

    Args:
        name: `30_mirror`.

    Raises:
        CannotBegin: the name is not one, or is taken.
    """
    found = _NAME.fullmatch(name)
    if found is None:
        raise CannotBegin(f"{name!r} is not a name for an exercise. Two digits and a topic make one: 30_mirror.")
    if name in collection.names or (collection.topics / name).exists():
        raise CannotBegin(f"There is an exercise {name} already.")
    environment = Environment(
        loader=PackageLoader("autograder.authoring", "template"), undefined=StrictUndefined, keep_trailing_newline=True
    )
    values = {"number": found["number"], "title": found["topic"].replace("_", " ").capitalize()}
    places = {
        "solution.py": collection.solutions / f"{name}.py",
        "checks.py": collection.topics / name / "checks.py",
    }
    written = []
    for template in sorted(environment.list_templates(filter_func=lambda each: each.endswith(_ENDING))):
        inner = template.removesuffix(_ENDING)
        path = places.get(inner, collection.bank / name / inner)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(environment.get_template(template).render(values), encoding="utf-8", newline="\n")
        written.append(path)
    return written
