"""letterkit explain: why a rule exists, what stands on the list of a concern, what a profile is."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

import click

from letterkit.concerns import Concern, load_library
from letterkit.errors import Fault, UsageError, did_you_mean
from letterkit.profiles import DEFAULT_PROFILE, Profile, load_profile
from letterkit.roles import parts_data
from letterkit.scope.pack import RuleRecord, load_rules, load_sources
from letterkit.scope.profiled import profiled

WIDTH = 88


@click.command(
    "explain",
    epilog="""\b
Example:  letterkit explain DX01
          letterkit explain gi-signs
          letterkit explain DX01 --profile rmt-ontario
          letterkit explain --profile rmt-ontario""",
)
@click.argument("rule", required=False)
@click.option("--profile", metavar="ID", help="Who is writing, and where.  [default: massage-us]")
def command(rule: str | None, profile: str | None) -> None:
    """Say what RULE reports, why, on whose authority, and what may be written instead.

    For a family, list its rules; for a concern, its signs, how soon, and by which letter. Without
    RULE, say what a profile is: its title, its register or regulator, its sources.
    """
    if rule is None and profile is None:
        raise click.UsageError("name a rule, such as DX01, or a profile with --profile")
    chosen = load_profile(DEFAULT_PROFILE if profile is None else profile)
    said = _about_profile(chosen) if rule is None else _about(rule, chosen)
    click.echo("\n".join(said))


def _about(name: str, profile: Profile) -> Iterator[str]:
    """Return what there is to say of a rule or a family."""
    rules = {record.id: record for record in load_rules()}
    if name.upper() in rules:
        return _about_rule(rules[name.upper()], profile)
    families = {record.category for record in rules.values()}
    if name.lower() in families:
        return _about_family([r for r in rules.values() if r.category == name.lower()], profile)
    concerns = {concern.id: concern for concern in load_library().concerns}
    if name.lower() in concerns:
        return _about_concern(concerns[name.lower()])
    todo = did_you_mean(name, {*rules, *families, *concerns}) or "letterkit rules lists them."
    raise UsageError(Fault(f"there is no rule, family or concern “{name}”.", todo))


def _about_concern(concern: Concern) -> Iterator[str]:
    """Yield the signs of a concern, how soon, what to state and leave out, and the letter."""
    yield f"{concern.id}  {concern.title}  ({concern.urgency})"
    if concern.starred:
        yield from _wrapped(f"How soon is a cautious choice of our own: {concern.starred}.")
    if concern.setting:
        yield from _wrapped(f"\nNoticed only with: {concern.setting.name}")
    if concern.medicines:
        yield from _wrapped(f"Noticed only with a medicine listed: {', '.join(concern.medicines)}")
    if concern.signs:
        yield "\nSigns, as reported or observed"
    for sign in concern.signs:
        yield from _wrapped(f"- {sign.name}" + (f" ({sign.urgency})" if sign.urgency else ""), "  ")
    for heading, lines in (("State", concern.state), ("Leave out", concern.leave_out)):
        yield f"\n{heading}"
        for line in lines:
            yield from _wrapped(f"- {line}", "  ")
    yield "\nWhy"
    yield from _cited(concern.sources)
    yield f"\nLetter: {concern.letter}"
    yield from _wrapped("Nothing here grades a risk or says that a patient is safe.")


def _about_family(family: Iterable[RuleRecord], profile: Profile) -> Iterator[str]:
    """Yield a line for each rule, with what it advises."""
    for shared in family:
        record = profiled(shared, profile)
        yield f"{record.id}  {record.name}  ({_standing(record, shared, profile)})"
        yield from _wrapped(record.advice, "    ")


def _about_profile(profile: Profile) -> Iterator[str]:
    yield f"{profile.id}  {profile.name}"
    yield ""
    yield from _wrapped(f"Title: {profile.title}; {profile.language}, “{profile.licence}”.")
    if profile.body:
        yield from _wrapped(f"{profile.body.name}: {profile.body.role} [{profile.body.source}].")
    yield "\nSources"
    yield from _cited(profile.sources)
    if profile.cites:
        yield "\nWhat an issue cites, by family; for any other, what the rule cites"
    for family, names in profile.cites.items():
        yield f"  {family}: {', '.join(names)}"
    if profile.severity:
        yield "\nSeverity that is not the rule's own"
    for name, severity in profile.severity.items():
        yield f"  {name}: {severity}"


def _about_rule(shared: RuleRecord, profile: Profile) -> Iterator[str]:
    record = profiled(shared, profile)
    yield f"{record.id}  {record.name}  ({_standing(record, shared, profile)})"
    if record.severity != "error":
        yield "Advice: it stops no letter."
    if not shared.runs:
        yield from _wrapped("Measured in letters that are drafted here; other texts are not asked.")
    if record.of_letter:
        kinds = [
            kind for kind, asked in parts_data()["letter"]["kinds"].items() if record.id in asked
        ]
        yield from _wrapped(f"Asked of a text as a whole: of a {' and a '.join(kinds)} (--kind).")
    if record.weighed:
        yield from _wrapped(
            "Labelled sentences taught how its words weigh; it stands alone or beside a pattern."
        )
    if record.unsure:
        yield from _wrapped("Reported only where the sentence as a whole upholds it.")
    yield ""
    yield from _wrapped(record.message.replace("{match}", "…"))
    yield from _wrapped(f"Instead: {record.advice}")
    yield "\nWhy"
    yield from _cited(record.source.split(", "))
    if record.wrong:
        yield "\nWrong → right; [[these words]] are reported"
    for wrong in record.wrong:
        yield from _wrapped(f"✗ {wrong.text}", "  ")
        yield from _wrapped(f"✓ {wrong.right}", "  ")
    yield from _permitted(record)
    if record.runs:
        yield from _allowance(record)


def _standing(record: RuleRecord, shared: RuleRecord, profile: Profile) -> str:
    return f"off in {profile.id}" if record.runs != shared.runs else record.severity


def _cited(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        source = load_sources()[name]
        second_hand = "" if source.status == "V" else ", on a page that retells it"
        yield from _wrapped(f"{source.says} [{name}]", "  ")
        yield f"    {source.address}"
        yield f"    Read {source.read}{second_hand}; check what holds in your jurisdiction."


def _permitted(record: RuleRecord) -> Iterator[str]:
    """Yield the near misses, each with the voice that excuses it."""
    if record.permitted:
        yield "\nPermitted"
    for permitted in record.permitted:
        because = f"excused: {permitted.because}" if permitted.because else "nothing to report"
        yield from _wrapped(f"✓ {permitted.text} ({because})", "  ")
    if record.excused_by:
        yield from _wrapped(
            f"Who or what may say it: {', '.join(record.excused_by)}. A negation or a hedge "
            "excuses nothing.",
            "  ",
        )


def _allowance(record: RuleRecord) -> Iterator[str]:
    """Yield the exact words that allow the rule in a text, and beside any other letter."""
    yield "\nHow to allow it, with your reason"
    yield "  In a text, above the paragraph (or the list) or within it:"
    yield f"    <!-- letterkit-allow {record.id}: your reason -->"
    yield "  For any other format, in letter.letterkit.yaml beside the letter:"
    yield "    allow:"
    yield f"      - rule: {record.id}"
    yield '        sentence: "the whole sentence, as it stands in the letter"'
    yield '        reason: "your reason"'
    yield "        initials: AB"
    yield "        date: 2026-03-12"


def _wrapped(words: str, indent: str = "") -> list[str]:
    return textwrap.wrap(
        words, WIDTH, initial_indent=indent, subsequent_indent=indent and indent + "  "
    )
