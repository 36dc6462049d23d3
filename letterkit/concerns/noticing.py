"""What in a case's own words stands on one of the lists of concerns.

It names words and lists, never a condition, and grades nothing: the lists come from public advice
on when to seek help, and say how soon a physician should hear of what was reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, pairwise

from letterkit.case import Case, day_of
from letterkit.case_file import LoadedCase
from letterkit.concerns.denial import taken_back
from letterkit.concerns.library import (
    URGENCIES,
    Concern,
    ConcernLibrary,
    Setting,
    Sign,
    load_library,
)
from letterkit.concerns.lines import read_line, sentences
from letterkit.errors import Place
from letterkit.letter import Urgency

SOON = timedelta(days=7)  # our own choice: a team needs days to act on a medicine
RECENT = timedelta(days=30)  # our own choice: how long signs belong to a procedure
# “for years”, and nothing that is worse or new
_YEARS = (
    "years/lifelong/childhood/decade* !old !worse*/new/sudden*/today/yesterday/since/night/week*/"
    "day/days/hour*/morning/this/last"
)
_SUPPOSED = frozenset("if unless should whether until case".split())
_TOLD = frozenset("told asked advised".split())


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the case says: what it is called here, and where it was typed."""

    name: str
    kind: str  # how the case says it: reported, observed, done, medication listed, age …
    place: Place

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


@dataclass(frozen=True, slots=True)
class Noticed:
    """Facts of a case that stand together on the list of a concern, the most urgent first.

    ``urgent`` are those of the facts that carry the urgency.
    """

    concern: Concern
    urgency: Urgency
    facts: tuple[Fact, ...]
    urgent: tuple[Fact, ...]

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
        booked = self.concern.booked
        later = f" {booked.later}" if booked and self.urgency == "routine" else ""
        return (
            f"{named}: {stand} on the {self.urgency} list “{self.concern.id}” "
            f"(source: {', '.join(self.concern.sources)}{own}). "
            f"Letter: {self.concern.letter}.{later}"
        )


def notice(loaded: LoadedCase) -> tuple[Noticed, ...]:
    """Return what of the case stands on a list, the most urgent first.

    The letter of an emergency is the one for an ambulance crew only where the case says that help
    was called; else the physician is told.
    """
    library = load_library()
    said = list(_said(loaded))
    found = [n for concern in library.concerns if (n := _noticed(concern, loaded, said))]
    if _is_called(library, loaded, said):
        found = [_handed_over(n, library) if n.urgency == "emergency" else n for n in found]
    return tuple(sorted(found, key=lambda n: (URGENCIES.index(n.urgency), n.concern.id)))


def _handed_over(noticed: Noticed, library: ConcernLibrary) -> Noticed:
    concern = noticed.concern.model_copy(update={"letter": library.call.letter})
    return Noticed(concern, noticed.urgency, noticed.facts, noticed.urgent)


class _Sentence:
    """A sentence of the case, as words, and by which of them each is denied."""

    def __init__(self, words: list[str], kind: str, place: Place) -> None:
        self.words, self.kind, self.place = words, kind, place
        self._taken_back = taken_back(words)

    def says(self, lines: Sequence[str], other_than: Sequence[str] = ()) -> bool:
        """Return whether one of the lines stands here, not denied, and none of the others."""
        return any(map(self._stands, lines)) and not any(
            any(True for _ in read_line(line).found(self.words)) for line in other_than
        )

    def _stands(self, line: str) -> bool:
        return any(
            all(self._taken_back[at] <= places for at in places)
            for places in read_line(line).found(self.words)
        )

    def said(self) -> Iterator[str]:
        """Yield the words that are not denied, and each two beside each other."""
        words = [w for w, by in zip(self.words, self._taken_back, strict=True) if not by]
        yield from words
        yield from map(" ".join, pairwise(words))


def _said(loaded: LoadedCase) -> Iterator[_Sentence]:
    """Yield what is reported, observed, asked and done; a text and the quote beside it are one.

    What is asked or done is read up to what is only supposed: “I told her to call if …”.
    """
    case, place = loaded.case, loaded.source.place
    for n, record in enumerate(case.reported):
        key = ("reported", n, "text" if record.text else "quote")
        for words in sentences(f"{record.text or ''} {record.quote or ''}"):
            yield _Sentence(words, "reported", place(key))
    for n, finding in enumerate(case.findings):
        for words in sentences(finding.text or ""):
            yield _Sentence(words, "observed", place(("findings", n, "text")))
    for words in sentences(case.request or ""):
        yield _Sentence(_told(words), "request", place(("request",)))
    for n, action in enumerate(case.actions):
        for words in sentences(action):
            yield _Sentence(_told(words), "done", place(("actions", n)))


def _told(words: list[str]) -> list[str]:
    """Return the words up to what is only supposed, or told to the patient."""
    for at, (word, following) in enumerate(pairwise([*words, ""])):
        if word in _SUPPOSED or (word in _TOLD and following != "me"):
            return words[:at]
    return words


