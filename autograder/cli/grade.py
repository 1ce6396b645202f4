"""`convlings grade`: a whole class, unattended."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import click
from click.core import ParameterSource

from autograder.cli.left_out import those_here
from autograder.cli.options import (
    backend_option,
    jobs_option,
    memory_option,
    no_accuracy_option,
    tier_option,
)
from autograder.cli.plain_errors import orderly_end, plain_errors
from autograder.course import content
from autograder.course.exercise import find_exercise, functions_by_exercise, load_course, whole_course
from autograder.engine.backends import Backend
from autograder.engine.fleet import Source
from autograder.engine.provider import Setup
from autograder.engine.sandbox import Limits
from autograder.engine.temporary import HeldFolder
from autograder.gradebook.decisions import Decisions
from autograder.gradebook.enrolment import Enrolment
from autograder.gradebook.people import those_called
from autograder.gradebook.pseudonyms import Pseudonyms
from autograder.gradebook.records import Records
from autograder.gradebook.redaction import vocabulary
from autograder.grading.auto import difference
from autograder.grading.batch import Batch, Options, OtherRun, Run, SubmissionResult, commit_times_of, options_of_run
from autograder.grading.earlier import TABLE, settle_table
from autograder.grading.folder import FEEDBACK, staff_of
from autograder.grading.graded import Graded
from autograder.grading.key import RunKey
from autograder.grading.part import Device
from autograder.grading.place import Here, NoCluster, Place
from autograder.grading.result import FAULT
from autograder.grading.state import WAITS, state_of
from autograder.grading.tiers import memory_for, part_for
from autograder.reports.class_table import ClassBar, show_class
from autograder.reports.feedback import page_of, write_feedback
from autograder.reports.grades import write_grades
from autograder.reports.insights.page import INSIGHTS, write_insights
from autograder.reports.kept_pictures import KeptPicture, are_wanted, keep_pictures, pictures_of
from autograder.reports.people import in_order, labels
from autograder.reports.summary import happened
from autograder.reports.terminal import Printer, make_console
from autograder.reports.text import duration
from autograder.submissions import (
    Submission,
    UnreadableFolder,
    exercises_handed_in,
    read_submissions,
    with_commit_times,
)
from autograder.submissions.wording import shown

_FILE = click.Path(path_type=Path, dir_okay=False)
_NO_PICTURES = (
    "A picture may show a name that stands in a student's code: leave out --pictures, or --pseudonyms.",
    "Pictures are drawn on this machine alone: leave out --pictures, or --scheduler.",
)
_NOTHING_LEFT = "There is nothing left to grade."


@click.command("grade")
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for the report.")
@jobs_option
@click.option("--exercise", "chosen", multiple=True, help="Grade only this exercise (repeat for more).")
@click.option("--course", type=_FILE, help="The course file, course.toml: it brings the roster and the decisions.")
@click.option("--assignment", help="Grade the exercises of this assignment in the course file.")
@click.option("--overrides", type=_FILE, help="Points that people decided: overrides.csv.")
@click.option("--only", help="Grade only this student.")
@click.option("--seed", type=int, help="Fixed inputs, for development: anyone can recompute them.")
@click.option("--key", help="Repeat a run with the key in its run.json.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=20.0, show_default=True, help="Seconds per call.")
@memory_option
@backend_option()
@tier_option
@no_accuracy_option
@click.option("--pseudonyms", is_flag=True, help="Name nobody in the report; staff/pseudonyms.json says who is who.")
@click.option("--pictures", is_flag=True, help="On feedback pages, show what code does that has failed.")
@click.option("--require-tier", type=click.Choice(["A", "B", "C"]), default="C", help="Refuse a weaker sandbox.")
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Grade on a Dask cluster, tcp://host:8786; local: a small one here, as a trial.",
)
@click.option("--plain", is_flag=True, help="Text alone: no colour, no boxes, nothing redrawn.")
def command(
    submissions: Path,
    out: Path,
    jobs: int,
    chosen: tuple[str, ...],
    course: Path | None,
    assignment: str | None,
    overrides: Path | None,
    only: str | None,
    seed: int | None,
    key: str | None,
    timeout: float,
    memory: int,
    backend: Backend,
    device: Device,
    no_accuracy: bool,
    pseudonyms: bool,
    pictures: bool,
    require_tier: str,
    scheduler: str | None,
    plain: bool,
) -> None:
    """Grade SUBMISSIONS: a folder or zip with one folder or file per student, or a download from your course system.

    Give the same command again to continue a run that was interrupted. Exit code 0: every submission has its mark.
    1: the grader itself failed somewhere. 2: wrong use. 3: some submissions wait for a person and have no mark yet.
    """
    printer = Printer(make_console(plain))
    progress = Printer(make_console(plain, stderr=True))
    if seed is not None and key is not None:
        raise click.UsageError("Give --seed or --key, not both: the key of a run with a seed follows from it.")
    with orderly_end(), plain_errors(), ExitStack() as closing:
        unpacked = closing.enter_context(HeldFolder())
        # First of all: a mistake in these is said at once, and sandboxes know the exercises that they bring.
        before = options_of_run(out)
        pseudonyms = pseudonyms or bool(before.get("pseudonyms"))
        pictures = pictures or are_wanted(staff_of(out))
        if pictures and (pseudonyms or scheduler):
            raise click.UsageError(_NO_PICTURES[0] if pseudonyms else _NO_PICTURES[1])
        if course or assignment or overrides:
            records = Records.read(course, assignment, overrides)
        else:
            records = Records.remembered(before.get("records", ()))
        part = part_for(device, no_accuracy, backend)
        memory = memory_for(part, memory)
        # The warm parent of a new run imports Keras while the submissions are read. Of a run that goes on, nothing may
        # be left to grade.
        setup = Setup(memory_mb=memory, backend=backend, gpu=part.uses_gpu)
        elsewhere = _cluster(scheduler, setup, device, jobs, progress) if scheduler else None
        with elsewhere or Here(setup, jobs, at_once=not before) as place:
            asked = chosen or (records.assignment.exercises if records.assignment else ())
            fixed = [each.name for each in those_here(map(find_exercise, asked), progress)]
            if asked and not fixed:
                raise click.UsageError(_NOTHING_LEFT)
            every = [exercise.name for exercise in whole_course()]
            # With a roster, `only` may be a name that the download does not know; and so may a pseudonym be.
            alone = None if records.people or pseudonyms else only
            names = fixed
            if not fixed:
                seen = exercises_handed_in(submissions, functions_by_exercise(), alone)
                handed_in = [each.name for each in those_here(map(find_exercise, seen), progress)]
                if seen and not handed_in:
                    raise click.UsageError(_NOTHING_LEFT)
                could_be = [exercise.name for exercise in load_course()]
                names = (before.get("exercises") if handed_in else None) or handed_in or could_be
                if more := sorted(set(handed_in) - set(names)):
                    progress.paragraph(
                        f"Also handed in, but not in the run that {out} holds: {', '.join(more)}. "
                        "To grade it, name another folder for --out."
                    )
            commit_times = commit_times_of(out)
            found = _read(submissions, names, Path(unpacked), alone, {*every} - {*names})
            found, about_times = with_commit_times(found, submissions, commit_times)
            if about_times:
                progress.paragraph(about_times)
            enrolment = records.enrolled(found, names)
            limits = Limits.for_calls(timeout)
            folders = tuple(map(str, content.own_folders()))
            lies_in = str(submissions.resolve())
            options = Options(lies_in, tuple(names), seed, limits, memory, part, folders, records.arguments, pseudonyms)
            try:
                run = closing.enter_context(Run(out, options, lambda: _key(seed, key)))
            except OtherRun as error:
                raise click.UsageError(str(error)) from error
            everybody, aliases = enrolment.submissions, None
            if pseudonyms:
                words = vocabulary(map(find_exercise, names))
                aliases = Pseudonyms.of(Pseudonyms.read(run.staff), run.key, everybody, records.people, words)
                everybody = [aliases.named(each) for each in everybody]
            found = _only(everybody, None if alone else only)
            decisions = records.decisions(everybody)
            if aliases:
                found = [aliases.hidden(each, run.key) for each in found]

            def finish(result: SubmissionResult) -> SubmissionResult:
                result = replace(result, weights=records.weights)
                return aliases.concealed(aliases.decided(decisions, result)) if aliases else decisions(result)

            def keep(key: str, graded: Graded) -> Graded:
                return aliases.concealed_text(key, graded) if aliases else graded

            def confirm() -> None:
                _confirm(place, names, require_tier)

            try:
                batch = Batch(run, found, place, confirm, finish, keep, require_tier)
            except OtherRun as error:
                raise click.UsageError(str(error)) from error
            progress.line(f"Sandbox: {batch.tier_note}.")
            if part.left_out:
                progress.line(f"Accuracy checks give no points: {part.left_out}.")
            _grade(batch, progress, plain, aliases, commit_times)
            _train(batch, progress, plain)
            all_alike = tell_of_audits(batch, progress)
            if pictures and isinstance(place, Here):
                _draw(batch, place.sandboxes, progress)
            if only is None:
                _let_go(run, found, progress)
            _write_views(run)
            before_this = settle_table(run.staff)
        show_class(printer, [batch.results[submission.key] for submission in found], plain)
        if only is None:
            _say_who_is_unknown(printer, enrolment, decisions, aliases)
        printer.line(f"For staff alone: {run.staff} ({TABLE}, {INSIGHTS}, the run's key)")
        printer.line(f"For students, a page each: {run.folder / FEEDBACK}")
        if before_this is not None:
            printer.line(f"The table has changed. To see what and why: convlings compare {before_this} {out}")
    states = {state_of(result) for result in batch.results.values()}
    sys.exit(1 if FAULT in states or not all_alike else 3 if WAITS in states else 0)


def _confirm(place: Place, exercises: Sequence[str], require_tier: str) -> None:
    """Send canaries into the sandboxes; wrong use where these are weaker than they have to be."""
    place.confirm((find_exercise(name).backend for name in exercises), require_tier)
    confirmation = place.confirmation
    if not confirmation.reaches(require_tier):
        why = f" (a trial was able to {', '.join(confirmation.escapes)})" if confirmation.escapes else ""
        raise click.UsageError(f"The sandbox here is tier {confirmation.tier}, not {require_tier}{why}.")


def _cluster(address: str, setup: Setup, device: Device, jobs: int, progress: Printer) -> Place:
    """The cluster of this address.

    Raises:
        NoCluster: see `Cluster`; or Dask is not installed.
    """
    given = click.get_current_context().get_parameter_source("jobs") is not ParameterSource.DEFAULT
    if device == "gpu":
        raise NoCluster("With --tier gpu, this machine grades alone: leave out --scheduler.")
    if given and address != "local":
        raise NoCluster(
            "Leave out --jobs: a worker of the cluster grades as many submissions at a time as it has threads "
            "(dask worker --nthreads)."
        )
    if folders := content.own_folders():
        raise NoCluster(
            f"The exercises in {folders[0]} are on this machine alone, so a cluster cannot grade them: leave out "
            "--scheduler, or --exercises."
        )
    try:
        from autograder.grading.cluster import Cluster
    except ModuleNotFoundError as error:
        raise NoCluster("To grade on a cluster you need Dask. Run: pip install 'convlings[dask]'") from error
    return Cluster(address, setup, jobs, progress.paragraph)


def _read(
    submissions: Path, names: Sequence[str], unpack_into: Path, only: str | None, aside: Iterable[str]
) -> list[Submission]:
    """What was handed in for these exercises; a file for one of those `aside` makes nobody a student of its name."""
    stubs = {name: find_exercise(name).stub.encode() for name in names}
    return read_submissions(submissions, names, unpack_into, only, stubs, sorted(aside))


def _only(submissions: list[Submission], only: str | None) -> list[Submission]:
    """All, or the one who is meant."""
    if only is None:
        return submissions
    found = those_called(only, submissions)
    if not found:
        raise UnreadableFolder(f"Nobody is called {shown(only)}, in the submissions or on the roster.")
    return found


def _key(seed: int | None, key: str | None) -> RunKey:
    if key is not None:
        try:
            return RunKey.from_hex(key)
        except ValueError as error:
            raise click.UsageError("--key takes the hexadecimal key of a run.json.") from error
    return RunKey.new() if seed is None else RunKey.from_seed(seed)


def _grade(
    batch: Batch, progress: Printer, plain: bool, aliases: Pseudonyms | None, commit_times: dict[str, str]
) -> None:
    def write_down() -> None:
        """What the next run needs: before the first result, and behind the run's own file, which has to be there."""
        batch.run.keep_commit_times(commit_times)
        if aliases:
            aliases.write(batch.run.staff)

    waiting = batch.waiting
    done = len(batch.submissions) - len(waiting)
    if done:
        progress.line(f"{done} of {len(batch.submissions)} submissions were graded before.")
    if not waiting:
        write_down()
        return
    progress.line("Grading the reference solutions first.")
    batch.settle_key()
    write_down()
    _follow("grading", batch, batch.grade, len(waiting), progress, plain)


