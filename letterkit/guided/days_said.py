"""Days as people say them: “12 May”, “5/12”, “next Tuesday”, “two weeks ago”, “the 12th”."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Literal, TypeAlias

from letterkit.guided.plain_numbers import MONTHS, WEEKDAYS
from letterkit.guided.times_said import UnclearError

Looks: TypeAlias = Literal["", "ahead", "back", "far back"]  # far back: a birth

_MONTH = "|".join(month[:3].lower() for month in MONTHS)
_WEEKDAY = "|".join(day[:3].lower() for day in WEEKDAYS)
_YEAR = r"(?P<year>\d{4}|'?\d\d)"
_SPAN = r"(?P<count>\d\d?|an?) (?P<unit>day|week|fortnight|month|year)s?"
_WHICH = r"(?P<which>this coming|this past|this|next|coming|last|past)"
_DAY = r"(?P<day>\d\d?)(?:st|nd|rd|th)?"
_BY_TODAY = {
    "today": 0, "this": 0, "tomorrow": 1, "yesterday": -1,
    "day after tomorrow": 2, "day before yesterday": -2,
}  # fmt: skip
_FAR = timedelta(days=120)
_COUNTED = {"day": 1, "week": 7, "fortnight": 14}
_TO_TYPE = "Type day, month and year, such as {example}."


class Days:
    """Reads days as seen from ``today``: by the order of the profile and the way a field looks."""

    def __init__(self, today: date, *, day_first: bool, looks: Looks) -> None:
        self.today, self.day_first, self.looks = today, day_first, looks

    def read(self, words: str) -> tuple[date, ...]:
        """Return the days that ``words`` may mean, the likeliest first; none where unreadable.

        Raises UnclearError for words that are near to a day and name none.
        """
        alone = re.fullmatch(_WEEKDAY, words)
        weekday = "" if alone else self._weekday_beside(words)
        rest = words if not weekday else re.sub(rf"^{weekday} | {weekday}$", "", words)
        for shape, read in self._SHAPES:
            if match := re.fullmatch(shape, rest):
                named = list(dict.fromkeys(read(self, match.groupdict())))
                return tuple(self._on(weekday, named) if weekday else named)
        return ()

    def _weekday_beside(self, words: str) -> str:
        """Return the weekday that stands beside a date: “tue 12 may”."""
        match = re.fullmatch(rf"(?:({_WEEKDAY}) )?(.*?\d.*?)(?: ({_WEEKDAY}))?", words)
        if not match or re.search(r"ago|week|from|now", match[2]):
            return ""
        return match[1] or match[3] or ""

    def _on(self, weekday: str, named: list[date]) -> list[date]:
        """Return those of the days that fall on the weekday that was said with them."""
        fitting = [day for day in named if WEEKDAYS[day.weekday()][:3].lower() == weekday]
        if not fitting:
            full = next(day for day in WEEKDAYS if day[:3].lower() == weekday)
            what = f"{self.example(named[0])} is a {WEEKDAYS[named[0].weekday()]}, not a {full}."
            raise UnclearError(what, "Look at the calendar, then type the day again.")
        return fitting

    def example(self, day: date) -> str:
        """Return a day as a person would type it: “12 May 2026”."""
        return day_written(day, day_first=self.day_first)

    # --- by today

    def _by_today(self, said: dict[str, str]) -> Iterator[date]:
        self._no_birth()
        yield self.today + timedelta(days=_BY_TODAY[said["word"]])

    def _counted(self, said: dict[str, str]) -> Iterator[date]:
        self._no_birth()
        count = 1 if said["count"] in ("a", "an") else int(said["count"])
        unit = said["unit"]
        if unit not in _COUNTED:  # a month or a year back is no day that anybody meant
            what = "That may be any of several days."
            raise UnclearError(what, _TO_TYPE.format(example=self.example(self.today)))
        days = count * _COUNTED[unit]
        yield self.today + timedelta(days=-days if said.get("ago") else days)

    def _week_from(self, said: dict[str, str]) -> Iterator[date]:
        for day in self.read(said["start"]):
            yield day + timedelta(days=7)

    # --- days of the week

    def _weekday(self, said: dict[str, str]) -> Iterator[date]:
        self._no_birth()
        wanted = _WEEKDAY.split("|").index(said["weekday"])
        ahead = (wanted - self.today.weekday()) % 7
        coming = self.today + timedelta(days=ahead or 7)
        gone = self.today - timedelta(days=7 - ahead)
        which = said.get("which") or ""
        if which == "this" and self._same_week(gone):
            yield from (gone,) if self.looks == "back" else (coming, gone)
        elif which == "next" and self._same_week(coming):
            yield from (coming, coming + timedelta(days=7))
        elif which == "last" and self._same_week(gone):
            yield from (gone, gone - timedelta(days=7))
        elif which in ("next", "coming", "this coming"):
            yield coming
        elif which in ("last", "past", "this past"):
            yield gone
        elif not ahead:  # today is such a day itself
            yield self.today
            if which != "this":
                yield from {"": (coming, gone), "ahead": (coming,)}.get(self.looks, (gone,))
        elif which == "this":
            yield coming
        else:
            yield from {"": (coming, gone), "ahead": (coming,)}.get(self.looks, (gone,))

    def _same_week(self, day: date) -> bool:
        """Return whether a day lies in this week, which begins on Sunday or on Monday."""

        def week(one: date, first: int) -> int:
            return (one.toordinal() - first) // 7  # ordinal 1 is a Monday

        return any(week(day, first) == week(self.today, first) for first in (0, 1))

    def _weekday_of_week(self, said: dict[str, str]) -> Iterator[date]:
        self._no_birth()
        weekday = said.get("weekday") or said["weekday_after"]
        wanted = _WEEKDAY.split("|").index(weekday)
        weeks = 7 if said["which"] == "next" else -7
        monday = self.today - timedelta(days=self.today.weekday()) + timedelta(days=weeks)
        yield monday + timedelta(days=wanted)
        if wanted == 6 or self.today.weekday() == 6:  # for some, Sunday begins the week
            shift = (7 if self.today.weekday() == 6 else 0) - (7 if wanted == 6 else 0)
            yield monday + timedelta(days=wanted + shift)

    # --- a day and a month

    def _of_month(self, said: dict[str, str]) -> Iterator[date]:
        self._no_birth()
        shift = {"this": 0, "next": 1, "last": -1}[said["which"]]
        first = _month_beside(self.today, shift)
        yield self._day(first.year, first.month, int(said["day"]))

    def _day_alone(self, said: dict[str, str]) -> Iterator[date]:
        self._no_birth()
        months = (_month_beside(self.today, shift) for shift in range(-2, 3))
        there = [_valid(first.year, first.month, int(said["day"])) for first in months]
        yield from self._nearest(day for day in there if day)

    def _named(self, said: dict[str, str]) -> Iterator[date]:
        month = _MONTH.split("|").index(said["month"]) + 1
        yield from self._in_year(said.get("year"), month, int(said["day"]))

    def _numeric(self, said: dict[str, str]) -> Iterator[date]:
        one, other = int(said["one"]), int(said["other"])
        orders = [(other, one), (one, other)] if self.day_first else [(one, other), (other, one)]
        if said["sep"] == "." and not self.day_first:  # written with dots, the day stands first
            orders.reverse()
        possible = [(m, d) for m, d in orders if 1 <= m <= 12 and 1 <= d <= 31]
        if not possible:
            raise UnclearError("That is no day of the calendar.", self._to_type())
        surely = said["sep"] != "." or self.day_first
        for month, day in possible[: 1 if surely else 2]:
            yield from self._in_year(said.get("year"), month, day)

    def _year_first(self, said: dict[str, str]) -> Iterator[date]:
        yield self._day(int(said["year"]), int(said["number"]), int(said["day"]))

    def _in_year(self, year: str | None, month: int, day: int) -> Iterator[date]:
        if year is None:
            self._no_birth()
            years = range(self.today.year - 1, self.today.year + 2)
            there = [_valid(one, month, day) for one in years]
            if not any(there):
                self._day(self.today.year, month, day)
            yield from self._nearest(one for one in there if one)
        else:
            for full in self._years(year.strip("'")):
                yield self._day(full, month, day)

    def _years(self, typed: str) -> Iterator[int]:
        """Yield the years that two digits may mean."""
        if len(typed) == 4:
            yield int(typed)
            return
        this_century = self.today.year // 100 * 100 + int(typed)
        if self.looks == "far back":
            if this_century <= self.today.year:
                yield this_century
            if self.today.year - (this_century - 100) <= 110:
                yield this_century - 100
        else:
            yield this_century if this_century <= self.today.year + 10 else this_century - 100

    def _nearest(self, days: Iterable[date]) -> Iterator[date]:
        """Yield the next or the last of the days; both where the next one is far, or further."""
        known = sorted(days)
        gone = [day for day in known if day <= self.today]
        coming = [day for day in known if day >= self.today]
        if self.looks == "back":
            yield from gone[-1:]
            return
        if not self.looks:
            yield from sorted({*gone[-1:], *coming[:1]}, key=lambda day: abs(day - self.today))
            return
        yield from coming[:1]
        if coming and gone and (coming[0] - self.today > min(_FAR, self.today - gone[-1])):
            yield gone[-1]

    def _day(self, year: int, month: int, day: int) -> date:
        if (found := _valid(year, month, day)) is None:
            what = f"There is no month {month}."
            if 1 <= month <= 12:
                what = f"There is no {MONTHS[month - 1]} {day} in {year}."
                if self.day_first:
                    what = f"There is no {day} {MONTHS[month - 1]} in {year}."
            raise UnclearError(what, self._to_type())
        return found

    def _no_birth(self) -> None:
        if self.looks == "far back":
            raise UnclearError("That leaves the year open.", self._to_type())

    def _no_day(self, said: dict[str, str]) -> Iterator[date]:
        raise UnclearError("That names no single day.", self._to_type())

    def _to_type(self) -> str:
        day = date(1986, 4, 2) if self.looks == "far back" else self.today
        return _TO_TYPE.format(example=self.example(day))

    _SHAPES: tuple[tuple[str, Callable[[Days, dict[str, str]], Iterable[date]]], ...] = (
        (rf"(?P<word>{'|'.join(_BY_TODAY)})", _by_today),
        (rf"in {_SPAN}'?(?: time)?", _counted),
        (rf"{_SPAN}(?: (?P<ago>ago)| from (?:now|today))", _counted),
        (rf"a week (?:from )?(?P<start>today|tomorrow|{_WEEKDAY})", _week_from),
        (rf"(?P<start>{_WEEKDAY}) week", _week_from),
        (rf"(?:{_WHICH} )?(?P<weekday>{_WEEKDAY})", _weekday),
        (rf"(?P<weekday>{_WEEKDAY}) (?P<which>next|last) week", _weekday_of_week),
        (rf"(?P<which>next|last) week (?P<weekday_after>{_WEEKDAY})", _weekday_of_week),
        (r"(?P<day>\d\d?)(?:st|nd|rd|th) (?P<which>this|next|last) month", _of_month),
        (r"(?P<day>\d\d?)(?:st|nd|rd|th)", _day_alone),
        (rf"{_DAY} (?P<month>{_MONTH})(?: {_YEAR})?", _named),
        (rf"(?P<month>{_MONTH}) {_DAY}(?: {_YEAR})?", _named),
        (rf"(?P<year>\d{{4}}) (?P<month>{_MONTH}) {_DAY}", _named),
        (r"(?P<year>\d{4})(?P<sep>[/. -])(?P<number>\d\d?)(?P=sep)(?P<day>\d\d?)\.?", _year_first),
        (rf"(?P<one>\d\d?)(?P<sep>[/. -])(?P<other>\d\d?)(?P=sep){_YEAR}", _numeric),
        (r"(?P<one>\d\d?)(?P<sep>[/.-])(?P<other>\d\d?)\.?", _numeric),
        (rf"(?:(?:this|next|last) )?(?:week|month|year|{_MONTH})(?: \d{{4}})?|\d{{4}}", _no_day),
        (r"(?:a few|few|a couple|couple|several|some) .*", _no_day),
    )  # fmt: skip


def day_written(day: date, *, day_first: bool) -> str:
    """Return a day as it stands in a sentence: “12 May 2026”, “May 12, 2026”."""
    month = MONTHS[day.month - 1]
    return f"{day.day} {month} {day.year}" if day_first else f"{month} {day.day}, {day.year}"


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_beside(day: date, shift: int) -> date:
    months = day.year * 12 + day.month - 1 + shift
    return date(months // 12, months % 12 + 1, 1)
