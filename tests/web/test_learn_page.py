"""The Learn page in a real browser: the rules, with and without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from in_browser import NARROW, Visit
from playwright.sync_api import expect


@pytest.mark.parametrize("script", [True, False])
def test_a_rule_is_found_by_its_address_and_read(
    visits: Callable[..., Visit], script: bool
) -> None:
    page = visits(java_script_enabled=script).enter("/learn#RX01")
    lesson = page.get_by_role("group").filter(has_text="RX01").first
    expect(lesson).to_contain_text("may be read as directing medication")
    if not lesson.get_by_text("Instead:").is_visible():
        lesson.get_by_role("heading").first.click()
    expect(lesson.get_by_text("Instead:")).to_be_visible()
    expect(lesson.get_by_text("But", exact=True).first).to_be_visible()
    source = lesson.get_by_role("link", name="Read the source").first
    expect(source).to_have_attribute("rel", "noreferrer noopener")
    expect(source).to_have_attribute("target", "_blank")


def test_the_families_lead_to_their_rules_and_the_rules_are_those_of_a_place(
    visits: Callable[..., Visit],
) -> None:
    page = visits(size=NARROW).enter()
    page.get_by_role("link", name="Learn").click()
    families = page.get_by_role("navigation", name="Families of rules")
    families.get_by_role("link", name="Naming a condition").click()
    expect(page.get_by_role("heading", name="Naming a condition")).to_be_in_viewport()
    families.get_by_role("link", name="Ontario").click()
    expect(page).to_have_url(f"{page.url.split('/learn')[0]}/learn/rmt-ontario")
    expect(families.get_by_role("link", name="Ontario")).to_have_attribute("aria-current", "true")
