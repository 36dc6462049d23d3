"""letterkit check: does the wording stay inside the scope?"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from letterkit.cli.files import file_name, refuse_inputs
from letterkit.cli.progress import with_progress
from letterkit.errors import InputError
from letterkit.issue import SEVERITIES, Report
from letterkit.letters_in import letters_in
from letterkit.review import Asked, review, side_files
from letterkit.review_many import (
    STDIN,
    Unread,
    content_of,
    review_many,
    without_text,
)

if TYPE_CHECKING:
    from letterkit.completeness.of_letter import Kind

FEW = 5  # letters, of which a person keeps count without a table
FORMATS = ["text", "json", "sarif", "github", "html"]


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
    named = files or (STDIN,)
    if stdin_name and STDIN not in named:
        raise click.UsageError("--stdin-name names what stands on standard input: add “-”")
    names, faults = letters_in(named)
    called = [(stdin_name or name) if name == STDIN else name for name in names]
    if write_baseline:
        refuse_inputs(
            [write_baseline], [*called, *(side for n in called for side in side_files(n))]
        )
    if annotate:
        from letterkit.cli import annotated_copy

        annotated_copy.refuse_copy(annotate, called, write_baseline, overwrite=overwrite)
        refuse_inputs([annotate], [*called, *side_files(called[0]), *filter(None, [baseline])])
    asked = Asked(profile, select, ignore, never_allow, kind)
    outcomes = review_many(names, asked, jobs=jobs, stdin_name=stdin_name or STDIN)
    if annotate:
        content = content_of(names[0])  # which the copy needs too
        one = review(content, called[0], asked)
        outcomes = iter([one])
    told: list[tuple[str, Report]] = []
    guessed: dict[str, Kind | None] = {}
    with with_progress(outcomes, len(names)) as shown:
        for outcome in shown:
            if isinstance(outcome, Unread):
                faults += outcome.faults
            else:  # a thousand letters are not held in memory for the few that have issues
                report = outcome.report
                told.append((outcome.name, report if form == "html" else without_text(report)))
                guessed[outcome.name] = outcome.guessed
    if write_baseline and not faults:
        _write_baseline(write_baseline, told, never_allow, overwrite=overwrite)
        return
    if baseline:
        from letterkit.scope.baseline import known_issues, read_baseline

        reports = [report for _, report in told]
        known = known_issues(reports, read_baseline(baseline), baseline, profile, **asked.rules)
        told = [(name, report) for (name, _), report in zip(told, known, strict=True)]
    if told and not write_baseline:
        click.echo(_shown(told, form))
        _say_kind(told, guessed)
    if annotate:
        checked = one._replace(report=told[0][1])
        annotated_copy.write_copy(annotate, content, checked, overwrite=overwrite)
    if faults:
        raise InputError(*faults)
    threshold = next((severity for severity in SEVERITIES if severity == fail_on), None)
    if threshold and any(report.reaches(threshold) for _, report in told):
        sys.exit(1)


def _say_kind(told: list[tuple[str, Report]], guessed: dict[str, Kind | None]) -> None:
    """Say once what texts were taken for, where such a text is said to lack anything."""
    from letterkit.completeness.of_letter import tells_of_lack

    kinds = [kind for name, report in told if (kind := guessed[name]) and tells_of_lack(report)]
    if kinds:
        taken = " and ".join(f"a {kind}" for kind in dict.fromkeys(kinds))
        click.echo(f"Read as {taken}, by the shape; --kind says otherwise.", err=True)


def _write_baseline(
    path: str, told: list[tuple[str, Report]], never_allow: tuple[str, ...], *, overwrite: bool
) -> None:
    from pathlib import Path

    from letterkit.scope.baseline import baseline_of, baseline_text
    from letterkit.writers.files import write_file

    known = baseline_of([report for _, report in told], never_allow=never_allow)
    write_file(Path(path), baseline_text(known).encode(), overwrite=overwrite)
    count = known.total()
    issues = "1 issue is" if count == 1 else f"{count} issues are"
    click.echo(f"Wrote {path}: {issues} known from now on.", err=True)


def _shown(reports: list[tuple[str, Report]], form: str) -> str:
    """Return the reports in the format asked for; a format is imported when it is."""
    if form == "json":
        from letterkit.reports.json_report import json_report

        return json_report(reports)
    if form == "github":
        from letterkit.reports.github_report import github_report

        return github_report(reports)
    if form in ("sarif", "html"):
        return _with_sources(reports, form)
    from letterkit.reports.text_report import text_report

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return text_report(reports, colour=colour, table=len(reports) > FEW)


def _with_sources(reports: list[tuple[str, Report]], form: str) -> str:
    from letterkit import __version__
    from letterkit.reports.html_report import html_report
    from letterkit.reports.sarif_report import sarif_report
    from letterkit.reports.sources import Cited
    from letterkit.scope.pack import load_sources

    sources = {name: Cited(said.says, said.address) for name, said in load_sources().items()}
    if form == "sarif":
        return sarif_report(reports, __version__, sources)
    return html_report(reports, sources)
