"""Learn: every rule by family, with what it reports, why, and sentences to hold side by side.

The page is made here and works without a script; each rule has its own address (/learn#DX01).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from flask import Blueprint, Response, make_response, render_template

from letterkit.profiles import DEFAULT_PROFILE, Profile, load_profile, profile_ids
from letterkit.scope.pack import (
    FAMILIES,
    RuleRecord,
    SourceRecord,
    load_plain,
    load_rules,
    load_sources,
)
from letterkit.scope.profiled import profiled
from letterkit.web.refusing import NOT_HERE, refused

_MARKED = re.compile(r"\[\[(.+?)\]\]")
_FILLED_IN = re.compile(r"\{(\w+)\}")  # what the words of a letter stand for

routes = Blueprint("learning", __name__)


class Family(NamedTuple):
    """Rules about one thing, under a title and a sentence on why it matters."""

    id: str
    title: str
    says: str
    lessons: tuple[Lesson, ...]


class Lesson(NamedTuple):
    """What the page tells of a rule; ``name`` is the part of its name that its family leaves."""

    rule: RuleRecord
    name: str
    standing: str
    notes: tuple[str, ...]
    message: str
    rewrite: str
    sources: tuple[SourceRecord, ...]
    wrong: tuple[Pair, ...]
    permitted: tuple[tuple[str, str], ...]
    excuses: tuple[str, ...]


class Pair(NamedTuple):
    """A sentence that is reported, cut so that every second piece is what is marked; a better."""

    pieces: tuple[str, ...]
    right: str


@routes.get("/learn")
@routes.get("/learn/<profile>")
def learn(profile: str = DEFAULT_PROFILE) -> Response:
    """Show the rules as a profile has them."""
    if profile not in profile_ids():
        return refused(NOT_HERE)
    profiles = [load_profile(name) for name in profile_ids()]
    return make_response(
        render_template(
            "learn.html",
            here="learn",
            profile=profile,
            profiles=profiles,
            default=DEFAULT_PROFILE,
            families=families(profile),
        )
    )


@cache
def families(profile: str) -> tuple[Family, ...]:
    """Return all that the page tells of the rules as ``profile`` has them, by family."""
    chosen = load_profile(profile)
    order = list(FAMILIES.values())
    rules = sorted(load_rules(), key=lambda rule: order.index(rule.category))
    told = _words()["families"]
    return tuple(
        Family(name, **told[name], lessons=tuple(_lesson(rule, chosen) for rule in group))
        for name, group in groupby(rules, attrgetter("category"))
    )


@cache
def _words() -> Any:
    return load_plain("families.yaml")


def _lesson(shared: RuleRecord, profile: Profile) -> Lesson:
    rule = profiled(shared, profile)
    voices = _words()["voices"]
    return Lesson(
        rule=rule,
        name=rule.name.partition(".")[2].replace("_", " "),
        standing="off" if rule.runs != shared.runs else rule.severity,
        notes=tuple(_notes(shared)),
        message=rule.message.replace("{match}", "…"),
        rewrite=_FILLED_IN.sub(r"[\1]", rule.rewrite or ""),
        sources=tuple(load_sources()[name] for name in rule.source.split(", ")),
        wrong=tuple(Pair(tuple(_MARKED.split(wrong.text)), wrong.right) for wrong in rule.wrong),
        permitted=tuple(
            (near.text, str(voices[near.because]) if near.because else "nothing to report")
            for near in rule.permitted
        ),
        excuses=tuple(str(voices[voice]) for voice in rule.excused_by),
    )


def _notes(rule: RuleRecord) -> Iterator[str]:
    """Yield what is particular about how a rule is asked."""
    if rule.severity != "error":
        yield "Advice: it stops no letter."
    if not rule.runs:
        yield "Looked for in letters that are drafted here; others are not asked."
    if rule.of_letter:
        yield "Asked of a letter as a whole; a note or a message is asked less."
    if rule.weighed:
        yield "No single word decides: the sentence as a whole does."
    if rule.unsure:
        yield "Reported only where the sentence as a whole upholds it."
