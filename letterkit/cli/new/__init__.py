"""letterkit new: an interview that ends in a case file and a letter."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from letterkit.cli.asking import says_yes
from letterkit.cli.draft import command as draft_command
from letterkit.cli.draft_notes import FIRST
from letterkit.cli.files import file_name
from letterkit.cli.new.details import Remembered
from letterkit.cli.new.session import Session, read_session, session_name, set_aside
from letterkit.cli.new.walk import Walk
from letterkit.cli.telling import tell
from letterkit.errors import Fault, LetterkitError, UsageError, did_you_mean
from letterkit.guided.answers import case_text
from letterkit.guided.details import VARIABLE, details_file
from letterkit.guided.interview import Interview, Record
from letterkit.guided.questions import situations
from letterkit.guided.sketch import sketch
from letterkit.reports.visible import visible
from letterkit.writers.files import refuse_unwritable, write_file

_CASE = "case.yaml"


@click.command(
    "new",
    epilog=f"""\b
Example:  letterkit new
          letterkit new progress-report -o reyes.yaml

Your own details are remembered only if you agree, in a file that is named then;
{VARIABLE} names another place for it.""",
)
@click.argument("letter", required=False, metavar="[ID]")
@click.option(
    "-o",
    "--out",
    type=file_name,
    metavar="CASE",
    help="The case file; if not named, case.yaml in this folder, or case-2.yaml.",
)
def command(letter: str | None, out: str | None) -> None:
    """Ask one question after the other, and make a case file and a letter of the answers.

    ID is a letter of “letterkit templates list”; without it, you choose by what has happened. Each
    answer is checked as you give it, and you decide what it says.

    At every question: Enter skips, < goes back, ? helps, q stops. What you said so far is kept
    beside the case file until the end, in a file that only you can read; the same command goes on.

    Exit status: 0 the case file is written, 2 cannot run, or stopped before the end.
    """
    if letter and letter not in (known := [one.id for one in situations()]):
        hint = did_you_mean(letter, known) or "letterkit templates list shows which there are."
        raise UsageError(Fault(f"there is no letter “{letter}”.", hint))
    if not sys.stdin.readable():
        fault = Fault("nobody can answer: standard input is closed.", "Run it in a terminal.")
        raise UsageError(fault)
    reconfigure = getattr(sys.stdin, "reconfigure", None)
    if reconfigure:  # an answer in another encoding is asked for again
        reconfigure(errors="replace")
    interview, undone = Interview(), dict[str, Record]()
    session: Session | None = None
    try:
        case, session, interview, undone, overwrite = _begun(out)
        _say_how(case)
        kept = session

        def keep() -> None:
            kept.keep(interview.records, undone)

        walk = Walk(interview, undone, keep, _now, Remembered(details_file()), letter)
        walk.go()
        _finish(case, interview, overwrite=overwrite)
    except (click.Abort, KeyboardInterrupt, EOFError):
        _stopped(session, interview)
        sys.exit(2)
    session.end()
    try:
        if _offer_files(case, interview):
            return
    except (click.Abort, KeyboardInterrupt, EOFError):
        click.echo()
    _say_next(case, interview)


def _now() -> datetime:
    return datetime.now()  # noqa: DTZ005 the day and hour of the person at the keyboard


def _begun(out: str | None) -> tuple[Path, Session, Interview, dict[str, Record], bool]:
    """Return the case file, and the interview for it: one that was stopped, or a new one."""
    for case in [Path(out)] if out else _free_names():
        path = session_name(case)
        if os.path.lexists(path):
            try:
                content, interview, undone = read_session(path)
            except ValueError:
                tell(f"{path.name} is damaged, and cannot be gone on with.")
                if not out:
                    tell("It stays as it is.")
                    continue
                set_aside(path)
            else:
                if _goes_on(case, interview):
                    return case, Session(path, content), interview, undone, case.exists()
                if not out:  # another patient, beside the one who waits
                    continue
                set_aside(path)
        there = os.path.lexists(case)
        if there and not out:
            continue
        refuse_unwritable(case, overwrite=True)
        if there:
            tell(f"{case} is already there.")
            if not says_yes("Replace it at the end? [y]es [n]o:"):
                raise click.Abort
        return case, Session(path), Interview(), {}, there
    raise AssertionError


def _free_names() -> list[Path]:
    return [Path(_CASE), *(Path(f"case-{number}.yaml") for number in range(2, 1000))]


def _goes_on(case: Path, interview: Interview) -> bool:
    answered = _answered(interview)
    count = "1 answer" if answered == 1 else f"{answered} answers"
    letter = interview.value("letter")
    tell(f"{case}: you stopped here before, after {count}{letter and f' for {letter}'}.")
    return says_yes("Go on? [y]es [n]o:")


def _answered(interview: Interview) -> int:
    return sum(bool(record.typed) and not record.silent for record in interview.records)


def _say_how(case: Path) -> None:
    tell("One question at a time. Enter skips, < goes back, ? helps, q stops and keeps all.")
    click.echo(f"The case file, written at the end: {visible(str(case))}")


def _finish(case: Path, interview: Interview, *, overwrite: bool) -> None:
    write_file(case, case_text(interview.answers).encode(), overwrite=overwrite)
    click.echo()
    click.echo(f"Wrote {visible(str(case))}")


def _offer_files(case: Path, interview: Interview) -> bool:
    """Write the letter, and the pages that go with it, where a person wants them now."""
    if not sketch(interview.answers, _now().date()).ready:
        return False
    folder = case.with_name(f"{case.stem}-letter")
    click.echo()
    tell("Write the Word file now, with the telephone script, the message and the other pages? "
         "The folder:")  # fmt: skip
    click.echo(visible(str(folder)))
    if not says_yes("[y]es [n]o:"):
        return False
    try:
        click.get_current_context().invoke(draft_command, case=str(case), folder=str(folder))
    except LetterkitError as error:
        tell(str(error))
        return False
    click.echo()
    tell("Read the letter before you sign it. In which order to use the pages:")
    click.echo(visible(str(folder / "index.txt")))
    return True


def _say_next(case: Path, interview: Interview) -> None:
    """Say what to do now, the telephone first."""
    found = sketch(interview.answers, _now().date())
    click.echo()
    if found.emergency:
        tell(f"Do not wait for a letter. If it is happening now, call {found.emergency}.")
    if found.checked and found.checked.letter.urgency != "routine":
        tell(FIRST[found.checked.letter.urgency])
    name = visible(str(case))
    if found.ready:
        tell("To write the letter, or all that goes with it:")
        click.echo(f"letterkit draft {name} -o letter.docx")
        click.echo(f"letterkit draft {name} --bundle today")
        return
    tell("The letter is not written yet: add to the case file what is still open, then:")
    click.echo(f"letterkit draft {name} -o letter.docx")


def _stopped(session: Session | None, interview: Interview) -> None:
    click.echo()
    if session is None or not _answered(interview):
        if session:
            session.end()
        tell("Stopped. Nothing is written.")
        if not sys.stdin.isatty():
            tell("letterkit new asks questions: run it in a terminal.")
        return
    tell("Stopped. What you said is kept, and the same command goes on. Until then, with words "
         "about the patient, readable by you alone:")  # fmt: skip
    click.echo(visible(str(session.path)))
