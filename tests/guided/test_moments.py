"""Dates as people type them: read rightly, or asked for again, never guessed in silence."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import cast, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterkit.case import day_of, read_moment
from letterkit.guided.days_said import Looks
from letterkit.guided.moments import Said, read_moment_said

NOW = datetime(2026, 3, 11, 14, 0)  # noqa: DTZ001 a Wednesday; the person's own day
PHRASES = [
    [part.strip() for part in line.split("|")]
    for line in Path(__file__).with_name("moments.txt").read_text("utf-8").splitlines()
    if "|" in line and not line.startswith("#")
]


LOOKS: tuple[Looks, ...] = get_args(Looks)


def read(field: str, typed: str) -> Said:
    side, *more = field.split()
    looks = {"born": "far back", "either": ""}.get(side, side)
    return read_moment_said(
        typed, NOW, day_first="uk" in more, time="day" not in more, looks=cast(Looks, looks)
    )


@pytest.mark.parametrize(("field", "typed", "meant"), PHRASES, ids=lambda part: part)
def test_what_people_type_is_read_as_they_mean_it(field: str, typed: str, meant: str) -> None:
    said = read(field, typed)
    values = " or ".join(reading.value for reading in said.readings)
    assert (values or "?") == meant
    if meant == "?":
        assert said.fault
        assert said.fault.todo


@pytest.mark.parametrize("written", ["2026-03-10 11:05", "2026-03-10T23:05", "2026-03-10"])
def test_what_a_case_file_says_is_read_as_it_says_it(written: str) -> None:
    (reading,) = read("back", written).readings
    assert reading.value == written.replace("T", " ")


def test_the_list_is_long_enough_to_say_something() -> None:
    assert len(PHRASES) >= 120


@pytest.mark.parametrize("day_first", [True, False])
@given(moment=st.datetimes(datetime(2024, 3, 1), datetime(2030, 1, 1)))  # noqa: DTZ001
def test_what_is_confirmed_is_read_again_as_the_same(moment: datetime, day_first: bool) -> None:
    first = read_moment_said(
        f"{moment:%Y-%m-%d %H:%M}", NOW, day_first=day_first, time=True, looks="ahead"
    ).readings[0]
    again = read_moment_said(first.says, NOW, day_first=day_first, time=True, looks="ahead")
    assert [reading.value for reading in again.readings] == [first.value]
    assert read_moment(first.value) == moment.replace(second=0, microsecond=0)


WORDS = (
    "12 May 5/12 2026 12.5 tomorrow today tuesday tue next last this week weeks in ago a the 12th "
    "31st 3pm 3 : 15:30 half past to nine quarter morning night noon midnight of on at Feb 29 99 0 "
    "2026-02-30 '26 / - . , months hours now from -1 ١٢ é"
).split()


@given(words=st.lists(st.sampled_from(WORDS), max_size=6), looks=st.sampled_from(LOOKS),
       time=st.booleans(), day_first=st.booleans())  # fmt: skip
def test_any_words_are_read_or_refused(
    words: list[str], looks: Looks, time: bool, day_first: bool
) -> None:
    said = read_moment_said(" ".join(words), NOW, day_first=day_first, time=time, looks=looks)
    assert bool(said.readings) != bool(said.fault)
    assert len({reading.value for reading in said.readings}) == len(said.readings)
    for reading in said.readings:
        moment = cast(date, read_moment(reading.value))
        assert time or not isinstance(moment, datetime)
        assert looks != "far back" or day_of(moment) <= NOW.date()


@pytest.mark.parametrize(
    "typed", ["", "  ", "\x1b[31m", "tomorrow\u202e", "\u200fمارس", "1" * 10_000, "🙂", "x" * 81]
)
def test_what_is_no_date_is_said_in_words_that_can_be_shown(typed: str) -> None:
    said = read_moment_said(typed, NOW, day_first=False, time=True)
    assert said.fault
    assert str(said.fault).isprintable()
    assert len(str(said.fault)) < 200
    assert "Type it as March 11, 2026, 3:30 pm." in str(said.fault)


@pytest.mark.parametrize(
    ("typed", "says", "away"),
    [
        ("tomorrow 3pm", "Thursday, March 12, 2026, 3:00 pm", "tomorrow"),
        ("noon", "Wednesday, March 11, 2026, 12:00 noon", "today"),
        ("in 3 weeks", "Wednesday, April 1, 2026", "in 3 weeks"),
    ],
)
def test_a_reading_is_written_out_with_how_far_it_is(typed: str, says: str, away: str) -> None:
    reading = read("ahead", typed).readings[0]
    assert (reading.says, reading.away) == (says, away)
    day_first = read("ahead uk", "tomorrow 3pm").readings[0]
    assert day_first.says == "Thursday 12 March 2026, 3:00 pm"
    assert read("born day", "4/2/86").readings[0].away == "39 years old"


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("back day", "tomorrow", "That lies ahead"),
        ("back", "today at 16:10", "That lies ahead"),
        ("ahead", "tomorrow morning", "The hour is left open"),
        ("ahead", "yesterday", ""),
        ("back", "yesterday 3pm", ""),
    ],
)
def test_what_is_odd_or_not_kept_is_remarked(field: str, typed: str, told: str) -> None:
    remark = read(field, typed).remark
    assert told in remark
    assert bool(told) == bool(remark)


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("ahead day", "Febuary 3", "Did you mean 'February'?"),
        ("ahead day", "Monday, May 12", "May 12, 2026 is a Tuesday, not a Monday."),
        ("ahead day uk", "31/6/2026", "There is no 31 June in 2026."),
        ("back day", "yesterday 3pm", "Type March 10, 2026."),
        ("born day", "2 April", "such as April 2, 1986"),
        ("ahead", "9.30", "“9.30” may be a day or a time."),
        ("ahead", "2pm or 3pm", "more than one time"),
    ],
)
def test_a_refusal_says_what_to_type(field: str, typed: str, told: str) -> None:
    assert told in str(read(field, typed).fault)


def test_without_the_time_of_day_it_is_said_that_it_is_not_known() -> None:
    said = read_moment_said("an hour ago", NOW.date(), day_first=False, time=True, looks="back")
    assert "not known" in str(said.fault)


@pytest.mark.parametrize("typed", ["in 99 weeks", "the 12th", "tomorrow"])
def test_the_end_of_the_calendar_is_said(typed: str) -> None:
    said = read_moment_said(typed, date(9999, 12, 31), day_first=False, time=False)
    assert said.fault
