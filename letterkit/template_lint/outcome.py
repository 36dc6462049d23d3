"""What is wrong with the letter that comes out: its words, and what it promises of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_origin

from letterkit.case_file import field_info
from letterkit.errors import Fault, InputError, Place
from letterkit.letter import Letter, Line
from letterkit.profiles import Profile
from letterkit.sample_case import bare_case
from letterkit.scope import check_letter
from letterkit.template.library import Template, text_of
from letterkit.template.render import NotGivenError, fill
from letterkit.template.trials import Trial
from letterkit.template_lint.spots import (
    Placed,
    body_offset,
    issue_of,
    offset_of,
    place_at,
    said_of,
    value_offset,
)

_ASK = re.compile(
    r"\?|\b(?:please|kindly|ask(?:ing)? you|request|(?:would|could|can|will) you|let me know|"
    r"no (?:reply|answer|action) is)\b",
    re.IGNORECASE,
)
_LISTS = ("list", "checklist", "table", "reply")
_BEFORE = ("letterhead", "date", "recipient", "salutation")  # where nothing is ever asked


def out_of_scope(letter: Letter, profile: Profile) -> Iterator[Placed]:
    """Yield the issues on words that the template says itself, where they stand in it."""
    for issue in check_letter(letter, profile.id).issues:
        own = [
            letter.origin_at(at).place
            for at in range(issue.start, issue.end)
            if letter.text[at].isalnum() and letter.from_template(at)
        ]
        if own and issue.category != "brevity":  # its length depends on the case
            path, line, column = own[0]
            last = max(place.column for place in own if place[:2] == (path, line))
            text = text_of(Path(path))
            start = offset_of(text, line, column)
            end = start + last - column + 1
            yield (
                path,
                issue._replace(
                    start=start, end=end, line=line, column=column, text=text[start:end]
                ),
            )


def broken_promises(
    template: Template, text: str, trials: list[Trial], profile: Profile
) -> Iterator[Placed]:
    """Yield where the letter is not what its front matter says."""
    about, front = template.about, Place(template.path)
    used = frozenset().union(*(trial.printed | trial.asked for trial in trials))
    for need in about.needs:
        if not any(f"{path}.".startswith((f"{need}.", f"{need}[]")) for path in used):
            what = f"“needs” asks for “{need}”, and the letter does not print it."
            place = place_at(template.path, text, value_offset(text, "needs", need))
            yield issue_of(
                "unused-need", Fault(what, "Print it, or take it out of “needs”.", place)
            )
    bare, faults = _bare(template, profile)
    yield from faults
    if bare and bare.words > about.words:
        what = (
            f"the letter has {bare.words} words with the shortest case; "
            f"“words” allows {about.words}."
        )
        place = place_at(template.path, text, value_offset(text, "words", str(about.words)))
        yield issue_of("over-budget", Fault(what, "Shorten it, or allow more.", place))
    for letter, when in ((trials[0].letter, ""), (bare, " where the case gives only its needs")):
        if letter and letter.asks and not _asks(letter):
            first = next((b for b in letter.blocks if b.kind in ("paragraph", *_LISTS)), None)
            line = first and next(iter((*first.lines, *sum(first.rows, ()))), None)
            place = line.origin_at(0).place if line else front
            if place.path != template.path:
                place = front._replace(line=text.count("\n", 0, body_offset(text)) + 1)
            what = f"the letter asks its reader nothing before its first list{when}."
            todo = "Put the question first, such as {{ request }}, and “request” in “needs”."
            yield issue_of("no-ask", Fault(what, todo, place))
            break


def _bare(template: Template, profile: Profile) -> tuple[Letter | None, list[Placed]]:
    """Return the letter of a case that gives only what the letter needs, and what is not enough."""
    needs = list(template.about.needs)
    faults: list[Placed] = []
    last = ""
    while len(faults) < 20:
        try:
            return fill(bare_case(needs), template, profile)[0], faults
        except NotGivenError as error:
            field = _as_need(error.field)
            if field in needs:
                break
            if faults and error.field.startswith(f"{last}."):  # the list and a field of its entries
                faults.pop()
            last = error.field
            needs.append(field)
            what = f"“{error.field}” is printed, and not every case gives it."
            todo = (f"Add “- {field}” to “needs”, or print it inside "
                    f"{{% if {error.field} %}} … {{% endif %}}.")  # fmt: skip
            faults.append(issue_of("not-in-needs", Fault(what, todo, error.printed_at)))
        except InputError as error:
            return None, [*faults, *said_of("cannot-be-made", error)]
    return None, faults


def _as_need(field: str) -> str:
    """Return a field as “needs” writes it: ``procedures[].on``."""
    parts = field.split(".")
    for number in range(1, len(parts)):
        info = field_info(tuple(parts[:number]))
        if info and get_origin(info.annotation) is tuple:
            parts[number - 1] += "[]"
    return ".".join(parts)


def _asks(letter: Letter) -> bool:
    """Return whether the reader is asked something before the first list."""
    for block in letter.blocks:
        if block.kind in _LISTS:
            return False
        lines = () if block.kind in _BEFORE else block.lines
        if any(_ASK.search(line.text) or _prints_request(line) for line in lines):
            return True
    return False


def _prints_request(line: Line) -> bool:
    return any(span.origin.key == "request" for span in line.spans)
