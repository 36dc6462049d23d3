"""letterkit draft: a case file in, a checked letter out."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import click

from letterkit.case_file import LoadedCase, case_schema, load_case
from letterkit.cli.files import file_name, refuse_inputs
from letterkit.completeness import Gap
from letterkit.concerns import URGENCIES, Noticed, notice
from letterkit.profiles import DEFAULT_PROFILE, load_profile
from letterkit.reports.text_report import text_report
from letterkit.scope import CheckedLetter
from letterkit.workflow import bundle, draft, missing_from, why_chosen
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
    help=".docx or .txt; may be repeated.",
)
@click.option(
    "--bundle",
    "folder",
    metavar="DIR",
    help="Write the letter and what goes with it: phone script, message, fax cover, chart note.",
)
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
    _say_emergency(loaded, noticed, profile)
    letter = draft(loaded, letter=template, profile=profile, unsent=unsent, templates=own)
    _say_noticed(loaded, letter, noticed, named=bool(template or loaded.case.letter))
    _say(letter)
    _say_gaps(missing_from(loaded, letter, noticed))
    if letter.report.reaches("error") and not unsent:
        click.echo("Nothing was written.", err=True)
        sys.exit(1)
    written: list[tuple[CheckedLetter, str]] = [(letter, output) for output in outputs]
    if folder is not None:
        written += _bundled(loaded, letter, Path(folder))
    refuse_inputs([output for _, output in written], [case])
    for _, output in written:
        check_target(output, overwrite=overwrite)
    for document, output in written:
        write_letter(document, output, overwrite=overwrite)
        click.echo(f"Wrote {Path(output)}", err=True)
    if not written:
        click.echo(letter_text(letter), nl=False)
    if letter.letter.urgency != "routine":  # last, so that it does not scroll away
        click.echo(FIRST[letter.letter.urgency], err=True)


FIRST = {
    "same-day": "Telephone first: a letter alone may be read too late.",
    "emergency": "This letter only follows the emergency call and the telephone.",
}


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


def _say_emergency(loaded: LoadedCase, noticed: Sequence[Noticed], profile: str | None) -> None:
    """Say before anything else what a letter is no way to do."""
    if any(found.urgency == "emergency" for found in noticed):
        number = load_profile(profile or loaded.case.profile or DEFAULT_PROFILE).emergency_number
        click.echo(f"Do not wait for a letter. If it is happening now, call {number}.", err=True)


def _say_noticed(
    loaded: LoadedCase, letter: CheckedLetter, noticed: Sequence[Noticed], *, named: bool
) -> None:
    """Name what of the case stands on a list, unless the letter in hand answers it already."""
    own = letter.letter
    answered = any(
        (found.concern.letter, found.urgency) == (own.template, own.urgency) for found in noticed
    )
    for found in noticed:
        above = URGENCIES.index(found.urgency) < URGENCIES.index(own.urgency)
        if above or not (named and answered):
            click.echo(f"{found.place}: {found}", err=True)
    if not named:
        click.echo(f"Letter: {letter.letter.template}, because {why_chosen(loaded, noticed)}.",
                   err=True)  # fmt: skip


def _say_gaps(found: Sequence[Gap]) -> None:
    for gap in found:
        click.echo(f"{gap.place}: {gap.severity}: completeness [{gap.rule}]", err=True)
        add = [f"Add: {gap.add}"] if gap.add else []
        for words in (gap.message, gap.advice, *add):
            click.echo(click.wrap_text(words, 88, "    ", "    "), err=True)


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
