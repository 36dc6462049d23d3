"""letterkit check: does the wording stay inside the scope?"""

from __future__ import annotations

import sys

import click

from letterkit.errors import Fault, InputError, Place
from letterkit.issue import SEVERITIES, Report
from letterkit.scope import check_text

MAX_BYTES = 20_000_000


@click.command(
    "check",
    epilog="Example:  letterkit check letter.txt   or   pbpaste | letterkit check -",
)
@click.argument("files", nargs=-1, metavar="[FILE…|-]")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.option(
    "--profile", default="massage-us", show_default=True, help="Who is writing, and where."
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "suggestion", "never"]),
    default="error",
    show_default=True,
    help="Exit with 1 from this severity on.",
)
def command(files: tuple[str, ...], form: str, profile: str, fail_on: str) -> None:
    """Check letters (UTF-8 text) for wording outside the therapist's scope.

    Says for each issue why it may be read as outside the scope, and what to write instead. Reads
    standard input where no file is named.
    """
    reports = [(name, _checked(name, profile)) for name in files or ("-",)]
    if form == "json":
        from letterkit.reports.json_report import json_report

        click.echo(json_report(reports))
    else:
        from letterkit.reports.text_report import text_report

        click.echo(text_report(reports))
    threshold = next((severity for severity in SEVERITIES if severity == fail_on), None)
    if threshold and any(report.reaches(threshold) for _, report in reports):
        sys.exit(1)


def _checked(name: str, profile: str) -> Report:
    return check_text(_read(name), profile)


def _read(name: str) -> str:
    """Return a letter's text. Raises InputError for what is not a text in UTF-8."""
    try:
        if name == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with open(name, "rb") as file:  # noqa: PTH123 pathlib would cost its import
                data = file.read(MAX_BYTES + 1)
    except OSError as error:
        what = "is a folder." if isinstance(error, IsADirectoryError) else f"{error.strerror}."
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
