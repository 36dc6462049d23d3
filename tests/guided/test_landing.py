"""Better wording reads right where it lands, and takes no fact with it."""

from __future__ import annotations

import pytest

from letterkit.guided.landing import Offer, landed

ASSESS = "I am not able to say what this comes from, and ask you to assess."
TAKING = "The patient reports taking Plavix. I have not advised any change and asked him to call."


def offered(
    rewrite: str, field: str, value: str, words: str, *, says_itself: bool = False
) -> Offer | None:
    start = value.index(words)
    return landed(rewrite, field, value, start, start + len(words), says_itself=says_itself)


@pytest.mark.parametrize(
    ("field", "value", "words", "rewrite", "becomes"),
    [
        ("findings[0].text", "Swollen left calf, probably a DVT.", "probably a DVT", ASSESS,
         "Swollen left calf."),
        ("findings[0].text", "Warm. Stiff neck, so I suspect a sprain", "suspect a sprain", ASSESS,
         "Warm. Stiff neck."),
        ("findings[0].text", "It is a sprain.", "is a sprain",
         "I observed [finding] at the [place]. I cannot say more.",
         "[finding] at the [place]. I cannot say more."),
        ("findings[0].text", "Stiff neck. I suspect a sprain.", "suspect a sprain", ASSESS,
         "Stiff neck. [what you observed]"),
        ("findings[0].text", "I cured the pain.", "cured the pain",
         "Pain was rated [value] on [date].", "Pain was rated [value] on [date]."),
        ("actions[0]", "I rang. He must stop.", "must stop", TAKING,
         "I rang. I have not advised any change and asked him to call."),
        ("reported[0].text", "He is lying.", "is lying", "The patient told me: “[own words]”.",
         "“[own words]”."),
        ("plan[0]", "He will be fine.", "will be fine", "The goal is [measure].",
         "The goal is [measure]."),
    ],
)  # fmt: skip
def test_it_goes_on_from_the_words_that_the_letter_says_before_it(
    field: str, value: str, words: str, rewrite: str, becomes: str
) -> None:
    assert offered(rewrite, field, value, words) == Offer(field, becomes)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("findings[0].text", "Suspected sprain of the left ankle", "Suspected sprain"),
        ("findings[0].text", "Warm, suspected sprain", "suspected sprain"),
        ("findings[0].text", "Red calf, suspect a clot, and tender", "suspect a clot"),
        ("actions[0]", "I told him that it is a clot", "is a clot"),
        ("reported[0].text", "It is a clot", "is a clot"),
    ],
)
def test_what_would_not_read_right_or_would_lose_a_fact_is_not_offered(
    field: str, value: str, words: str
) -> None:
    assert offered(ASSESS, field, value, words) is None


def test_what_the_patient_reports_is_moved_from_what_was_observed() -> None:
    offer = offered(TAKING.partition(" I")[0], "findings[0].text", "Stiff. Stop it.", "Stop it")
    assert offer == Offer("reported", "Taking Plavix.", "Stiff.")


def test_a_question_that_the_letter_asks_itself_is_left_out() -> None:
    whole = offered(ASSESS, "request", "Stop Plavix!", "Stop Plavix", says_itself=True)
    assert whole == Offer("request", "")
    part = offered(ASSESS, "request", "Please call. Stop it.", "Stop it", says_itself=True)
    assert part == Offer("request", "Please call.")
    assert offered(ASSESS, "request", "Stop it.", "Stop it") == Offer("request", ASSESS)
