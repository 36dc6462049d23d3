"""Words of a date as numbers: “the twelfth of May at nine” → “the 12th of may at 9”."""

from __future__ import annotations

import re
import unicodedata

MONTHS = (
    "January February March April May June July August September October November December".split()
)
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_SHORT_WEEKDAYS = "mon tues? weds? thu(?:rs?)? fri sat sun".split()

_ONES = "one two three four five six seven eight nine ten eleven twelve".split()
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_FIRSTS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
)
_TEENTHS = [f"{word}th" for word in _TEENS]


def _numbers() -> dict[str, str]:
    table = {word: str(number) for number, word in enumerate(_ONES + _TEENS, 1)}
    table |= {word: f"{number}th" for number, word in enumerate(_FIRSTS + _TEENTHS, 1)}
    tens = {"twenty": 20, "thirty": 30}
    for word, ten in tens.items():
        table[word] = str(ten)
        table[f"{word[:-1]}ieth"] = f"{ten}th"
        for number, (one, first) in enumerate(zip(_ONES[:9], _FIRSTS[:9], strict=True), 1):
            table[f"{word}-{one}"] = str(ten + number)
            table[f"{word}-{first}"] = f"{ten + number}th"
    return table


_NUMBERS = _numbers()
_NUMBER = re.compile(rf"\b(?:{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})\b")
_TENS = re.compile(rf"\b(twenty|thirty) ({'|'.join((*_ONES[:9], *_FIRSTS[:9]))})\b")
_MONTH = re.compile(
    r"-?(?<![a-z])(" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in map(str.lower, MONTHS))
    + r"|sept)\.?(?![a-z])-?"
)  # fmt: skip
_WEEKDAY = re.compile(
    r"(?<![a-z])(?:"
    + "|".join(
        f"(?P<w{number}>{name.lower()}|{short})"
        for number, (name, short) in enumerate(zip(WEEKDAYS, _SHORT_WEEKDAYS, strict=True))
    )
    + r")\.?(?![a-z])"
)


def in_numbers(text: str) -> str:
    """Return a date or time in lower case, with figures, short months and short weekdays.

    >>> in_numbers("Tuesday, the twelfth of May, at 3.30 p.m.")
    'tue the 12th of may at 3.30 pm'
    """
    words = unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("‘", "'")
    words = re.sub(r"(?<![a-z])([ap])\.? ?m\b\.?", r"\1m", words)
    words = _TENS.sub(r"\1-\2", words)
    words = _NUMBER.sub(lambda match: _NUMBERS[match[0]], words)
    words = _WEEKDAY.sub(lambda match: f" {WEEKDAYS[int(str(match.lastgroup)[1:])][:3].lower()} ",
                         words)  # fmt: skip
    words = _MONTH.sub(lambda match: f" {match[1][:3]} ", words)
    words = re.sub(r"[,;!?]|\.(?=\s|$)(?<!\d\.)|@", lambda m: " at " if m[0] == "@" else " ", words)
    return " ".join(words.split())
