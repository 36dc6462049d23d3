"""The anticoagulant case, as a person types it into the Draft page."""

from __future__ import annotations

from in_browser import add, choose, draft, group, type_into
from playwright.sync_api import Page

_PLAIN = {
    "The patient": {
        "Name of the patient": "Daniel Reyes",
        "How the letter names the patient in sentences": "Mr. Reyes",
        "Date of birth": "April 2, 1986",
        "Agreed on": "today",
    },
    "Who the letter is for": {
        "Name of the physician": "Helen Okafor, MD",
        "Their practice": "Eastside Spine Center",
        "Their fax": "207-555-0177",
    },
    "You": {
        "Your name": "Marta Hale, LMT",
        "Your title": "Licensed Massage Therapist",
        "Your licence or registration": "Maine MT-0000",
        "Your clinic": "Harbor Street Massage Therapy",
        "Its address": "214 Harbor Street, Suite 3, Portland, ME 04101",
        "The number to call back": "207-555-0142",
        "Your fax": "207-555-0143",
        "When you can be reached": "until 8 pm today and from 7 am tomorrow",
    },
}


def type_all(page: Page) -> None:
    """Fill in the whole form, in its order."""
    draft(page)
    _reported(page)
    _observed(page)
    _done(page)
    for title, answers in _PLAIN.items():
        part = page.get_by_role("region", name=title, exact=True)
        if title == "The patient":
            choose(part, "How did the patient agree to this letter?", "In writing")
        for label, words in answers.items():
            type_into(part, label, words)


def _reported(page: Page) -> None:
    told = group(page, "What did the patient tell you?")
    type_into(told, "What was reported", "Neck and upper-back pain with tingling into the left arm")
    type_into(told, "Since when", "for three weeks")
    medicine = group(page, "Which medicines does the patient take?")
    type_into(medicine, "Name of the medicine", "clopidogrel (Plavix)")
    type_into(medicine, "Dose, as on the label or as told", "75 mg daily")
    choose(medicine, "Where the name comes from", "I read the label")
    type_into(medicine, "Who prescribed it", "his cardiologist")
    type_into(medicine, "What for, as the patient says", "a stroke in 2023")
    booked = group(page, "Which procedures are booked, or were done lately?")
    type_into(booked, "Which procedure", "an epidural injection")
    type_into(booked, "When", "tomorrow 9am")
    type_into(booked, "Done by whom", "your practice")
    choose(booked, "Has that team been told of the medicines?", "The patient is not sure")


def _observed(page: Page) -> None:
    asked = "What did you see, feel or measure?"
    first = group(page, asked)
    seen = "Guarding and tenderness of the neck and shoulder muscles"
    type_into(first, "What was observed", seen)
    choose(first, "Side", "Left")
    type_into(first, "When", "today")
    for number, (side, degrees) in enumerate((("left", "40"), ("right", "65")), start=2):
        add(page, asked, "Add another")
        measured = group(page, f"{asked} {number}")
        type_into(measured, "When", "today")
        type_into(measured, "If measured, what was measured", f"Neck rotation to the {side}")
        type_into(measured, "The value", degrees)
        type_into(measured, "Its unit", "°")
        type_into(measured, "Measured how", "goniometer")


def _done(page: Page) -> None:
    part = page.get_by_role("region", name="What you did", exact=True)
    type_into(part, "How many sessions so far?", "2")
    type_into(part, "The first session was on", "March 9")
    type_into(part, "The last session was on", "today")
    areas = "Where on the body?"
    add(part, areas)
    type_into(part, f"{areas} 1", "neck").press("Enter")
    type_into(part, f"{areas} 2", "shoulders")
    type_into(
        part,
        "What did you do, and what did you tell the patient? 1",
        "I asked him to call your office today and to bring his medication list tomorrow.",
    )
    add(part, "Whom did you telephone about this?")
    call = group(page, "Whom did you telephone about this?")
    type_into(call, "When", "today 4:10 pm")
    type_into(call, "Whom you spoke to", "your front desk")
    type_into(call, "What came of it", "this message was left")
