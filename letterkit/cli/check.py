"""letterkit check: does the wording stay inside the scope?"""

from __future__ import annotations

import os
import re
import sys
from typing import Any

import click

from letterkit.cli.files import file_name, refuse_inputs
from letterkit.errors import Fault, InputError, Place
from letterkit.issue import SEVERITIES, Report
from letterkit.scope import check_text

MAX_BYTES = 20_000_000
_UNREADABLE: dict[type, str] = {
    FileNotFoundError: "there is no such file.",
    IsADirectoryError: "is a folder.",
}
# How the files begin that are most often taken for a text.
_NO_TEXT = {
    b"PK\x03\x04": "is not a text file: a Word file, or another archive.",
    b"%PDF": "is not a text file: a PDF.",
    b"{\\rtf": "is not a text file: a letter in RTF.",
    b"\xff\xfe": "is saved as UTF-16.",
    b"\xfe\xff": "is saved as UTF-16.",
}
_OLD_LINE_END = re.compile(r"\r(?!\n)")
FORMATS = ["text", "json", "sarif", "github", "html"]


@click.command(
    "check",
    epilog="""\b
Example:  letterkit check letter.txt
          letterkit check --ignore brevity,PX02 letter.txt
          letterkit check --format html letter.txt > report.html
          pbpaste | letterkit check -""",
)
@click.argument("files", nargs=-1, type=file_name, metavar="[FILE…|-]")
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
@click.option("--overwrite", is_flag=True, help="Replace a baseline that is already there.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "suggestion", "never"]),
    default="error",
    show_default=True,
    help="Exit with 1 from this severity on.",
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
    overwrite: bool,
    fail_on: str,
) -> None:
    """Check letters (UTF-8 text) for wording outside the therapist's scope.

    Says for each issue why it may be read as outside the scope, and what to write instead. Reads
    standard input where no file is named.

    A comment in a text allows what a rule reports in its paragraph, or in the list that it stands
    in: <!-- letterkit-allow DX01: reason -->, or DX01, DX02: for two. For other formats,
    letter.letterkit.yaml beside the letter does; see letterkit explain RULE.
    """
    if baseline and write_baseline:
        raise click.UsageError("give either --baseline or --write-baseline")
    names = files or ("-",)
    if write_baseline:
        refuse_inputs([write_baseline], [*names, *(side for n in names for side in _beside(n))])
    rules = {"select": select, "ignore": ignore, "never_allow": never_allow}
    told: list[tuple[str, Report]] = []
    faults: list[Fault] = []
    for name in names:
        try:
            told.append((name, _checked(name, profile, rules)))
        except InputError as error:  # a letter that cannot be read hides nothing of the others
            faults += error.faults
    if write_baseline and not faults:
        _write_baseline(write_baseline, told, never_allow, overwrite=overwrite)
        return
    if baseline:
        from letterkit.scope.baseline import known_issues, read_baseline

        reports = [report for _, report in told]
        known = known_issues(reports, read_baseline(baseline), baseline, profile, **rules)
        told = [(name, report) for (name, _), report in zip(told, known, strict=True)]
    if told and not write_baseline:
        click.echo(_shown(told, form))
    if faults:
        raise InputError(*faults)
    threshold = next((severity for severity in SEVERITIES if severity == fail_on), None)
    if threshold and any(report.reaches(threshold) for _, report in told):
        sys.exit(1)


def _checked(name: str, profile: str, rules: dict[str, Any]) -> Report:
    """Return the report on one letter, with what its comments and side file allow."""
    text = _read(name)
    try:
        report = check_text(text, profile, **rules)
    except InputError as error:  # a comment in the text, which does not know the file's name
        raise InputError(*(_in_file(name, fault) for fault in error.faults)) from None
    side_files = _beside(name)
    if len(side_files) > 1:
        what = f"stands beside {side_files[0]}: a letter has one side file."
        raise InputError(Fault(what, "Put all its allowances in one.", Place(side_files[1])))
    for side_file in side_files:
        from letterkit.scope.side_file import allow_sentences, read_side_file

        report = allow_sentences(report, read_side_file(side_file), profile, **rules)
    return report


def _in_file(name: str, fault: Fault) -> Fault:
    return fault._replace(place=fault.place and fault.place._replace(path=name))


def _beside(letter: str) -> list[str]:
    """Return what has the name of a letter's side file: its own, with or without its ending."""
    stems = dict.fromkeys((letter, os.path.splitext(letter)[0]))  # noqa: PTH122 pathlib would cost its import
    names = [stem + ".letterkit.yaml" for stem in stems]
    return [name for name in names if os.path.lexists(name)]


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
    return text_report(reports, colour=colour)


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


def _read(name: str) -> str:
    """Return a letter's text. Raises InputError for what is not a text in UTF-8."""
    try:
        if name == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with open(name, "rb") as file:  # noqa: PTH123 pathlib would cost its import
                data = file.read(MAX_BYTES + 1)
    except OSError as error:
        what = _UNREADABLE.get(type(error), f"cannot be read ({error.strerror or error}).")
        raise InputError(Fault(what, "Name a text file.", Place(name))) from None
    if len(data) > MAX_BYTES:
        raise InputError(Fault("is larger than 20 MB.", "Check letters one by one.", Place(name)))
    todo = "Save or copy the letter as plain text (UTF-8) and check that."
    for beginning, what in _NO_TEXT.items():
        if data.startswith(beginning):
            raise InputError(Fault(what, todo, Place(name)))
    if b"\0" in data:
        raise InputError(Fault("is not a text file: it holds zero bytes.", todo, Place(name)))
    try:
        return _lines(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        before = _lines(error.object[: error.start].decode("utf-8"))
        place = Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        todo = "Save it again with the encoding “UTF-8”."
        raise InputError(Fault("is not saved as UTF-8 text.", todo, place)) from None


def _lines(text: str) -> str:
    """Return the text with line ends that are known everywhere; every offset stays the file's."""
    return _OLD_LINE_END.sub("\n", text) if "\r" in text else text