def _train(batch: Batch, progress: Printer, plain: bool) -> None:
    """Accuracy checks, of what has passed everything else."""
    due = len(batch.untrained)
    if not due:
        return
    seconds = batch.training_seconds()
    how_long = f"about {duration(seconds)}" if seconds else "some seconds each"
    progress.line(f"Accuracy checks, where all else has passed: {due}, {how_long}.")
    _follow("training", batch, batch.train, due, progress, plain)


def _follow(
    what: str,
    batch: Batch,
    run: Callable[[Callable[[str], None]], Iterator[SubmissionResult]],
    total: int,
    progress: Printer,
    plain: bool,
) -> None:
    """Show how far it is: a bar, or a line for each result."""
    names = labels(batch.submissions)
    with ClassBar(progress.console, what, total, plain) as bar:
        for count, result in enumerate(run(bar.started), start=1):
            left = bar.finished(batch.remaining.seconds if count < total else None)
            if plain:
                progress.line(f"{count} of {total} {names[result.key]}: {happened(result)}")
                if left:
                    progress.line(f"{left[:1].upper()}{left[1:]}.")


def _draw(batch: Batch, source: Source, progress: Printer) -> None:
    """Pictures for the feedback pages, of what is not drawn yet."""
    # What draws takes a second to import, and most runs draw nothing.
    from autograder.pictures.of_class import draw_all, is_worth_a_look

    staff, options = batch.run.staff, batch.run.options
    due = {}
    for submission in batch.submissions:
        result = batch.results[submission.key]
        if pictures_of(staff, result) is None:
            shown_of = {each.exercise for each in result.exercises if is_worth_a_look(each)}
            due[submission.key] = [work for work in submission.works if work.exercise in shown_of]
    works = [work for each in due.values() for work in each]
    if works:
        progress.line(f"Drawing what code does that has failed: pictures of {len(works)} exercises.")
    drawn = draw_all(works, source, options.part.backend, options.limits, batch.place.jobs)
    for key, own in due.items():
        found = [(work.exercise, each) for work, (_, each) in zip(own, drawn, strict=False) if each]
        kept = {name: KeptPicture.of(each.picture.title, each.picture.alt, each.png) for name, each in found}
        keep_pictures(staff, batch.results[key], kept)


