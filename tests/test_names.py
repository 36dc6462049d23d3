"""names: how a letter calls a person, without guessing."""

from __future__ import annotations

import pytest

from letterkit.names import short_name


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Helen Okafor, MD", "Dr. Okafor"),
        ("Wei Lim, DO, FAAFP", "Dr. Lim"),
        ("Dr. Ana de la Cruz", "Dr. de la Cruz"),
        ("Mrs. Ruth Alder", "Mrs. Alder"),
        ("Daniel Reyes", "Daniel Reyes"),
        ("Okafor", "Okafor"),
        ("Marta Hale, LMT", "Marta Hale"),
        ("Dodie Mdoe", "Dodie Mdoe"),
    ],
)
def test_a_title_is_used_where_it_is_given_and_never_guessed(name: str, short: str) -> None:
    assert short_name(name) == short


def test_a_title_that_is_added_is_written_as_the_profile_writes_it() -> None:
    assert short_name("Helen Okafor, MBBS", doctor="Dr") == "Dr Okafor"
    assert short_name("Dr. Helen Okafor", doctor="Dr") == "Dr. Okafor"  # as it was typed


def test_what_the_case_says_wins() -> None:
    assert short_name("Daniel Reyes", "Mr. Reyes") == "Mr. Reyes"
