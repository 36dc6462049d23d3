from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterkit.writers.typography import NO_BREAK, bind, unbind


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("takes 75 mg daily", "takes 75~mg daily"),
        ("Dear Dr. Okafor, I", "Dear Dr.~Okafor, I"),
        ("Dr Smith and Mrs. Alder", "Dr~Smith and Mrs.~Alder"),
        ("at 9:00 am, then", "at 9:00~am, then"),
        ("at 4:10 p.m. today", "at 4:10~p.m. today"),
        ("on March 12 at", "on March~12 at"),
        ("on 14 May 2026", "on 14~May 2026"),
        ("turned 40 ° left", "turned 40~° left"),
        ("about 30 % less", "about 30~% less"),
        ("Re: L. M., born", "Re: L.~M., born"),
        ("fax 207-555-0143", "fax~207-555-0143"),
        ("from 5 - 7", "from 5~- 7"),
        ("Center · fax", "Center~· fax"),
    ],
)
def test_what_belongs_together_is_never_parted(text: str, bound: str) -> None:
    assert bind(text) == bound.replace("~", NO_BREAK)


@pytest.mark.parametrize(
    "text",
    [
        "She drove a car",
        "in March she told me",
        "since March 2026",
        "Mayor 12 spoke",
        "took 75 milk bottles",
        "the side - in all",
        "Dracula came",
        "I may 5",
    ],
)
def test_other_spaces_stay_plain(text: str) -> None:
    expected = text.replace(" - ", f"{NO_BREAK}- ")
    assert bind(text) == expected


@given(st.text())
def test_only_spaces_change_and_the_length_stays(text: str) -> None:
    bound = bind(text)
    assert len(bound) == len(text)
    changed = {(old, new) for old, new in zip(text, bound, strict=True) if old != new}
    assert changed <= {(" ", NO_BREAK)}
    assert bind(bound) == bound


def test_a_pasted_field_gets_plain_spaces() -> None:
    assert unbind(bind("75 mg at 9:00 am")) == "75 mg at 9:00 am"
