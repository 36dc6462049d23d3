"""Values written out as the profile's readers expect them, each marked with its origin."""

from __future__ import annotations

from datetime import date, datetime

from letterkit.ledger import Ledger
from letterkit.profiles import Profile
from letterkit.yaml_source import KeyPath

_NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()
_MONTHS = (
    "January February March April May June July August September October November December".split()
)


class Wording:
    """Writes values as the profile's readers expect them, each marked with its origin."""

    def __init__(self, ledger: Ledger, profile: Profile, letter_date: date) -> None:
        self.ledger, self.profile, self.letter_date = ledger, profile, letter_date

    def words(self, key: KeyPath, value: str) -> str:
        """Return a text value, marked."""
        return self.ledger.mark_value(key, value)

    def number(self, key: KeyPath, value: int) -> str:
        """Return a count in words up to twelve, marked."""
        written = _NUMBERS[value] if value < len(_NUMBERS) else str(value)
        return self.ledger.mark_value(key, written, literal=False)

    def day(self, key: KeyPath, value: date, *, year: bool = False) -> str:
        """Return a date written out, marked; without its year where that is the letter's own."""
        with_year = year or value.year != self.letter_date.year
        return self.ledger.mark_value(key, self._day(value, with_year=with_year), literal=False)

    def _day(self, value: date, *, with_year: bool) -> str:
        month = _MONTHS[value.month - 1]
        if self.profile.dates == "month-first":
            written = f"{month} {value.day}" + (f", {value.year}" if with_year else "")
        else:
            written = f"{value.day} {month}" + (f" {value.year}" if with_year else "")
        if isinstance(value, datetime):
            hour = value.hour % 12 or 12
            written += f" at {hour}:{value.minute:02} {'am' if value.hour < 12 else 'pm'}"
        return written

    def written_date(self) -> str:
        """Return the letter's date in full."""
        return self.day(("date",), self.letter_date, year=True)
