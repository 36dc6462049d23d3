"""What a letter from elsewhere lacks as a whole: rules CM21 to CM27, which stop nothing.

Each thing that is missing is said once, where it would belong. What counts as an answer is
generous, because a reader who asks in vain turns the check off: the words stand in
``data/completeness.yaml``.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Literal, NamedTuple

from letterkit.issue import Issue, Report
from letterkit.roles import Part, Parts, parts_data
from letterkit.scope.engine import Mention
from letterkit.scope.index import Rule

Kind = Literal["letter", "note", "message"]
KINDS: tuple[Kind, ...] = ("letter", "note", "message")
TERMS = frozenset({"drug", "procedure"})  # whose mentions are looked at
_TOP = 6  # lines in which a letter without a greeting says whom it is to
_LABEL = 40  # characters before a number that say what it is
_OPENING = 8  # words of the body that stand for where something belongs
# Compiled where they are asked: most letters answer before.
_NUMBER = (
    r"(?<![\d/-])(?:(?:\+\d{1,3}[ .-]?)?\(?\d{2,5}\)?[ .-]{1,2}\d{3,4}(?:[ .-]\d{3,4})?"
    r"|\+?\d{10,12}\b)"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = (
    r"(?<![\d-])(?:\d{4}-\d\d?-\d\d?|\d\d?-\d\d?-\d{2,4}|\d\d?[/.]\d\d?(?:[/.]\d{2,4})?)(?!\d|-\d)"
    rf"|\b(?:19|20)\d\d\b|\b{_MONTH}\.? \d|\b\d\d?(?:st|nd|rd|th)?,? (?:of )?{_MONTH}\b"
    r"|\b\d+-(?:day|week|month|year)\b"
)
_PHYSICIAN = r"\b(?:Dr|Doctor|Prof)\b\.?(?: [A-Z][\w'’.-]*)+"
_FULL_NAME = r"\b[A-Z][a-z'’-]+ [A-Z][a-z'’-]+\b"
_BRACKETS = r"\[([^\[\]\n]{1,80})\](?![\[(:])"  # but no link of Markdown
_BLANK_SIGNS = (  # one of which every such blank has, and hardly a letter without blanks
    "__", "{{", "<<", "«", "xx/", "XX/", "dd/", "DD/", "Dd/", "mm/d", "MM/D", "yyyy", "YYYY",
)  # fmt: skip
_OTHER_BLANK = (  # a long row of low lines is for signing; a short one stands in a sentence
    r"(?<=[a-z] )_{3,7}(?=[.,;]?(?: [a-z]|\s|$))|\b(?:Mr|Mrs|Ms|Mx|Dr)\.? _{3,}"
    r"|\{\{ ?[\w.]{1,40} ?\}\}|<<\w{1,40}>>|«[A-Z]\w{1,40}»"
    r"|\b(?i:xx/xx(?:/[xy]{2,4})?|dd/mm(?:/yy)?|mm/dd(?:/yy)?|(?:dd([/.-])mm|mm([/.-])dd)[/.-]yyyy|yyyy-mm-dd)\b"
)
_BIRTH = r"\b(?:born|d\.?o\.?b|birth)\b\W*.{0,18}"


class Read(NamedTuple):
    """A letter as it is asked: the text the rules saw, its parts, and what was reported of it."""

    parts: Parts
    report: Report
    mentions: Iterable[Mention]


def kind_of(parts: Parts, form: str = "text") -> Kind:
    """Return what a text is by its shape.

    A letter is written to somebody and goes on; what has the head of a mail, or says little, is a
    message; what is written to nobody is a note.
    """
    if form == "eml" or _subject(parts):
        return "message"
    if not _written_to_somebody(parts):
        return "note"
    said = len(parts.words("body").split())
    if parts.first("date", "letterhead", "address") is None:
        return "letter" if said >= int(parts_data()["letter"]["shortest_letter"]) else "message"
    return "letter"


def lacks(read: Read, rules: Iterable[Rule], kind: Kind) -> tuple[Issue, ...]:
    """Return what the letter lacks of what its kind is asked by ``rules``, in reading order."""
    asked = {rule.id: rule for rule in rules if rule.of_letter}
    wanted = [asked[name] for name in parts_data()["letter"]["kinds"][kind] if name in asked]
    if not wanted or read.parts.first("body") is None:
        return ()
    read = read._replace(mentions=tuple(read.mentions))
    found = [
        _issue(read.report.text, rule, *gap)
        for rule in wanted
        if (gap := _GAPS[rule.id](read)) is not None
    ]
    return tuple(sorted(found, key=lambda issue: (issue.start, issue.rule)))


def tells_of_lack(report: Report) -> bool:
    """Return whether the report says that the text as a whole lacks anything."""
    return any(issue.rule in _GAPS for issue in report.issues)


_Gap = tuple[int, int, str]


def _date(read: Read) -> _Gap | None:
    """Look for a day around the letter, as a whole line or within one; a birth date is none."""
    parts = read.parts
    if parts.first("date"):
        return None
    greeting, closing = parts.first("salutation"), parts.first("signature")
    around = [
        part_words(parts, part)
        for part in parts.lines
        if part.role not in ("body", "quoted mail")
        or (greeting is not None and part.start < greeting.start)
        or (closing is not None and part.start > closing.start)
    ]
    unborn = re.sub(_BIRTH, "", "\n".join(around), flags=re.IGNORECASE)
    return None if _dated(unborn) else (*_greeting(parts), "")


def _patient(read: Read) -> _Gap | None:
    """Look for a name, a birth date or a reference; a full name that is no physician's will do."""
    parts, words = read.parts, parts_data()["letter"]
    if any(len(part_words(parts, part).split()) > 1 for part in parts.of("re line")):
        return None
    said = parts.words("body", "header or footer")
    lower = said.lower()
    if any(mark in lower for mark in words["identified"]):
        return None
    before = "|".join([*words["titles"], *words["patient_words"]])
    others = re.sub(_PHYSICIAN, "", said)
    if re.search(rf"\b(?i:{before})\b[.,]? [A-Z]", said) or re.search(_FULL_NAME, others):
        return None
    return *_greeting(parts), ""


