"""letterkit draft: a case file in, a checked letter out."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import click

from letterkit.case_file import case_schema, load_case
from letterkit.cli.draft_bundle import bundled
from letterkit.cli.draft_notes import (
    say_emergency,
    say_first,
    say_gaps,
    say_issues,
    say_noticed,
)
from letterkit.cli.files import file_name, refuse_inputs, refuse_twice
from letterkit.concerns import notice
from letterkit.scope import CheckedLetter
from letterkit.workflow import draft, missing_from
from letterkit.workflow import stationery as stationery_for
from letterkit.writers import check_target, letter_text, make_folder, write_letter


@click.command(
    "draft",
    epilog="Example:  letterkit draft case.yaml -o letter.docx -o letter.txt",
)
@click.argument("case", required=False, type=file_name)
@click.option("-t", "--template", type=file_name, metavar="ID",
              help="The letter; default: the one the case names.")  # fmt: skip
@click.option("--templates", type=file_name, metavar="DIR",
              help="A folder of your own letters, before ours.")  # fmt: skip
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
    type=file_name,
    metavar="DIR",
    help="Write the letter and what goes with it: phone script, message, fax cover, chart note.",
)
@click.option("--letterhead", type=file_name, metavar="DOCX",
              help="A Word file of the clinic to write on.")  # fmt: skip
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
    new = None if folder is None else Path(folder)
    if new:
        written += bundled(loaded, letter, new)
    signature = loaded.case.practitioner.signature
    read = [case, letterhead, signature and str(Path(case).parent / signature)]
    refuse_inputs([output for _, output in written], filter(None, read))
    refuse_twice(output for _, output in written)
    for _, output in written:
        check_target(output, overwrite=overwrite, new_folder=new)
    if new:
        make_folder(new)
    for document, output in written:
        write_letter(document, output, overwrite=overwrite, stationery=stationery)
        click.echo(f"Wrote {Path(output)}", err=True)
    if not written:
        click.echo(letter_text(letter), nl=False)
    say_first(letter)  # last, so that it does not scroll away
