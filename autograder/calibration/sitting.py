"""Several checks in one sitting: each has its share of the time, and what comes of it is written down at once."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from autograder.calibration.campaign import Campaign, NotMeasured
from autograder.calibration.choice import Choice, Overlap

Tell = Callable[[str], None]
# Makes the campaign of a check, by the check's id.
Campaigns = Mapping[str, Callable[[], Campaign]]


def into(log: Path | None, tell: Tell) -> Tell:
    """Tells a sentence, and writes it to the end of this file with the time of day."""

    def tell_both(text: str) -> None:
        tell(text)
        if log is not None:
            log.parent.mkdir(parents=True, exist_ok=True)
            with log.open("a", encoding="utf-8") as file:
                file.write(f"{datetime.now():%Y-%m-%d %H:%M:%S} {text}\n")

    return tell_both


def measure(campaigns: Campaigns, until: float | None, tell: Tell) -> bool:
    """Measure each check; whether every one has its threshold now.

    With a limit there are two rounds. In the first each check gets an equal part of the time that is left, for first
    attempts alone; the second goes on with whatever the first has left.

    Args:
        until: When to stop, on the clock of `time.monotonic`; None for as long as it takes.
    """
    missing = dict.fromkeys(campaigns, "there was no time for it; give the command again to go on")
    # What cannot be measured here is to take nobody's time.
    due = {}
    for name, make in campaigns.items():
        try:
            due[name] = make()
        except NotMeasured as trouble:
            missing[name] = str(trouble)
            tell(f"{name}: {trouble}.")
    for again in (True,) if until is None else (False, True):
        for place, (name, campaign) in enumerate(due.items()):
            started = time.monotonic()
            end = None if until is None else started + (until - started) / (len(due) - place)
            if end is not None and end <= started:
                continue
            try:
                choice = campaign.measure(end, again)
            except (NotMeasured, Overlap) as trouble:
                missing[name] = str(trouble)
                tell(f"{name}: {trouble}.")
                continue
            missing.pop(name, None)
            more = "" if campaign.is_complete else " More runs were planned: give the command again to go on."
            tell(f"{name}: {_summary(choice)} It took {time.monotonic() - started:.0f} seconds.{more}")
    if until is not None:
        tell(f"Without a threshold: {'; '.join(f'{name} ({why})' for name, why in missing.items()) or 'none'}.")
    return not missing


def _summary(choice: Choice) -> str:
    right = choice.right
    parts = [
        f"threshold {choice.value:.3f}. {len(right.values)} right runs, the lowest {min(right.values):.3f}: "
        f"two attempts fail with a chance below {right.fails_twice:.1g}."
    ]
    parts += [
        f"{mistake.name}: {len(mistake.values)} runs, the highest {max(mistake.values):.3f}, "
        f"passes with a chance of {mistake.passes:.1g}."
        for mistake in choice.mistakes
    ]
    return " ".join(parts)
