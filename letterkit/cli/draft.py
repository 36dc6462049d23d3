"""letterkit draft: a case file in, a checked letter out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import click

from letterkit.case_file import LoadedCase, case_schema, load_case
from letterkit.cli.draft_notes import (
    say_emergency,
    say_first,
    say_gaps,
    say_issues,
    say_noticed,
)
from letterkit.cli.files import file_name, refuse_inputs
from letterkit.concerns import notice
from letterkit.reports.text_report import text_report
from letterkit.scope import CheckedLetter
from letterkit.workflow import bundle, draft, missing_from
from letterkit.workflow import stationery as stationery_for
from letterkit.writers import check_target, letter_text, make_folder, write_letter


@click.command(
    "draft",
    epilog="Example:  letterkit draft case.yaml -o letter.docx -o letter.txt",
)
@click.argument("case", required=False, type=file_name)
@click.option("-t", "--template", metavar="ID", help="The letter; default: the one the case names.")
@click.option("--templates", metavar="DIR", help="A folder of your own letters, before ours.")
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=file_name,
    metavar="FILE",
    help=".docx, .pdf or .txt; may be repeated.",
)
@click.option(
    "--bundle",
    "folder",
    metavar="DIR",
    help="Write the letter and what goes with it: phone script, message, fax cover, chart note.",
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
    templates: str | None,
    outputs: tuple[str, ...],
    folder: str | None,
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
    own = None if templates is None else Path(templates)
    noticed = notice(loaded)
    say_emergency(loaded, noticed, profile)
    letter = draft(loaded, letter=template, profile=profile, unsent=unsent, templates=own)
    say_noticed(loaded, letter, noticed, named=bool(template or loaded.case.letter))
    say_issues(letter)
    say_gaps(missing_from(loaded, letter, noticed))
    if letter.report.reaches("error") and not unsent:
        click.echo("Nothing was written.", err=True)
        sys.exit(1)
    base = Path(letterhead) if letterhead else None
    stationery = stationery_for(loaded, letterhead=base, paper=paper)
    for remark in stationery.remarks:
        click.echo(remark, err=True)
    written: list[tuple[CheckedLetter, str]] = [(letter, output) for output in outputs]
    if folder is not None:
        written += _bundled(loaded, letter, Path(folder))
    refuse_inputs([output for _, output in written], [case])
    for _, output in written:
        check_target(output, overwrite=overwrite)
    for document, output in written:
        write_letter(document, output, overwrite=overwrite, stationery=stationery)
        click.echo(f"Wrote {Path(output)}", err=True)
    if not written:
        click.echo(letter_text(letter), nl=False)
    say_first(letter)  # last, so that it does not scroll away


def _bundled(
    loaded: LoadedCase, letter: CheckedLetter, folder: Path
) -> Iterator[tuple[CheckedLetter, str]]:
    """Yield the letter and its pages with the file of each; make the folder."""
    pages = bundle(loaded, letter)
    for name, page in pages.items():
        if page.report.reaches("error") and not letter.unsent:
            click.echo(text_report([(name, page.report)]), err=True)
            click.echo("Nothing was written.", err=True)
            sys.exit(1)
    make_folder(folder)
    yield letter, str(folder / "letter.docx")
    yield letter, str(folder / "letter.txt")
    yield from ((page, str(folder / f"{name}.txt")) for name, page in pages.items())