def part_words(parts: Parts, part: Part) -> str:
    """Return the words of a line."""
    return parts.text[part.start : part.end]


def _ask(read: Read) -> _Gap | None:
    said = " ".join(read.parts.words("body", "re line").lower().split())
    asks = any(words in said for words in parts_data()["letter"]["asks"])
    return None if asks else (*_opening(read.parts), "")


def _contact(read: Read) -> _Gap | None:
    parts = read.parts
    words = parts_data()["letter"]
    said = parts.words("letterhead", "body", "signature", "header or footer").lower()
    if any(mark in said for mark in words["contact_words"]):
        return None
    if any(_is_telephone(said, *match.span()) for match in re.finditer(_NUMBER, said)):
        return None
    last = parts.first("signature") or [*parts.of("body")][-1]
    return *_cut(parts.text, last), ""


def _is_telephone(said: str, start: int, end: int) -> bool:
    """Return whether a number is long enough, and none that identifies the patient."""
    if sum(sign.isdigit() for sign in said[start:end]) < 7:
        return False
    before = said[max(start - _LABEL, 0) : start].rpartition("\n")[2]
    label = before[max(map(before.rfind, "0123456789")) + 1 :]  # since the number before it
    return not any(mark in label for mark in parts_data()["letter"]["identified"])


def _medicine(read: Read) -> _Gap | None:
    return _unsourced(read, "drug", parts_data()["letter"]["of_medicine"], dated=False)


def _procedure(read: Read) -> _Gap | None:
    return _unsourced(read, "procedure", parts_data()["letter"]["of_procedure"], dated=True)


def _blank(read: Read) -> _Gap | None:
    """Return the first thing that waits for words, and name all of them: words in brackets that a
    rewrite leaves or that are usual, for whoever quotes uses brackets too, and other blanks.
    """
    text, known = read.parts.text, parts_data()["letter"]
    found: list[re.Match[str]] = []
    if "[" in text:
        usual = frozenset(known["left_to_fill_in"])
        begins = re.compile(rf"(?:{'|'.join(known['left_to_fill_in_beginnings'])})\b")
        found += (
            bracket
            for bracket in re.finditer(_BRACKETS, text)
            if (said := " ".join(bracket[1].lower().split())) in usual
            or begins.match(said)
            or (len(said) > 1 and not said.strip("_x"))
        )
    if any(sign in text for sign in _BLANK_SIGNS):
        found += re.finditer(_OTHER_BLANK, text)
    found.sort(key=re.Match.start)
    named = ", ".join(f"“{blank}”" for blank in dict.fromkeys(match[0] for match in found))
    return (*found[0].span(), named) if found else None


