"""Allowances beside a letter, for formats that must not carry them: ``letter.letterkit.yaml``.

allow:
  - rule: DX01
    sentence: The patient has a herniated disc.
    reason: Her physician asked me to name it so.
    initials: MH
    date: 2026-03-12
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from letterkit.errors import Fault, InputError, Place, did_you_mean
from letterkit.issue import Allowed, Report
from letterkit.scope.index import load_scope
from letterkit.scope.selection import narrowed, rules_named, running
from letterkit.scope.sentence_key import SentenceKeys, normalised
from letterkit.yaml_source import REFUSED, Source, read_yaml

FIELDS = ("rule", "sentence", "reason", "initials", "date")


class Entry(NamedTuple):
    """One allowed sentence: who allowed it, when and why; and where the entry stands."""

    rule: str
    sentence: str
    reason: str
    initials: str
    date: str
    place: Place

    @property
    def why(self) -> str:
        """Return the reason with who gave it, and when."""
        return f"{self.reason} ({self.initials}, {self.date})"


def read_side_file(path: str) -> tuple[Entry, ...]:
    """Return the entries of a side file. Raises InputError with every fault and its place."""
    source = read_yaml(path)
    known = frozenset(rule.id for rule in load_scope().rules)
    faults = list(_faults(source, known))
    if faults:
        raise InputError(*faults)
    return tuple(
        Entry(**entry | {"rule": entry["rule"].upper()}, place=source.place(("allow", number)))
        for number, entry in enumerate(_entries(source))
    )


def side_file_text(entries: Iterable[Entry]) -> str:
    """Return entries as the text of a side file."""
    lines = ["allow:"]
    for entry in entries:
        fields = [f"{field}: {_quoted(getattr(entry, field))}" for field in FIELDS]
        lines.append("  - " + "\n    ".join(fields))
    return "\n".join(lines) + "\n"


def _quoted(words: str) -> str:
    """Return words as YAML keeps them whatever they hold; JSON's strings are YAML's too."""
    quoted = json.dumps(REFUSED.sub("", words), ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in quoted)


def allow_sentences(
    report: Report,
    entries: tuple[Entry, ...],
    profile: str = "massage-us",
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    never_allow: Iterable[str] = (),
) -> Report:
    """Return the report with the entries' sentences among the excused, and the unused entries.

    An entry of a rule that was not asked is not unused.
    """
    barred = rules_named(never_allow)
    asked = running(narrowed(load_scope(profile), select, ignore, never_allow))
    keys = SentenceKeys(report.text)
    by_key = {
        (entry.rule, normalised(entry.sentence)): entry
        for entry in entries
        if entry.rule not in barred
    }
    allowed: list[Allowed] = []
    used: set[Entry] = set()
    for issue in report.issues:
        entry = by_key.get((issue.rule, keys.of(issue)))
        if entry:
            used.add(entry)
            allowed.append(Allowed(issue, "side file", entry.why))
    unused = [
        _unused(entry, barred=entry.rule in barred)
        for entry in entries
        if entry not in used and entry.rule in asked
    ]
    return report.allowing(allowed, unused)


def _entries(source: Source) -> list[Any]:
    value = source.value
    entries = value.get("allow") if isinstance(value, dict) else None
    return entries if isinstance(entries, list) else []


def _faults(source: Source, known: frozenset[str]) -> Iterator[Fault]:
    value = source.value
    if not isinstance(value, dict) or not isinstance(value.get("allow"), list):
        todo = "Start it with “allow:”, then a list of " + ", ".join(FIELDS) + "."
        yield Fault("holds no list of allowances.", todo, Place(source.path))
        return
    for key in value.keys() - {"allow"}:
        yield Fault(f"“{key}” has no meaning here.", "Take it away.", source.key_place((key,)))
    for number, entry in enumerate(_entries(source)):
        yield from _entry_faults(source, number, entry, known)


def _entry_faults(
    source: Source, number: int, entry: Any, known: frozenset[str]
) -> Iterator[Fault]:
    here = source.place(("allow", number))
    if not isinstance(entry, dict):
        yield Fault("is no allowance.", f"Give it {', '.join(FIELDS)}.", here)
        return
    for key in entry.keys() - set(FIELDS):
        hint = did_you_mean(key, FIELDS) or f"There is: {', '.join(FIELDS)}."
        yield Fault(f"“{key}” has no meaning here.", hint, source.key_place(("allow", number, key)))
    for key in FIELDS:
        if not isinstance(entry.get(key), str) or not entry[key]:
            yield Fault(f"“{key}” is missing.", "An allowance needs it.", here)
    rule, on = entry.get("rule"), entry.get("date")
    if isinstance(rule, str) and rule and rule.upper() not in known:
        hint = did_you_mean(rule, known) or "letterkit rules lists them."
        place = source.place(("allow", number, "rule"))
        yield Fault(f"there is no rule “{rule}” to allow.", hint, place)
    if isinstance(on, str) and on and not _is_date(on):
        place = source.place(("allow", number, "date"))
        yield Fault(f"“{on}” is not a date.", "Write it as 2026-03-12.", place)


def _is_date(words: str) -> bool:
    try:
        return bool(date.fromisoformat(words))
    except ValueError:
        return False


def _unused(entry: Entry, *, barred: bool) -> Fault:
    if barred:
        what, todo = f"{entry.rule} is never allowed here.", "Reword the sentence."
    else:
        what = f"{entry.rule} reports nothing in a sentence that reads so."
        todo = "Take the entry away, or copy the whole sentence."
    return Fault(what, todo, entry.place)
