"""letterkit check: does the wording stay inside the scope?"""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from letterkit.errors import Fault, InputError, Place
from letterkit.issue import SEVERITIES, Report
from letterkit.scope import check_text

MAX_BYTES = 20_000_000
_UNREADABLE: dict[type, str] = {
    FileNotFoundError: "there is no such file.",
    IsADirectoryError: "is a folder.",
}
FORMATS = ["text", "json", "sarif", "github", "html"]


@click.command(
    "check",
    epilog="""\b
Example:  letterkit check letter.txt
          letterkit check --ignore brevity,PX02 letter.txt
          letterkit check --format html letter.txt > report.html
          pbpaste | letterkit check -""",
)
@click.argument("files", nargs=-1, metavar="[FILE…|-]")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--profile", default="massage-us", show_default=True, help="Who is writing, and where."
)
@click.option(
    "--select", multiple=True, metavar="RULES", help="Ask these only: DX01, legal, or a comma list."
)
@click.option("--ignore", multiple=True, metavar="RULES", help="Leave these rules or families out.")
@click.option(
    "--never-allow",
    multiple=True,
    metavar="RULES",
    help="Report these whatever a comment, side file, baseline or --ignore says.",
)
@click.option("--baseline", metavar="FILE", help="Report only what is not known from this file.")
@click.option(
    "--write-baseline", metavar="FILE", help="Write what is reported now to FILE, as known."
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

    A comment in a text allows a rule in its paragraph: <!-- letterkit-allow DX01: reason -->. For
    other formats, letter.letterkit.yaml beside the letter does; see letterkit explain RULE.
    """
    if baseline and write_baseline:
        raise click.UsageError("give either --baseline or --write-baseline")
    rules = {"select": select, "ignore": ignore, "never_allow": never_allow}
    names = files or ("-",)
    reports = [_checked(name, profile, rules) for name in names]
    if write_baseline:
        _write_baseline(write_baseline, reports, never_allow, overwrite=overwrite)
        return
    if baseline:
        from letterkit.scope.baseline import known_issues, read_baseline

        known = read_baseline(baseline)
        reports = known_issues(reports, known, baseline, never_allow=never_allow)
    click.echo(_shown(list(zip(names, reports, strict=True)), form))
    threshold = next((severity for severity in SEVERITIES if severity == fail_on), None)
    if threshold and any(report.reaches(threshold) for report in reports):
        sys.exit(1)


def _checked(name: str, profile: str, rules: dict[str, Any]) -> Report:
    """Return the report on one letter, with what its comments and side file allow."""
    text = _read(name)
    try:
        report = check_text(text, profile, **rules)
    except InputError as error:  # a comment in the text, which does not know the file's name
        raise InputError(*(_in_file(name, fault) for fault in error.faults)) from None
    if side_file := _side_file(name):
        from letterkit.scope.side_file import allow_sentences, read_side_file

        report = allow_sentences(report, read_side_file(side_file), profile, **rules)
    return report


def _in_file(name: str, fault: Fault) -> Fault:
    return fault._replace(place=fault.place and fault.place._replace(path=name))


def _side_file(letter: str) -> str | None:
    """Return the side file of a letter, if there is one: its name, with or without its ending."""
    for stem in (letter, os.path.splitext(letter)[0]):  # noqa: PTH122 pathlib would cost its import
        if os.path.isfile(stem + ".letterkit.yaml"):  # noqa: PTH113
            return stem + ".letterkit.yaml"
    return None


def _write_baseline(
    path: str, reports: list[Report], never_allow: tuple[str, ...], *, overwrite: bool
) -> None:
    from pathlib import Path

    from letterkit.scope.baseline import baseline_of, baseline_text
    from letterkit.writers.files import write_file

    known = baseline_of(reports, never_allow=never_allow)
    write_file(Path(path), baseline_text(known).encode(), overwrite=overwrite)
    click.echo(f"Wrote {path}: {known.total()} issues are known from now on.", err=True)


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
    if data.startswith(b"PK\x03\x04") or b"\x00" in data[:1000]:
        todo = "Save or copy the letter as plain text (UTF-8) and check that."
        raise InputError(Fault("is not a text file.", todo, Place(name)))
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        todo = "Save it again with the encoding “UTF-8”."
        raise InputError(
            Fault("is not saved as UTF-8 text.", todo, Place(name, line, column))
        ) from None