def _unsourced(read: Read, kind: str, told_by: list[str], *, dated: bool) -> _Gap | None:
    """Return the first term that is told as a fact, and whose source no sentence gives."""
    text, voices = read.parts.text, parts_data()["letter"]["voices"]
    sourced: list[Mention] = []
    bare: list[Mention] = []
    told: list[Mention] = []  # of these: by the therapist, as a fact, and not reported already
    mentions = (mention for mention in read.mentions if mention.kind == kind)
    for span, group in groupby(mentions, key=lambda mention: mention.sentence):
        sentence = text[slice(*span)]
        if _sourced(sentence, dated=dated):
            sourced += group
            continue
        bare += (here := [*group])
        if _has(sentence, told_by) and not _reported(read.report, span):
            told += here
    told = [m for m in told if m.voice() not in voices and _in_body(read.parts, m)]
    if not told:
        return None
    sourced += (mention for mention in bare if mention.voice() in voices)
    known = {_name(text, mention) for mention in sourced}
    known |= {*parts_data()["letter"]["general_terms"]}
    for mention in told:
        if _name(text, mention) not in known:
            words = " ".join(text[mention.start : mention.end].split())
            return mention.start, mention.end, f"“{words}”"
    return None


def _name(text: str, mention: Mention) -> str:
    return " ".join(text[mention.start : mention.end].lower().split())


def _sourced(sentence: str, *, dated: bool) -> bool:
    """Return whether a sentence tells a source or quotes one; ``dated``: or a day."""
    if "“" in sentence or '"' in sentence or _has(sentence, parts_data()["letter"]["known_from"]):
        return True
    return dated and (
        _has(sentence, parts_data()["letter"]["days"])
        or (any(sign.isdigit() for sign in sentence) and _dated(sentence))
    )


def _dated(words: str) -> bool:
    return bool(re.search(_DATE, words, re.IGNORECASE))


def _has(sentence: str, words: list[str]) -> bool:
    bare = "".join(sign if sign.isalnum() or sign in "/'" else " " for sign in sentence.lower())
    line = f" {' '.join(bare.split())} "
    return any(f" {word} " in line for word in words)


def _in_body(parts: Parts, mention: Mention) -> bool:
    return all(part.role == "body" for part in parts.between(mention.start, mention.end))


def _reported(report: Report, sentence: tuple[int, int]) -> bool:
    """Return whether an issue speaks of the sentence: once is enough."""
    number = bisect.bisect_left(report.issues, sentence[0], key=lambda issue: issue.start)
    return number < len(report.issues) and report.issues[number].start < sentence[1]


_GAPS: dict[str, Callable[[Read], _Gap | None]] = {
    "CM21": _date,
    "CM22": _patient,
    "CM23": _ask,
    "CM24": _contact,
    "CM25": _medicine,
    "CM26": _procedure,
    "CM27": _blank,
}


def _written_to_somebody(parts: Parts) -> bool:
    """Return whether a text greets, also at the head of a sentence, names whom, or closes."""
    if parts.first("salutation", "signature"):
        return True
    top = [part_words(parts, part).lower() for part in parts.lines[:_TOP]]
    if any(line.startswith("to:") for line in top):
        return True
    greetings = "|".join(parts_data()["greetings"])
    return bool(top) and re.match(rf"(?:{greetings})\b", top[0]) is not None


def _subject(parts: Parts) -> bool:
    """Return whether the letter begins with the subject of a mail."""
    first = parts.lines[0] if parts.lines else None
    return bool(first) and part_words(parts, parts.lines[0]).lower().startswith("subject:")


def _greeting(parts: Parts) -> tuple[int, int]:
    greeting = parts.first("salutation")
    return _cut(parts.text, greeting) if greeting else _opening(parts)


def _opening(parts: Parts) -> tuple[int, int]:
    """Return the first words of the body, below the greeting where there is one."""
    greeting = parts.first("salutation")
    body = [part for part in parts.of("body") if greeting is None or part.start > greeting.start]
    return _cut(parts.text, (body or [*parts.of("body")])[0])


def _cut(text: str, part: Part) -> tuple[int, int]:
    """Return a line, or its first words where it is long."""
    end = part.start
    for word in re.finditer(r"\S+", text[part.start : part.end]):
        end = part.start + word.end()
        if text[part.start : end].count(" ") >= _OPENING - 1:
            break
    return part.start, end


def _issue(text: str, rule: Rule, start: int, end: int, match: str) -> Issue:
    return Issue(
        rule=rule.id,
        name=rule.name,
        category=rule.category,
        severity=rule.severity,
        start=start,
        end=end,
        line=text.count("\n", 0, start) + 1,
        column=start - text.rfind("\n", 0, start),
        text=text[start:end],
        message=rule.message.replace("{match}", match),
        advice=rule.advice,
        rewrite=rule.rewrite,
        source=rule.source,
    )
