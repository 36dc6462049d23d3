"""letterkit check: does the wording stay inside the scope?"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from letterkit.cli.check_report import FORMATS, shown
from letterkit.cli.files import file_name, refuse_inputs
from letterkit.cli.progress import with_progress
from letterkit.errors import InputError
from letterkit.issue import SEVERITIES, Report
from letterkit.letters_in import letters_in
from letterkit.review import Asked, review, side_files
from letterkit.review_many import STDIN, Unread, content_of, review_many, without_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from letterkit.completeness.of_letter import Kind
    from letterkit.review_many import Outcome


@click.command(
    "check",
    epilog="""\b
Example:  letterkit check letter.txt
          letterkit check --ignore brevity,PX02 letter.txt
          letterkit check --format html letter.txt > report.html
          letterkit check letters "clients/**/*.docx"
          letterkit check letter.docx --annotate reviewed.docx
          pbpaste | letterkit check -""",
)
@click.argument("files", nargs=-1, type=file_name, metavar="[FILE|FOLDER|PATTERN…|-]")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--profile", default="massage-us", show_default=True, help="Who is writing, and where."
)
@click.option(
    "--select", multiple=True, metavar="RULES", help="Ask these only: DX01, legal, or a comma list."
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="RULES",
    help="Leave these rules or families out; others may then report the same words.",
)
@click.option(
    "--never-allow",
    multiple=True,
    metavar="RULES",
    help="Report these, whatever a comment, side file, baseline, --select or --ignore says; "
    "give it with each run.",
)
@click.option(
    "--baseline",
    metavar="FILE",
    type=file_name,
    help="Report only what is not known from this file.",
)
@click.option(
    "--write-baseline",
    metavar="FILE",
    type=file_name,
    help="Write what is reported now to FILE, as known.",
)
@click.option(
    "--annotate",
    metavar="OUT.docx",
    type=file_name,
    help="Write a copy of the letter with a Word comment on the words of each issue.",
)
@click.option(
    "--overwrite", is_flag=True, help="Replace a baseline or a copy that is already there."
)
@click.option(
    "--kind",
    type=click.Choice(["letter", "note", "message"]),
    help="What the texts are: a note or a message is asked less as a whole; else by their shape.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "suggestion", "never"]),
    default="error",
    show_default=True,
    help="Exit with 1 from this severity on.",
)
@click.option(
    "--stdin-name",
    metavar="NAME",
    type=file_name,
    help="Read standard input as if it were this file: for editors.",
)
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    help="Work with N processes; without it with one, and with all processors for many letters.",
)
def command(
    files: tuple[str, ...],
    form: str,
    profile: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    never_allow: tuple[str, ...],
    baseline: str | None,
    write_baseline: str | None,
    annotate: str | None,
    overwrite: bool,
    kind: Kind | None,
    fail_on: str,
    stdin_name: str | None,
    jobs: int | None,
) -> None:
    """Check letters for wording outside the therapist's scope: .docx, .odt, .rtf, .pdf, .html,
    .eml, or any text.

    Says for each issue why it may be read as outside the scope, and what to write instead. Reads
    standard input where no file is named. Of a folder, or a pattern in quotation marks, all letters
    are checked, also those in folders below.

    A comment in a text allows what a rule reports in its paragraph, or in the list that it stands
    in: <!-- letterkit-allow DX01: reason -->, or DX01, DX02: for two. For other formats,
    letter.letterkit.yaml beside the letter does; see letterkit explain RULE.
    """
    if baseline and write_baseline:
        raise click.UsageError("give either --baseline or --write-baseline")
    if annotate and write_baseline:
        raise click.UsageError("give either --annotate or --write-baseline")
    named = files or (STDIN,)
    if stdin_name and STDIN not in named:
        raise click.UsageError("--stdin-name names what stands on standard input: add “-”")
    names, faults = letters_in(named)
    called = [(stdin_name or name) if name == STDIN else name for name in names]
    # What would stop the work at its end is said before a thousand letters are read.
    if write_baseline:
        from letterkit.cli import check_baseline

        sides = (side for name in called for side in side_files(name))
        refuse_inputs([write_baseline], [*called, *sides])
        check_baseline.refuse_baseline(write_baseline, overwrite=overwrite)
    if annotate:
        from letterkit.cli import annotated_copy

        annotated_copy.refuse_copy(annotate, called, overwrite=overwrite)
        refuse_inputs([annotate], [*called, *side_files(called[0]), *filter(None, [baseline])])
    if baseline:
        from letterkit.scope.baseline import known_issues, read_baseline

        known = read_baseline(baseline)
    if STDIN in named and sys.stdin.isatty():
        end = "Ctrl-Z and Enter" if os.name == "nt" else "Ctrl-D"
        click.echo(f"Type or paste the letter, then press {end} on a line of its own.", err=True)
    asked = Asked(profile, select, ignore, never_allow, kind)
    if annotate:
        content = content_of(names[0])  # which the copy needs too
        one = review(content, called[0], asked)
        outcomes: Iterator[Outcome] = iter([one])
    else:
        outcomes = review_many(names, asked, jobs=jobs, stdin_name=stdin_name or STDIN)
    told: list[tuple[str, Report]] = []
    guessed: list[Kind | None] = []
    with with_progress(outcomes, len(names)) as done:
        for outcome in done:
            if isinstance(outcome, Unread):
                faults += outcome.faults
            else:  # a thousand letters are not held in memory for the few that have issues
                report = outcome.report
                told.append((outcome.name, report if form == "html" else without_text(report)))
                guessed.append(outcome.guessed)
    reports = [report for _, report in told]
    if write_baseline:
        if faults:
            click.echo(f"{write_baseline} was not written: not all could be read.", err=True)
            raise InputError(*faults)
        check_baseline.write_baseline(write_baseline, reports, never_allow, overwrite=overwrite)
        return
    if baseline:
        reports = known_issues(reports, known, baseline, profile, **asked.rules)
        told = [(name, report) for (name, _), report in zip(told, reports, strict=True)]
    if told:
        click.echo(shown(told, form))
        _say_kind(reports, guessed)
    if annotate:
        checked = one._replace(report=reports[0])
        annotated_copy.write_copy(annotate, content, checked, overwrite=overwrite)
    if faults:
        raise InputError(*faults)
    threshold = next((severity for severity in SEVERITIES if severity == fail_on), None)
    if threshold and any(report.reaches(threshold) for report in reports):
        sys.exit(1)


def _say_kind(reports: Sequence[Report], guessed: Sequence[Kind | None]) -> None:
    """Say once what texts were taken for, where such a text is said to lack anything."""
    from letterkit.completeness.of_letter import tells_of_lack

    kinds = [
        kind
        for report, kind in zip(reports, guessed, strict=True)
        if kind and tells_of_lack(report)
    ]
    if kinds:
        taken = " and ".join(f"a {kind}" for kind in dict.fromkeys(kinds))
        click.echo(f"Read as {taken}, by the shape; --kind says otherwise.", err=True)
