"""A date, or a date and time, as a person types it, read so that nothing is guessed in silence.

Why our own reader: of 190 phrases (tests/guided/moments.txt) dateparser 1.5 read 24 as another day
or time than was meant, dateutil 4.0 22 and parsedatetime 2.6 65 (“a week from today” as a week ago,
“Monday, May 12” as a Tuesday), and a wrong day in a letter does harm; this one refuses instead.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from letterkit.case import DATE_SHAPE, day_of, read_moment
from letterkit.errors import Fault, did_you_mean
from letterkit.guided.days_said import Days, Looks
from letterkit.guided.plain_numbers import MONTHS, WEEKDAYS, in_numbers
from letterkit.guided.times_said import UnclearError, read_clock

_LONGEST = 80  # characters; nobody says a day in more
_TOO_FAR = 10  # years ahead
_TOO_OLD = 120  # years
# Words that say nothing about which day it is. “the” and “of” only join: “the 12th of May”.
_STRAY = frozenset(
    "on at of the it its it's was is for booked appointment scheduled his her their born birthday "
    "dob dob: date date: time time: then just well oh um uh er please ok okay so say".split()
)
_NOW = re.compile(
    r"(?:just |right )?now"
    r"|in (?P<in>\d\d?|half an|an?) (?P<in_unit>hour|minute|min)s?'?(?: time)?"
    r"|(?P<ago>\d\d?|half an|an?) (?P<ago_unit>hour|minute|min)s? ago"
)
_DAY_OR_TIME = re.compile(r"(?<![\d.])\d\d?\.[0-5]\d(?![\d.]| ?[ap]m)")
_KNOWN = (
    *MONTHS, *WEEKDAYS, "today", "tomorrow", "yesterday", "next", "last", "morning", "afternoon",
    "evening", "noon", "week", "weeks", "days", "fortnight", "half", "quarter", "past",
)  # fmt: skip


class Reading(NamedTuple):
    """One way to read what was typed.

    ``value`` is what the case file writes, ``says`` the words to confirm, ``away`` how far that is
    from today, or how old somebody born then is.
    """

    value: str
    says: str
    away: str


class Said(NamedTuple):
    """What was typed, read: one reading is to be confirmed, of several one is to be chosen.

    Without a reading, ``fault`` says why, and what to type instead. ``remark`` says what of the
    words is not kept, or looks odd.
    """

    readings: tuple[Reading, ...] = ()
    fault: Fault | None = None
    remark: str = ""


def read_moment_said(
    text: str, today: date, *, day_first: bool, time: bool, looks: Looks = ""
) -> Said:
    """Return the day, or day and time, that ``text`` may mean.

    ``today`` may be a date and time: “20 minutes ago” is read then, and what was said to have
    happened cannot lie later today. ``time`` says whether the field takes a time of day, ``looks``
    on which side of today it lies, where the words alone leave that open.

    >>> read_moment_said("tomorrow 3pm", date(2026, 11, 22), day_first=False, time=True).readings
    (Reading(value='2026-11-23 15:00', says='Monday, November 23, 2026, 3:00 pm', away='tomorrow'),)
    """
    reader = _Reader(today, day_first=day_first, time=time, looks=looks)
    try:
        return reader.read(text)
    except UnclearError as error:
        return Said(fault=Fault(error.what, error.todo))
    except (OverflowError, ValueError):  # the page hands in any day as today
        return Said(fault=Fault("That lies outside the calendar.", reader.to_type()))


class _Reader:
    def __init__(self, today: date, *, day_first: bool, time: bool, looks: Looks) -> None:
        self.now = today if isinstance(today, datetime) else None
        self.today = self.now.date() if self.now else today
        self.day_first, self.time, self.looks = day_first, time, looks
        self.days = Days(self.today, day_first=day_first, looks=looks)

    def to_type(self) -> str:
        """Return what can be typed that is always read."""
        if self.looks == "far back":
            return f"Type day, month and year, such as {self.days.example(date(1986, 4, 2))}."
        example = self.days.example(self.today)
        return f"Type it as {example}, 3:30 pm." if self.time else f"Type it as {example}."

    def read(self, text: str) -> Said:
        if not text.strip():
            raise UnclearError("There is no date.", self.to_type())
        if len(text) > _LONGEST or not text.isprintable() or not in_numbers(text).isascii():
            raise UnclearError("That cannot be read as a date.", self.to_type())
        if self.time and DATE_SHAPE.fullmatch(text.strip()):
            return self._as_written(text)
        words = re.sub(r"(?<=\d)t(?=\d\d:\d\d)", " ", in_numbers(text))
        if (now := _NOW.fullmatch(words)) and self.time:
            return self._said((self._from_now(now),))
        if self.time and (either := _DAY_OR_TIME.search(words)):
            what = f"“{either[0]}” may be a day or a time."
            raise UnclearError(what, f"{self.to_type()} A time takes a colon, or am or pm.")
        clock = read_clock(words)
        if clock.times and not self.time:
            day = self._days(clock.rest, text)[0]
            what = "The day alone is asked for, without a time."
            raise UnclearError(what, f"Type {self.days.example(day)}.")
        days = self._days(clock.rest, text, timed=bool(clock.times))
        moments: tuple[date, ...] = days
        if clock.times:
            moments = tuple(datetime.combine(day, one) for day in days for one in clock.times)
            moments = self._already(moments)
        left_out = self.time and clock.part and not clock.times
        remark = "The hour is left open; if it is known, type it too." if left_out else ""
        return self._said(moments, remark)

    def _as_written(self, text: str) -> Said:
        """Read a moment that stands as in a case file, whose clock has 24 hours."""
        try:
            moment = read_moment(text)
        except ValueError as error:
            raise UnclearError(f"{error}", self.to_type()) from None
        assert isinstance(moment, date)
        self._refuse_unlikely(day_of(moment))
        return self._said((moment,))

    def _days(self, rest: str, text: str, *, timed: bool = False) -> tuple[date, ...]:
        words = " ".join(word for word in rest.split() if word not in _STRAY)
        if not words and timed:
            return (self.today,)
        if not words:
            raise UnclearError("That names no day.", self.to_type())
        found = self.days.read(words)
        if not found:
            raise UnclearError(self._why_not(words, text), self.to_type())
        for day in found:
            self._refuse_unlikely(day)
        return found

    def _why_not(self, words: str, text: str) -> str:
        """Say which word could not be read, as far as one can be named."""
        known = {name.lower() for name in _KNOWN} | {name[:3].lower() for name in _KNOWN[:19]}
        unknown = [word for word in re.findall(r"[a-z]+", words) if word not in known]
        if len(unknown) == 1 and len(word := unknown[0]) > 4:
            near = did_you_mean(word, (name for name in _KNOWN if name[0].lower() == word[0]))
            if near:
                return f"“{word}” cannot be read. {near}"
        return f"“{text.strip()}” cannot be read as one day."

    def _refuse_unlikely(self, day: date) -> None:
        years = self.today.year - day.year
        if self.looks == "far back" and day > self.today:
            what = f"{self.days.example(day)} lies ahead."
        elif years > _TOO_OLD:
            what = f"{day.year} is {years} years ago."
        elif -years > _TOO_FAR:
            what = f"{day.year} is {-years} years ahead."
        else:
            return
        raise UnclearError(what, "Look at the year, and type it again.")

    def _from_now(self, said: re.Match[str]) -> datetime:
        if self.now is None:
            raise UnclearError("The time of day is not known here.", self.to_type())
        count = said["in"] or said["ago"] or "0"
        unit = said["in_unit"] or said["ago_unit"] or "hour"
        number = 0.5 if count == "half an" else 1 if count in ("a", "an") else int(count)
        span = timedelta(hours=number) if unit == "hour" else timedelta(minutes=number)
        moment = self.now - span if said["ago"] else self.now + span
        return moment.replace(second=0, microsecond=0, tzinfo=None)

    def _already(self, moments: tuple[date, ...]) -> tuple[date, ...]:
        """Return what can have happened already, where only that is asked for."""
        if self.looks != "back" or self.now is None:
            return moments
        now = self.now.replace(tzinfo=None)
        gone = tuple(m for m in moments if isinstance(m, datetime) and m <= now)
        return gone or moments

    def _said(self, moments: tuple[date, ...], remark: str = "") -> Said:
        if self.looks == "back" and not remark and any(self._lies_ahead(one) for one in moments):
            remark = "That lies ahead; this asks for what was."
        return Said(tuple(self._reading(one) for one in moments), None, remark)

    def _lies_ahead(self, moment: date) -> bool:
        if isinstance(moment, datetime):
            now = self.now.replace(tzinfo=None) if self.now else None
            return moment > now if now else moment.date() > self.today
        return moment > self.today

    def _reading(self, moment: date) -> Reading:
        day = moment.date() if isinstance(moment, datetime) else moment
        value = day.isoformat()
        says = self._written(day)
        if isinstance(moment, datetime):
            value += f" {moment:%H:%M}"
            half = "noon" if (moment.hour, moment.minute) == (12, 0) else f"{moment:%p}".lower()
            says += f", {moment.hour % 12 or 12}:{moment.minute:02} {half}"
        return Reading(value, says, self._age(day) if self.looks == "far back" else self._away(day))

    def _written(self, day: date) -> str:
        weekday, month = WEEKDAYS[day.weekday()], MONTHS[day.month - 1]
        if self.day_first:
            return f"{weekday} {day.day} {month} {day.year}"
        return f"{weekday}, {month} {day.day}, {day.year}"

    def _away(self, day: date) -> str:
        days = (day - self.today).days
        near = {0: "today", 1: "tomorrow", -1: "yesterday"}
        if days in near:
            return near[days]
        for unit, length in (("year", 365.25), ("month", 30.44), ("week", 7), ("day", 1)):
            count = int(abs(days) / length)
            if count >= 2:
                return f"in {count} {unit}s" if days > 0 else f"{count} {unit}s ago"
        return ""

    def _age(self, day: date) -> str:
        before = (self.today.month, self.today.day) < (day.month, day.day)
        years = self.today.year - day.year - before
        return "1 year old" if years == 1 else f"{years} years old"
