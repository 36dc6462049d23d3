"""Times of day as people say them: “3pm”, “half past nine”, “9 in the morning”, “noon”."""

from __future__ import annotations

import re
from datetime import time
from typing import NamedTuple


class UnclearError(ValueError):
    """Words that may not be read as one day or time: ``what`` they are, and what to type."""

    def __init__(self, what: str, todo: str) -> None:
        super().__init__(what)
        self.what, self.todo = what, todo


class Clock(NamedTuple):
    """The times that words may mean, the likeliest first, and the words without them.

    No times where none were said; ``part`` is then the part of the day, if that was said.
    """

    times: tuple[time, ...]
    rest: str
    part: str = ""


_PARTS = {  # the hours of a twelve-hour clock that belong to it
    "morning": range(1, 12),
    "afternoon": (12, 1, 2, 3, 4, 5, 6),
    "evening": range(4, 12),
    "night": range(6, 12),
}
_AFTER_NOON = ("afternoon", "evening", "night")
_PART = re.compile(rf"(?:\b(?:in the|at) )?\b({'|'.join(_PARTS)})\b")
_NO_MONTH = r"(?<!jan |feb |mar |apr |may |jun |jul |aug |sep |oct |nov |dec )"  # “May 9 in the …”
_NEAR = "today|tomorrow|yesterday|in the|this|at|on|next|last|mon|tue|wed|thu|fri|sat|sun"
_ALONE = r"(?<![\d:./-])"  # no piece of a date
_HALF = r"(?:\s*(?P<half>am|pm)\b)?"

# Each shape gives some of: h (hour), m (minutes), half (am, pm), past, to.
_SHAPES = [
    re.compile(shape)
    for shape in (
        r"\b(?:12(?::00)? )?(?P<noon>noon|midday|midnight)\b",
        rf"\b(?P<past>half|quarter|5|10|20|25|\d\d? minutes?) past (?P<h>\d\d?)\b{_HALF}",
        rf"\b(?P<to>quarter|20|25|\d\d? minutes?) to (?P<h>\d\d?)\b{_HALF}",
        rf"{_ALONE}(?P<h>\d\d?):(?P<m>\d\d)(?::[0-5]\d)?(?![\d:]){_HALF}",
        rf"{_ALONE}(?P<h>\d\d?)\.(?P<m>\d\d)\s*(?P<half>am|pm)\b",
        rf"{_ALONE}(?P<h>\d\d?)\s*(?P<half>am|pm)\b",
        rf"{_ALONE}\b(?P<h>\d\d?) ?o'? ?clock\b{_HALF}",
        rf"\bat (?P<h>\d\d?)(?=$| (?:{_NEAR}|{'|'.join(_PARTS)})\b)",
        rf"{_NO_MONTH}{_ALONE}\b(?P<h>\d\d?)(?= (?:(?:{_NEAR}) )?(?:{'|'.join(_PARTS)})\b)",
    )
]
_TO_TYPE = "Type the time as 3:30 pm or as 15:30."


def read_clock(words: str) -> Clock:
    """Return the time that ``words`` (as ``in_numbers`` writes them) name, and the rest of them.

    Raises UnclearError for more than one time, for one that no clock shows, and for midnight.
    """
    rest = words.replace("tonight", "today night").replace("last night", "yesterday night")
    rest = re.sub(r"\b(today|tomorrow|yesterday) (\d\d?)$", r"\1 at \2", rest)
    found = None
    for shape in _SHAPES:
        if match := shape.search(rest):
            if found or shape.search(rest, match.end()):
                raise UnclearError("That names more than one time.", "Type one.")
            found = match
            rest = f"{rest[: match.start()]} ~ {rest[match.end() :]}"  # no new shape across the gap
    parts = set(_PART.findall(rest))
    if len(parts) > 1:
        raise UnclearError("That names more than one part of the day.", _TO_TYPE)
    part = parts.pop() if parts else ""
    rest = " ".join(_PART.sub(" ", rest).replace("~", " ").split())
    if found is None:
        return Clock((), rest, part)
    return Clock(_times(found.groupdict(), part), rest)


def _times(said: dict[str, str | None], part: str) -> tuple[time, ...]:
    if said.get("noon") == "midnight":
        what = "Midnight may be the beginning or the end of the day."
        raise UnclearError(what, "Type 00:00 for the beginning, 11:59 pm for the end.")
    if said.get("noon"):
        return (time(12),)
    typed = said["h"] or ""
    hour, minute = int(typed), int(said.get("m") or 0)
    if said.get("past"):
        minute = _minutes(said["past"])
    elif said.get("to"):
        hour, minute = (hour - 1) or 12, 60 - _minutes(said["to"])
    half = said.get("half")
    if hour > 23 or minute > 59:
        raise UnclearError("That is no time of day.", _TO_TYPE)
    if half and not 1 <= hour <= 12:
        raise UnclearError(f"There is no {hour} {half}.", _TO_TYPE)
    if half:
        hours = [hour % 12 + (12 if half == "pm" else 0)]
    elif not 1 <= hour <= 12 or typed.startswith("0"):
        hours = [hour]  # the 24-hour clock
    elif part:
        hours = [hour % 12 + (12 if part in _AFTER_NOON else 0)]
    elif hour == 12:
        hours = [12]
    else:
        hours = [hour, hour + 12] if hour >= 7 else [hour + 12, hour]
    if part:
        fits = [one for one in hours if _fits(one, part)]
        if not fits:
            raise UnclearError(f"That time does not lie in the {part}.", _TO_TYPE)
        hours = fits
    return tuple(time(one, minute) for one in hours)


def _minutes(said: str | None) -> int:
    words = {"half": 30, "quarter": 15}
    first = (said or "").split()[0]
    return words.get(first) or int(first)


def _fits(hour: int, part: str) -> bool:
    return (hour % 12 or 12) in _PARTS[part] and (hour >= 12) == (part in _AFTER_NOON)
