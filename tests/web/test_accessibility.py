"""Nobody is kept out: axe-core on every page and state, the focus, what is said, the room."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from in_browser import (
    NARROW,
    WIDE,
    Visit,
    box,
    draft,
    group,
    letter,
    opened,
    type_into,
)
from playwright.sync_api import Page, expect

ROOT = Path(__file__).parents[2]
CASE = ROOT / "examples" / "anticoagulant-before-procedure" / "case.yaml"
ACTION = "What did you do, and what did you tell the patient? 1"
REPORTED = "What did the patient tell you?"
# All of WCAG 2.2 A and AA that a program can see, and what axe-core calls good practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Colours do not depend on the width, nor the order and the size of things on the colours.
LOOKS = [("light", WIDE), ("dark", NARROW)]
# A button fades to its other colour; a tenth of a second later its contrast is what a person sees.
SETTLED = "Promise.allSettled(document.getAnimations().map((fading) => fading.finished))"


def empty(visit: Visit) -> Page:
    page = visit.enter()
    expect(page.get_by_role("heading", name="What is it about?")).to_be_visible()
    return page


def half_filled_with_issues(visit: Visit) -> Page:
    page = draft(visit.enter())
    type_into(page, ACTION, "I told him to stop Plavix. He rested.")
    found = group(page, "What did you see, feel or measure?")
    type_into(found, "What was observed", "He has a herniated disc at C6.")
    type_into(page, "Date of birth", "the other day")
    why = page.get_by_role("list", name="Issues here").get_by_text("Why", exact=True)
    expect(why).to_have_count(2)
    for one in why.all():
        one.click()
    return page


def complete(visit: Visit) -> Page:
    page = opened(visit.enter(), CASE)
    expect(page.get_by_text("Ready to read and sign.").first).to_be_visible()
    return page


def an_emergency(visit: Visit) -> Page:
    page = draft(visit.enter())
    told = group(page, REPORTED)
    type_into(told, "What was reported", "Chest pain and shortness of breath")
    expect(page.get_by_role("alert", name="What was noticed")).to_be_visible()
    return page


def a_question(visit: Visit) -> Page:
    page = draft(visit.enter())
    page.get_by_role("button", name="Word file").click()
    expect(page.get_by_role("dialog", name="This letter is not ready to send")).to_be_visible()
    return page


def check(visit: Visit) -> Page:
    return visit.enter("/check")


def checked(visit: Visit) -> Page:
    page = visit.enter("/check")
    words = page.get_by_role("textbox", name="Words of the letter")
    words.fill("He must come off Plavix, the doctor said. He has sciatica. I will cure it.")
    page.get_by_role("button", name="Check these words").click()
    result = page.get_by_role("region", name="What was found")
    expect(result).to_be_visible()
    for closed in result.get_by_role("group").all():
        closed.locator("summary").click()
    return page


def learn(visit: Visit) -> Page:
    page = visit.enter("/learn")
    page.get_by_role("group").filter(has_text="DX01").first.get_by_role("heading").first.click()
    # The other families are made by the same lines of the page: two of them are looked at.
    page.evaluate("[...document.querySelectorAll('main section')].slice(2).map((s) => s.remove())")
    return page


STATES = [
    empty, half_filled_with_issues, complete, an_emergency, a_question, check, checked, learn,
]  # fmt: skip


def violations(page: Page, axe: str, **options: Any) -> list[str]:
    """What axe-core finds, with the places."""
    page.evaluate(axe)
    told = page.evaluate(
        "options => axe.run(document, { resultTypes: ['violations'], ...options })",
        {"runOnly": RULES} | options,
    )
    assert told["passes"], "axe-core looked at nothing"
    return [
        f"{one['id']}: {one['help']} at {' | '.join(str(n['target']) for n in one['nodes'][:4])}"
        for one in told["violations"]
    ]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing_on_a_page_wide_or_narrow_light_or_dark(
    state: Callable[[Visit], Page], visit: Visit, axe: str
) -> None:
    page = state(visit)
    found: list[str] = []
    for scheme, (width, height) in LOOKS:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(SETTLED)
        found += [f"{scheme}, {width} px: {one}" for one in violations(page, axe)]
        room = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"{scheme}, {width} px: {room} px too wide"] * (room > 0)
    assert found == []


def test_axe_would_find_something(visit: Visit, axe: str) -> None:
    page = visit.enter()
    page.evaluate("document.querySelector('h1').remove()")
    page.evaluate("document.querySelector('label[for=find-situation]').remove()")
    found = " ".join(violations(page, axe))
    assert "label" in found
    assert "heading" in found


def test_a_page_twice_as_large_needs_no_scrolling_to_the_side(visit: Visit) -> None:
    page = half_filled_with_issues(visit)
    page.set_viewport_size({"width": 640, "height": 450})  # as 1280 px at 200 % are
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.evaluate("document.documentElement.style.fontSize = '200%'")  # larger letters alone
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    for path in ("/check", "/learn"):
        page.goto(visit.run.origin + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 640


def focused(page: Page) -> Iterator[str]:
    """What the focus is on, Tab after Tab: what it is called, and that it can be seen."""
    while True:
        page.keyboard.press("Tab")
        yield page.evaluate(
            """() => {
                const here = document.activeElement;
                const own = here.labels?.[0] ?? here;
                return (here.getAttribute('aria-label') ?? own.textContent).trim();
            }"""
        )


def test_the_focus_goes_the_way_of_the_eye_and_can_be_seen(visit: Visit) -> None:
    page = empty(visit)
    steps = focused(page)
    assert [next(steps) for _ in range(7)] == [
        "Skip to the page", "letterkit", "Draft", "Check", "Learn",
        "Open a case file", "Find a situation",
    ]  # fmt: skip
    assert next(steps).startswith("The ambulance is called")
    draft(page)
    told = group(page, REPORTED)
    box(told, "What was reported").focus()
    assert next(steps) == "Since when"
    seen = page.evaluate(
        """() => {
            const style = getComputedStyle(document.activeElement);
            return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        }"""
    )
    assert seen


def test_the_skip_link_leads_past_the_head_of_the_page(visit: Visit) -> None:
    page = empty(visit)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the page")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_the_focus_is_never_covered_nor_lost_on_a_narrow_page(visits: Callable[..., Visit]) -> None:
    page = draft(visits(size=NARROW).enter())
    hidden = page.evaluate(
        """async () => {
            const lost = [];
            const kinds = ['input', 'textarea', 'select', 'button'].map((kind) => `#form ${kind}`);
            for (const one of document.querySelectorAll(kinds.join())) {
                if (!one.checkVisibility()) continue;
                one.focus();
                const box = one.getBoundingClientRect();
                const down = box.y + Math.min(box.height, 20) / 2;
                const top = document.elementFromPoint(box.x + box.width / 2, down);
                const seen = top && (one.contains(top) || top.contains(one));
                if (!seen) lost.push(one.outerHTML.slice(0, 80));
            }
            return lost;
        }"""
    )
    assert hidden == []


def test_what_changes_is_said_once_a_person_pauses(visit: Visit) -> None:
    page = draft(visit.enter())
    live = page.get_by_role("status").and_(page.locator("#live"))
    type_into(page, ACTION, "He must come off Plavix.")
    expect(live).to_have_text("1 issue in “What did you do, and what did you tell the patient?”.")
    page.get_by_role("button", name="Use this wording").click()
    expect(live).to_contain_text("The wording is replaced.")
    expect(live).to_contain_text("No issue left in “What did you do")
    born = type_into(page, "Date of birth", "April 2, 1986")
    read = page.get_by_role("status").filter(has_text="Wednesday, April 2, 1986")
    expect(read).to_have_count(1)
    expect(born).to_have_accessible_description(re.compile("Wednesday, April 2, 1986"))


def test_an_issue_is_part_of_what_its_field_says_of_itself(visit: Visit) -> None:
    page = draft(visit.enter())
    action = type_into(page, ACTION, "I told him to stop Plavix.")
    expect(action).to_have_accessible_description(re.compile("may be read as directing medication"))
    action.fill("I called.")
    expect(action).not_to_have_accessible_description(re.compile("may be read as"))


def test_a_question_takes_the_focus_and_gives_it_back(visit: Visit) -> None:
    page = a_question(visit)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Word file")).to_be_focused()


def test_colours_that_a_person_forces_are_kept(visits: Callable[..., Visit], axe: str) -> None:
    page = opened(visits(forced_colors="active", reduced_motion="reduce").enter(), CASE)
    type_into(page, ACTION, " I told him to stop Plavix.")
    expect(letter(page).get_by_role("link", name="told him to stop Plavix")).to_be_visible()
    assert violations(page, axe) == []
