"""How a picture is written: rows of parts, each measured on its own, so that one that fails hides no other."""

from collections.abc import Callable
from dataclasses import dataclass

from autograder.grading.session import LoadFailed, Session
from autograder.pictures.panels import Absent, Panel
from autograder.pictures.picture import Picture, Row
from autograder.pictures.subject import Subject, Unseen, ask, why_not_loaded

# Inches: the height of a row that holds nothing but sentences.
_SENTENCES = 1.5


@dataclass(frozen=True)
class Seen:
    """What one part found.

    Attributes:
        alt: What is to be seen, in sentences.
        panels: Side by side.
        setting: What other parts have in common with this one, in sentences; it is said once.
    """

    alt: str
    panels: tuple[Panel, ...]
    setting: str = ""


@dataclass(frozen=True)
class Part:
    """One measurement.

    Attributes:
        title: Stands in its place if it could not be made.
        width: Its share of the row; its panels share it evenly.
        measure: Asks the student's code; it vouches for every answer with the `expect` functions.
    """

    title: str
    width: float
    measure: Callable[[Subject], Seen]


@dataclass(frozen=True)
class Plan:
    """All of a picture.

    Attributes:
        title: After the exercise's number and title.
        rows: (height in inches, parts) from top to bottom.
    """

    title: str
    rows: tuple[tuple[float, tuple[Part, ...]], ...]

    def carry_out(self, session: Session) -> Picture:
        """Measure every part.

        Raises:
            Unseen: there is nothing that could be drawn; the sentences say why.
            GraderFault: no sandbox could be started.
        """
        rows, alts = [], []
        for height, parts in self.rows:
            panels: list[tuple[float, Panel]] = []
            for part in parts:
                seen = _seen(session, part)
                alts += [seen.setting, seen.alt]
                panels += [(part.width / len(seen.panels), panel) for panel in seen.panels]
            is_empty = all(isinstance(panel, Absent) for _, panel in panels)
            rows.append(Row(min(height, _SENTENCES) if is_empty else height, tuple(panels)))
        exercise = session.exercise
        title = f"{exercise.number} {exercise.title}: {self.title}"
        picture = Picture(title, " ".join([f"{title}.", *filter(None, dict.fromkeys(alts))]), tuple(rows))
        if not picture.numbers:
            raise Unseen(" ".join(["There is nothing to draw yet.", *picture.missing]))
        return picture


def _seen(session: Session, part: Part) -> Seen:
    try:
        return ask(session, part.title, part.measure)
    except Unseen as unseen:
        sentence = str(unseen)
        return Seen(f"Not drawn: {part.title}. {sentence}", (Absent(part.title, sentence),))
    except LoadFailed as failed:
        raise why_not_loaded(failed) from failed
