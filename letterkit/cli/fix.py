"""letterkit fix: walk through the issues of a letter, and write a mended copy of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from letterkit.cli.files import file_name, refuse_inputs
from letterkit.cli.fix_session import drop_empty, keep, resumed
from letterkit.cli.fix_walk import Walk, counted
from letterkit.cli.telling import tell
from letterkit.errors import Fault, Place, UsageError
from letterkit.issue import SEVERITIES, Report
from letterkit.manuscript import Manuscript
from letterkit.mending import Mending, breaks_signature, copy_of, encoding_of, fingerprint
from letterkit.reports.visible import visible
from letterkit.review import Asked, review, review_manuscript, side_files
from letterkit.review_many import content_of
from letterkit.writers.files import refuse_unwritable, write_file

if TYPE_CHECKING:
    from letterkit.completeness.of_letter import Kind
    from letterkit.scope.side_file import Entry

_WORD = (".docx", ".docm", ".dotx", ".dotm")
_NO_TEXT = (*_WORD, ".doc", ".odt", ".rtf", ".pdf")


@click.command(
    "fix",
    epilog="""\b
Example:  letterkit fix letter.docx
          letterkit fix letter.txt -o sent.txt""",
)
@click.argument("file", type=file_name, metavar="FILE")
@click.option("-o", "--out", type=file_name, metavar="OUT",
              help="The copy; if not named, letter.fixed.docx beside letter.docx.")  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace a copy that is already there.")
@click.option(
    "--profile", default="massage-us", show_default=True, help="Who is writing, and where."
)
@click.option("--select", multiple=True, metavar="RULES", help="Ask these only.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Leave these rules out.")
@click.option("--never-allow", multiple=True, metavar="RULES", help="These cannot be allowed.")
@click.option(
    "--kind",
    type=click.Choice(["letter", "note", "message"]),
    help="What the text is: a note or a message is asked less as a whole; else by its shape.",
)
def command(
    file: str,
    out: str | None,
    overwrite: bool,
    profile: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    never_allow: tuple[str, ...],
    kind: Kind | None,
) -> None:
    """Walk through the issues of a letter: accept, edit, allow, skip.

    FILE stays as it is; a copy takes what you accept and nothing else. In a Word file the new words
    take the look of the old ones. Text stays text; of any other format the copy is a plain text.

    What you decide is kept beside the copy until the end, in a file that holds words of the letter.
    Stop whenever you like: the same command goes on.

    Exit status: 0 no error is left in the copy, 1 errors are left, 2 cannot run, or stopped before
    the end.
    """
    if file == "-":
        fault = Fault("standard input is where the answers come from.", "Name the letter's file.")
        raise UsageError(fault)
    asked = Asked(profile, select, ignore, never_allow, kind)
    content = content_of(file)
    first = review(content, file, asked)
    asked = asked._replace(kind=asked.kind or first.guessed)  # an edit does not change it midway
    if not first.report.issues:
        click.echo(f"{visible(file)}: nothing is found, so there is nothing to fix.")
        return
    copy = _copy_name(file, out, first.manuscript.format, text=first.manuscript.allows_comments)
    refuse_inputs([str(copy)], [file])
    for target in (copy, _side_file(copy)):
        refuse_unwritable(target, overwrite=overwrite)
    session = copy.with_name(f"{copy.name}.letterkit-session.json")

    def check(manuscript: Manuscript) -> Report:
        return review_manuscript(manuscript, file, asked).report

    whose = fingerprint(content, first.manuscript)
    reconfigure = getattr(sys.stdin, "reconfigure", None)
    if reconfigure:  # an answer in another encoding is asked for again
        reconfigure(errors="replace")
    mending = Mending(first.manuscript, check)
    try:
        mending = resumed(session, whose, lambda kept: Mending(first.manuscript, check, kept))
        _say_what_happens(file, copy, mending)
        walk = Walk(file, mending, lambda kept: keep(session, whose, kept), asked)
        walk.encoding = encoding_of(content, first.manuscript)[1]
        walk.keep(mending.decisions)
        walk.go()
    except (click.Abort, KeyboardInterrupt, EOFError):
        _stopped(session, mending)
        sys.exit(2)
    left = _written(content, file, copy, mending, asked, overwrite=overwrite)
    session.unlink(missing_ok=True)
    if left.reaches("error"):
        sys.exit(1)


def _copy_name(file: str, out: str | None, form: str, *, text: bool) -> Path:
    """Return where the copy goes. Raises UsageError for a name that promises another format."""
    letter = Path(file)
    if form == "docx":  # one with macros does not open under the name of one without
        ending = letter.suffix if letter.suffix.lower() in _WORD else ".docx"
    else:
        ending = letter.suffix if text else ".txt"
    if out is None:
        return letter.with_name(f"{letter.stem}.fixed{ending}")
    given = Path(out).suffix.lower()
    if given != ending.lower() and (form == "docx" or given in _NO_TEXT):
        what = f"has another ending than {ending}, which the copy of this letter is."
        raise UsageError(Fault(what, f"Give it a name that ends in {ending}.", Place(out)))
    return Path(out)


def _side_file(copy: Path) -> Path:
    return copy.with_suffix(".letterkit.yaml")


def _written(
    content: bytes, file: str, copy: Path, mending: Mending, asked: Asked, *, overwrite: bool
) -> Report:
    """Write what was decided, say so, and return the report on it."""
    done = counted(mending)
    if all(decision.kind == "skipped" for decision in mending.decisions):
        tell(f"Nothing is changed, so no copy is written: {done}.")
        return mending.report
    write_file(copy, copy_of(content, file, mending), overwrite=overwrite)
    tell(f"Wrote {copy}: {done}.")
    if breaks_signature(content, file, mending):
        tell(f"The digital signature of {visible(file)} does not hold in the copy.")
    if entries := _allowances(file, mending):
        from letterkit.scope.side_file import side_file_text

        write_file(_side_file(copy), side_file_text(entries).encode(), overwrite=overwrite)
        tell(f"Wrote {_side_file(copy)}: what is allowed, by whom and why.")
    elif any(decision.kind == "allowed" for decision in mending.decisions):
        tell("Take the comments that allow something out of what you send.")
    if brackets := mending.left_to_fill():
        tell(f"Left to fill in: {', '.join(dict.fromkeys(brackets))}.")
    left = review(content_of(str(copy)), str(copy), asked).report
    counts = [f"{n} {s}{'s' if n != 1 else ''}" for s in SEVERITIES if (n := left.number_of(s))]
    tell(f"Left in it: {', '.join(counts) or 'nothing that letterkit finds'}.")
    tell("Read it before you sign. To look again:")
    click.echo(f"letterkit check {visible(str(copy))}")  # never wrapped: it can be copied
    return left


def _allowances(file: str, mending: Mending) -> list[Entry]:
    """Return the entries of the copy's side file: the letter's own that count, and new ones."""
    new = mending.allowed_beside()
    used = {(one.issue.rule, one.reason) for one in mending.report.allowed if one.by == "side file"}
    if not new and not used:
        return []
    from letterkit.scope.side_file import Entry, read_side_file

    before = [entry for path in side_files(file)[:1] for entry in read_side_file(path)]
    nowhere = Place("")
    return [
        *(entry for entry in before if (entry.rule, entry.why) in used),
        *(Entry(d.rule, d.sentence, d.reason, d.initials, d.date, nowhere) for d in new),
    ]


def _say_what_happens(file: str, copy: Path, mending: Mending) -> None:
    count = len(mending.issues)
    issues = "1 issue" if count == 1 else f"{count} issues"
    tell(f"{file}: {issues} to decide. The letter stays as it is.")
    click.echo(f"The copy: {visible(str(copy))}")
    if mending.original.format != "docx" and not mending.original.allows_comments:
        tell("It will be a plain text, without the look of the letter.")
    tell("What you decide is kept beside the copy until the end.")


def _stopped(session: Path, mending: Mending) -> None:
    click.echo()
    if not mending.decisions:
        drop_empty(session)
        tell("Stopped. Nothing is written.")
        return
    tell(f"Stopped: {counted(mending)}; {len(mending.issues)} left. No copy is written yet.")
    tell(f"The same command goes on. Kept until then, with words of the letter: {session.name}")
