"""letterkit templates: the letter library, ours and a house's own."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

import click

from letterkit.cli.files import file_name
from letterkit.errors import Fault, LetterkitError
from letterkit.issue import SEVERITIES, Report
from letterkit.profiles import DEFAULT_PROFILE, load_profile
from letterkit.template.fields import Field, letter_fields
from letterkit.template.library import Template, load_template, template_ids
from letterkit.template.new_letter import start_letter

ORDER = {
    "emergency": "EMERGENCY: the emergency number first; the letter follows",
    "same-day": "SAME DAY: telephone first, then the letter",
    "routine": "ROUTINE",
}
_OWN = "letters"  # where letters of one's own lie, unless a person says otherwise
_WIDTH = 80


def _folder(_context: click.Context, _option: click.Parameter, name: str | None) -> Path | None:
    return None if name is None else Path(name)


own_letters = click.option(
    "--templates",
    "own",
    type=file_name,
    metavar="DIR",
    callback=_folder,
    help="A folder of your own letters, before ours.",
)


@click.group("templates", epilog="Example:  letterkit templates show progress-report")
def command() -> None:
    """List, show and check the letters, and start your own."""


@command.command("list", epilog="Example:  letterkit templates list --templates letters")
@own_letters
def list_(own: Path | None) -> None:
    """List the letters by what has happened, the most urgent first."""
    letters: list[Template] = []
    faults: list[Fault] = []
    for template_id in template_ids(own):
        try:
            letters.append(load_template(template_id, own))
        except LetterkitError as error:  # one letter with a fault does not hide the others
            faults += error.faults
    for urgency, how in ORDER.items():
        of_it = [template for template in letters if template.about.urgency == urgency]
        if of_it:
            click.echo(f"{how}\n")
        for template in of_it:
            whose = "  (your own)" if template.own else ""
            click.echo(f"  {template.about.situation or template.about.title}")
            click.echo(f"      {template.id}{whose}")
        if of_it:
            click.echo()
    click.echo("What each is for, and its words: letterkit templates show ID")
    if faults:
        raise LetterkitError(*faults)


@command.command("show", epilog="Example:  letterkit templates show progress-report")
@click.argument("template_id", metavar="ID")
@own_letters
def show(template_id: str, own: Path | None) -> None:
    """Show the letter ID as its file stands: what it needs, and its words."""
    click.echo(Path(load_template(template_id, own).path).read_text("utf-8-sig"), nl=False)


@command.command(
    "new",
    epilog="""\b
Example:  letterkit templates new welcome-back
          letterkit templates new progress-report --from progress-report""",
)
@click.argument("template_id", metavar="ID")
@click.option("--from", "like", metavar="OTHER", help="Start from a copy of this letter.")
@click.option(
    "--templates",
    "folder",
    type=file_name,
    metavar="DIR",
    default=_OWN,
    show_default=True,
    help="The folder of your own letters; made where there is none.",
)
def new(template_id: str, like: str | None, folder: str) -> None:
    """Start a letter of your own, in DIR/ID.j2.

    A letter with the id of one of ours stands in for it wherever DIR is named.
    """
    path = start_letter(template_id, Path(folder), like)
    click.echo(f"Wrote {path}", err=True)
    click.echo(f"Change its words, then: letterkit templates lint {path}", err=True)
    click.echo(f"Use it: letterkit draft CASE --templates {folder} -t {template_id}", err=True)


@command.command("fields", epilog="Example:  letterkit templates fields progress-report")
@click.argument("template_id", metavar="ID")
@own_letters
def fields(template_id: str, own: Path | None) -> None:
    """Show the fields of a case that the letter ID asks for or prints, each with an example.

    NEEDED says whether the letter is made without it; “if any”: each entry or part that is given
    must have it.
    """
    found = letter_fields(load_template(template_id, own), load_profile(DEFAULT_PROFILE))
    click.echo("NEEDED  FIELD                      SUCH AS")
    said = ""
    for field in found:
        if field.kind != said:
            click.echo(f"\n{field.kind}" if field.kind else "")
            said = field.kind
        click.echo(_row(field))


def _row(field: Field) -> str:
    """Return a field in columns that fit a terminal."""
    start = f"{field.required:<8}{field.path:<27}"
    means = f" ({field.meaning})" if field.meaning else ""
    lines = textwrap.wrap(field.example + means, _WIDTH - len(start)) or [""]
    return "\n".join([start + lines[0], *(" " * len(start) + line for line in lines[1:])]).rstrip()


@command.command(
    "lint",
    epilog="""\b
Example:  letterkit templates lint letters/welcome-back.j2
          letterkit templates lint letters""",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text",
              show_default=True)  # fmt: skip
@click.option("--profile", default=DEFAULT_PROFILE, show_default=True,
              help="Who is writing, and where.")  # fmt: skip
@click.option(
    "--fail-on",
    type=click.Choice([*SEVERITIES, "never"]),
    default="error",
    show_default=True,
    help="Exit with 1 from this severity on.",
)
def lint(files: tuple[str, ...], form: str, profile: str, fail_on: str) -> None:
    """Look letters and shared parts over, before any case is filled in.

    FILE is a letter, a shared part, or a folder of them. Each is tried out on a sample case in
    every way that it can come out, and its own words are checked for what is outside the scope.
    """
    from letterkit.template_lint import is_tried_out, lint_template, templates_in

    reports: dict[str, Report] = {}
    faults: list[Fault] = []
    for path in templates_in(files):
        try:
            for name, report in lint_template(path, profile):
                known = reports.get(name, report._replace(issues=()))
                issues = sorted({*known.issues, *report.issues}, key=lambda issue: issue.start)
                reports[name] = report._replace(issues=tuple(issues))
        except LetterkitError as error:  # one file that cannot be read does not hide the others
            faults += error.faults
    if reports:
        click.echo(_shown(list(reports.items()), form))
    for name, report in reports.items():
        if not is_tried_out(report):
            said = "its words were not all tried out yet. Mend what is said of it, then lint again."
            click.echo(f"{name}: {said}", err=True)
    if faults:
        raise LetterkitError(*faults)
    threshold = next((severity for severity in SEVERITIES if severity == fail_on), None)
    if threshold and any(report.reaches(threshold) for report in reports.values()):
        sys.exit(1)


def _shown(reports: list[tuple[str, Report]], form: str) -> str:
    if form == "json":
        from letterkit.reports.json_report import json_report

        return json_report(reports)
    if form == "github":
        from letterkit.reports.github_report import github_report

        return github_report(reports)
    from letterkit.reports.text_report import text_report

    return text_report(reports, by_line=True)
