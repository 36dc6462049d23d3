"""letterkit draft: a case file in, a checked letter out."""

from __future__ import annotations

import json
import re
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import click

from letterkit.case_file import case_schema, load_case
from letterkit.reports.text_report import text_report
from letterkit.scope import CheckedLetter
from letterkit.workflow import draft
from letterkit.workflow import stationery as stationery_for
from letterkit.writers import check_target, letter_text, write_letter


@click.command(
    "draft",
    epilog="Example:  letterkit draft case.yaml -o letter.docx -o letter.txt",
)
@click.argument("case", required=False)
@click.option("-t", "--template", metavar="ID", help="The letter; default: the one the case names.")
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    help=".docx, .pdf or .txt; may be repeated.",
)
@click.option("--letterhead", metavar="DOCX", help="A Word file of the clinic to write on.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), help="Default: the profile's.")
@click.option("--profile", metavar="ID", help="Who is writing, and where; default: the case's.")
@click.option(
    "--date",
    "on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The letter's date; default: the case's, else today.",
)
@click.option("--overwrite", is_flag=True, help="Replace a file that is already there.")
@click.option("--unsent", is_flag=True, help="Write even with errors, marked as not for sending.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of case files, for editors.")
def command(
    case: str | None,
    template: str | None,
    outputs: tuple[str, ...],
    letterhead: str | None,
    paper: Literal["a4", "letter"] | None,
    profile: str | None,
    on: datetime | None,
    overwrite: bool,
    unsent: bool,
    schema: bool,
) -> None:
    """Fill a letter from CASE, check its wording and write it; without -o, print it.

    A letter with wording outside the scope is not written: each issue is shown at the line of the
    case file where it was typed.
    """
    if schema:
        click.echo(json.dumps(case_schema(), ensure_ascii=False, indent=2))
        return
    if case is None:
        raise click.UsageError("name a case file, such as examples/progress-report/case.yaml")
    loaded = load_case(case, on=on.date() if on else None, today=date.today())  # noqa: DTZ011 the user's own day
    letter = draft(loaded, letter=template, profile=profile, unsent=unsent)
    _say(letter)
    if letter.report.reaches("error") and not unsent:
        click.echo("Nothing was written.", err=True)
        sys.exit(1)
    base = Path(letterhead) if letterhead else None
    stationery = stationery_for(loaded, letterhead=base, paper=paper)
    for remark in stationery.remarks:
        click.echo(remark, err=True)
    for output in outputs:
        check_target(output, overwrite=overwrite)
    for output in outputs:
        write_letter(letter, output, overwrite=overwrite, stationery=stationery)
        click.echo(f"Wrote {Path(output)}", err=True)
    if not outputs:
        click.echo(letter_text(letter), nl=False)


def _say(letter: CheckedLetter) -> None:
    """Say on stderr what the check reports, and what of the case is not in the letter."""
    if letter.issues:
        report = text_report(
            [("", letter.report)],
            lambda _, issue: str(letter.letter.origin_at(issue.start).place),
        )
        click.echo(report, err=True)
    for origin in letter.letter.unused:
        name = re.sub(r"\[(\d+)\]", lambda m: f"[{int(m[1]) + 1}]", origin.key)  # from one
        click.echo(f"{origin.place}: “{name}” is not printed in this letter.", err=True)
