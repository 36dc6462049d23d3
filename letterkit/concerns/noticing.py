"""What in a case's own words stands on one of the lists of concerns.

It names words and lists, never a condition, and grades nothing: the lists come from public advice
on when to seek help, and say how soon a physician should hear of what was reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import chain, pairwise
from typing import NamedTuple

from letterkit.case import Case
from letterkit.case_file import LoadedCase
from letterkit.concerns.library import (
    URGENCIES,
    Concern,
    Sign,
    load_library,
)
from letterkit.errors import Place
from letterkit.letter import Urgency

SOON = timedelta(days=7)  # our own choice: a team needs days to act on a medicine
_REACH = 7  # words between which a sign's words belong together
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[.;:?!—,()]")
_NOT = frozenset("no not without never denies nor none neither denied negative".split())
_CUTS = frozenset(".;:?!—()") | frozenset("but however although though".split())


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the case says: what it is called here, and where it was typed."""

    name: str
    kind: str  # reported, observed, medication listed, procedure booked
    place: Place

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


@dataclass(frozen=True, slots=True)
class Noticed:
    """Facts of a case that stand together on the list of a concern."""

    concern: Concern
    urgency: Urgency
    facts: tuple[Fact, ...]

    @property
    def letter(self) -> str:
        """Return the id of the letter that tells a physician."""
        return self.concern.letter

    @property
    def place(self) -> Place:
        """Return where the first of the facts was typed."""
        return self.facts[0].place

    def __str__(self) -> str:
        named = "; ".join(dict.fromkeys(map(str, self.facts)))
        stand = "these stand" if len(self.facts) > 1 else "this stands"
        own = "; how soon is our own cautious choice" if self.concern.starred else ""
        return (
            f"{named}: {stand} on the {self.urgency} list “{self.concern.id}” "
            f"(source: {', '.join(self.concern.sources)}{own}). Letter: {self.concern.letter}."
        )


def notice(loaded: LoadedCase) -> tuple[Noticed, ...]:
    """Return what of the case stands on a list, the most urgent first."""
    case = loaded.case
    said = list(_said(loaded))
    found = (_noticed(concern, loaded, said, case) for concern in load_library().concerns)
    return tuple(
        sorted((n for n in found if n), key=lambda n: (URGENCIES.index(n.urgency), n.concern.id))
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """A text of the case, as words."""

    words: list[str]
    kind: str
    place: Place


def _said(loaded: LoadedCase) -> Iterator[_Said]:
    """Yield what is reported and observed; a text and the quotation beside it are one."""
    place = loaded.source.place
    for n, record in enumerate(loaded.case.reported):
        key = ("reported", n, "text" if record.text else "quote")
        yield _Said(_words(f"{record.text or ''} {record.quote or ''}"), "reported", place(key))
    for n, finding in enumerate(loaded.case.findings):
        if finding.text:
            yield _Said(_words(finding.text), "observed", place(("findings", n, "text")))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'"))


def _noticed(
    concern: Concern, loaded: LoadedCase, said: Sequence[_Said], case: Case
) -> Noticed | None:
    """Return the concern with its facts, or None where one of its parts is missing."""
    signs = [(sign, fact) for sign in concern.signs for fact in _facts(sign, said)]
    setting = list(_facts(concern.setting, said)) if concern.setting else []
    medicines = list(_medicines(concern, loaded))
    booked = list(_booked(loaded)) if concern.booked else []
    if (
        (concern.signs and not signs)
        or (concern.setting and not setting)
        or (concern.medicines and not medicines)
        or (concern.booked and not booked)
    ):
        return None
    urgencies = [sign.urgency or concern.urgency for sign, _ in signs] or [concern.urgency]
    if concern.booked and not any(_is_soon(p.on, case.date) for p in case.procedures):
        urgencies = ["routine"]
    facts = (fact for _, fact in signs)
    every = tuple(dict.fromkeys(chain(facts, setting, medicines, booked)))
    return Noticed(concern, min(urgencies, key=URGENCIES.index), every)


def _facts(sign: Sign, said: Sequence[_Said]) -> Iterator[Fact]:
    for text in said:
        if any(_stands(phrase, text.words) for phrase in map(_slots, sign.words)):
            yield Fact(sign.name, text.kind, text.place)


def _medicines(concern: Concern, loaded: LoadedCase) -> Iterator[Fact]:
    """Yield the listed medicines of the concern's groups."""
    medicines = load_library().medicines
    names = frozenset(chain.from_iterable(medicines[group] for group in concern.medicines))
    for number, medicine in enumerate(loaded.case.medications):
        typed = _words(medicine.name)
        single = {word.rpartition("-")[2] for word in typed} | set(typed)  # Apo-Clopidogrel
        pairs = {f"{one} {two}" for one, two in pairwise(typed)}
        if (single | pairs) & names:
            place = loaded.source.place(("medications", number, "name"))
            yield Fact(medicine.name, "medication listed", place)


def _booked(loaded: LoadedCase) -> Iterator[Fact]:
    """Yield the procedures that lie ahead, or whose date is not known."""
    for number, procedure in enumerate(loaded.case.procedures):
        if procedure.on is None or not _is_past(procedure.on, loaded.case.date):
            place = loaded.source.place(("procedures", number, "name"))
            yield Fact(procedure.name, "procedure booked", place)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _is_past(moment: date, today: date | None) -> bool:
    return today is not None and _day(moment) < today


def _is_soon(moment: date | None, today: date | None) -> bool:
    """Return whether a procedure is within a week; one whose date is not known may be."""
    if moment is None or today is None:
        return True
    return today <= _day(moment) <= today + SOON


class _Slot(NamedTuple):
    """One word of a sign's line, with its alternatives."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]

    def fits(self, word: str) -> bool:
        return word in self.whole or word.startswith(self.beginnings)


@cache
def _slots(phrase: str) -> tuple[_Slot, ...]:
    """Return the words of a line such as ``dark/black stool*``."""
    slots = (slot.split("/") for slot in phrase.split())
    return tuple(
        _Slot(
            frozenset(word for word in words if not word.endswith("*")),
            tuple(word[:-1] for word in words if word.endswith("*")),
        )
        for words in slots
    )


def _stands(slots: Sequence[_Slot], words: Sequence[str]) -> bool:
    """Return whether the words of all slots stand near each other, and are not denied."""
    found = [[at for at, word in enumerate(words) if slot.fits(word)] for slot in slots]
    for first in found[0]:
        near = [_nearest(places, first) for places in found]
        if None not in near and not _denied(words, min(at for at in near if at is not None)):
            return True
    return False


def _nearest(places: Sequence[int], first: int) -> int | None:
    near = [at for at in places if abs(at - first) <= _REACH]
    return min(near, key=lambda at: abs(at - first), default=None)


def _denied(words: Sequence[str], at: int) -> bool:
    """Return whether “no”, “denies” and the like reach the word ``at``.

    They reach over a comma only along a list: “no numbness, weakness or fever”.
    """
    comma = False
    for place in range(at - 1, -1, -1):
        if words[place] in _CUTS:
            return False
        if words[place] in _NOT:
            rest = words[place:]
            end = next((n for n, word in enumerate(rest) if word in _CUTS), len(rest))
            return not comma or bool({"or", "nor"} & set(rest[:end]))
        comma = comma or words[place] == ","
    return False
