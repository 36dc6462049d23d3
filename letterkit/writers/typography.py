"""Spaces at which a line never breaks: ``75 mg``, ``Dr. Okafor``, ``9:00 am``, ``March 12``."""

from __future__ import annotations

import re

NO_BREAK = "\u00a0"

_TITLES = r"\b(?:Drs?|Mrs?|Ms|Mx|Miss|Prof|Mme|Mlle)\.?"
_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
# Short units only: one written out as a word can begin a line.
_UNITS = (
    r"(?:(?:mg|mcg|µg|μg|g|kg|lbs?|oz|ml|mL|dL|l|L|IU|mm|cm|m|km|ft|mmHg|bpm|am|pm|AM|PM)\b"
    r"|[ap]\.m\.|%|°)"
)

# Each pattern takes in exactly one space and looks at what stands on either side of it.
_BOUND = re.compile(
    rf"{_TITLES} (?=\w)"
    rf"|(?<=\d) (?={_UNITS})"
    rf"|(?<=\d) (?={_MONTHS}(?!\w))"
    rf"|\b{_MONTHS} (?=\d{{1,2}}(?!\d))"
    r"|\b[A-Z]\. (?=[A-Z])"  # initials
    r"|\b(?:[Ff]ax|[Tt]el\.?|[Pp]hone|[Ss]uite|No\.) (?=[+(]?\d)"
    r"|(?<=\S) (?=[-–—·] )"  # a line that begins with a dash looks like a list item
)


def bind(text: str) -> str:
    """Return ``text`` with no-break spaces where a line break would part what belongs together.

    The result has the same length, and every other character stays where it was.
    """
    return _BOUND.sub(lambda found: found[0].replace(" ", NO_BREAK), text)


def unbind(text: str) -> str:
    """Return ``text`` with plain spaces only, for fields that show a no-break space as rubbish."""
    return text.replace(NO_BREAK, " ")