def _noticed(concern: Concern, loaded: LoadedCase, said: Sequence[_Sentence]) -> Noticed | None:
    """Return the concern with its facts, or None where one of its parts is missing."""
    signs = _signs(concern, said)
    setting = list(_setting(concern.setting, loaded, said)) if concern.setting else []
    medicines = list(_medicines(concern, loaded, said))
    booked = dict(_booked(concern, loaded, said))
    if (
        (concern.signs and not signs)
        or (concern.setting and not setting)
        or (concern.medicines and not medicines)
        or (concern.booked and not booked)
    ):
        return _named(concern, loaded)
    urgencies = [*signs.values(), *booked.values()]
    urgency = min(urgencies, key=URGENCIES.index)
    found = sorted({**signs, **booked}.items(), key=lambda item: URGENCIES.index(item[1]))
    facts = (fact for fact, _ in found if fact not in booked)
    every = tuple(dict.fromkeys(chain(facts, setting, medicines, booked)))
    return Noticed(concern, urgency, every, tuple(fact for fact, how in found if how == urgency))


def _named(concern: Concern, loaded: LoadedCase) -> Noticed | None:
    """Return the concern without signs, where the case names it."""
    if loaded.case.concern != concern.id:
        return None
    fact = Fact(concern.title, "named by the case", loaded.source.place(("concern",)))
    return Noticed(concern, concern.urgency, (fact,), (fact,))


def _signs(concern: Concern, said: Sequence[_Sentence]) -> dict[Fact, Urgency]:
    """Return the concern's signs; those that count only beside another, where there is one."""
    found = [(sign, fact) for sign in concern.signs for fact in _facts(sign, said)]
    alone = all(sign.beside for sign, _ in found)
    return {fact: sign.urgency or concern.urgency for sign, fact in found if not alone}


def _facts(sign: Sign, said: Sequence[_Sentence]) -> Iterator[Fact]:
    for sentence in said:
        old = sign.lately and sentence.says((_YEARS,))
        if not old and sentence.says(sign.words, sign.other_than):
            yield Fact(sign.name, sentence.kind, sentence.place)


def _setting(setting: Setting, loaded: LoadedCase, said: Sequence[_Sentence]) -> Iterator[Fact]:
    yield from _facts(setting, said)
    case, place = loaded.case, loaded.source.place
    age = _age(case)
    if setting.age is not None and age is not None and age >= setting.age:
        yield Fact(f"{age} years", "age", place(("patient", "born")))
    for number, procedure in enumerate(case.procedures):
        if _is_recent(procedure.on, case.date) and _names(procedure.name, setting.procedure):
            yield Fact(procedure.name, "procedure", place(("procedures", number, "name")))


def _names(name: str, lines: Sequence[str], other_than: Sequence[str] = ()) -> bool:
    return any(_Sentence(words, "", Place("")).says(lines, other_than) for words in sentences(name))


def _medicines(concern: Concern, loaded: LoadedCase, said: Sequence[_Sentence]) -> Iterator[Fact]:
    """Yield the medicines of the concern's groups that are listed; else those reported."""
    medicines = load_library().medicines
    names = frozenset(chain.from_iterable(medicines[group] for group in concern.medicines))
    listed = False
    for number, medicine in enumerate(loaded.case.medications):
        typed = [word for words in sentences(medicine.name) for word in words]
        single = {word.rpartition("-")[2] for word in typed} | set(typed)  # Apo-Clopidogrel
        pairs = {f"{one} {two}" for one, two in pairwise(typed)}
        if (single | pairs) & names:
            listed = True
            place = loaded.source.place(("medications", number, "name"))
            yield Fact(medicine.name, "medication listed", place)
    for sentence in () if listed else said:
        for name in sentence.said() if sentence.kind == "reported" else ():
            if name in names:
                yield Fact(name, "medication reported", sentence.place)


def _booked(
    concern: Concern, loaded: LoadedCase, said: Sequence[_Sentence]
) -> Iterator[tuple[Fact, Urgency]]:
    """Yield the procedures that lie ahead or whose date is not known, and how soon to tell."""
    booked, today = concern.booked, loaded.case.date
    if booked is None:
        return
    for number, procedure in enumerate(loaded.case.procedures):
        ahead = procedure.on is None or not _is_past(procedure.on, today)
        if ahead and _names(procedure.name, booked.procedure, booked.other_than):
            place = loaded.source.place(("procedures", number, "name"))
            soon = _is_soon(procedure.on, today)
            fact = Fact(procedure.name, "procedure booked", place)
            yield fact, concern.urgency if soon else "routine"
    if not loaded.case.procedures:
        for sentence in said:
            if sentence.says(booked.ahead) and sentence.says(booked.procedure, booked.other_than):
                yield Fact("a procedure ahead", sentence.kind, sentence.place), concern.urgency


def _is_called(library: ConcernLibrary, loaded: LoadedCase, said: Sequence[_Sentence]) -> bool:
    """Return whether the case says that an emergency service was called or has come."""
    calls = (
        _Sentence(words, "done", Place(""))
        for call in loaded.case.calls
        for words in sentences(f"called {call.spoke_to or ''}, {call.outcome or ''}")
    )
    called = library.call
    return any(sentence.says(called.words, called.other_than) for sentence in (*said, *calls))


def _age(case: Case) -> int | None:
    """Return the patient's age on the day of the letter."""
    born, today = case.patient.born, case.date
    if born is None or today is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _is_past(moment: date, today: date | None) -> bool:
    return today is not None and day_of(moment) < today


def _is_soon(moment: date | None, today: date | None) -> bool:
    """Return whether a procedure is within a week; one whose date is not known may be."""
    if moment is None or today is None:
        return True
    return today <= day_of(moment) <= today + SOON


def _is_recent(moment: date | None, today: date | None) -> bool:
    """Return whether a procedure was done lately; one whose date is not known may be."""
    if moment is None or today is None:
        return True
    return today - RECENT <= day_of(moment) <= today