def tell_of_audits(batch: Batch, progress: Printer) -> bool:
    """Say what came of the passes that were graded on both backends; whether the two agreed everywhere."""
    names = labels(batch.submissions)
    audited = [(key, each) for key, result in batch.results.items() for each in result.exercises if each.audit]
    differing = [(key, each) for key, each in audited if difference(each)]
    for key, each in differing:
        progress.line(f"WARNING: {names[key]}, {each.exercise}: {difference(each)}", "bold red")
    if differing:
        exercises = ", ".join(sorted({each.exercise for _, each in differing}))
        progress.paragraph(
            f"So full marks that PyTorch alone gave in {exercises} are in doubt. Grade once more with "
            "--backend tensorflow, into another folder."
        )
    elif audited:
        progress.line(f"Passes that were graded on both backends as a trial: {len(audited)}, all alike.")
    return not differing


def _let_go(run: Run, found: Sequence[Submission], progress: Printer) -> None:
    """Take those who are no longer in the download out of the report."""
    left = run.set_aside_all_but({submission.key for submission in found})
    for result in left:
        page_of(run.folder / FEEDBACK, result).unlink(missing_ok=True)
    if left:
        names = ", ".join(labels(left).values())
        progress.paragraph(f"No longer in the submissions, so no longer in the report (see results/left): {names}")


def _say_who_is_unknown(
    printer: Printer, enrolment: Enrolment, decisions: Decisions, aliases: Pseudonyms | None
) -> None:
    """Those whom one of the course's files names and the submissions do not, and the other way round."""
    if enrolment.strangers:
        strangers = [aliases.named(each) for each in enrolment.strangers] if aliases else enrolment.strangers
        names = ", ".join(labels(strangers).values())
        printer.paragraph(f"Not on the roster, and graded all the same: {names}.")
    for override in decisions.unknown:
        row = override.row
        who = "like this" if aliases else override.student
        printer.paragraph(f"{row.file}, line {row.line}: nobody here is called {who}. Nothing was changed.")


def _write_views(run: Run) -> None:
    stored = run.stored()
    with_pictures = are_wanted(run.staff)
    write_grades(run.staff / TABLE, in_order(stored), run.keep_table)
    data = [run.file_of(result.key).read_bytes() for result in stored]
    for result, each in zip(stored, data, strict=True):
        write_feedback(run.folder / FEEDBACK, result, each, pictures_of(run.staff, result) if with_pictures else None)
    write_insights(run.staff / INSIGHTS, [("", stored)], data)
