"""What a browser keeps on its disk of what was typed: nothing that can be read."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from in_browser import draft, launched_with, type_into
from local_page import ROOM, Running
from playwright.sync_api import Browser, BrowserContext, expect

SEEN = "Ordinarywordz"
TYPED = ("Wrenfieldz", "Plavixz", "Pastedwordz")


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def kept(browser: Browser, profile: Path) -> Iterator[BrowserContext]:
    """A browser as a person has it, with a profile on the disk."""
    with browser.browser_type.launch_persistent_context(profile, **launched_with()) as window:
        yield window


def in_clear(profile: Path, words: str) -> list[str]:
    """The files of the profile that hold these words."""
    forms = (words.encode(), words.encode("utf-16-le"))
    files = (path for path in profile.rglob("*") if path.is_file())
    return [str(path) for path in files if any(form in path.read_bytes() for form in forms)]


def test_no_word_of_a_patient_is_left_in_the_profile_of_the_browser(
    kept: BrowserContext, profile: Path, running: Running, details: Path
) -> None:
    page = kept.new_page()
    page.goto(running.run.address)
    type_into(draft(page), "Name of the patient", TYPED[0])
    type_into(page, "What was reported", TYPED[1])
    check = kept.new_page()
    check.goto(f"{running.run.origin}/check")
    check.get_by_label("Words of the letter").fill(f"{TYPED[2]} must come off Plavix.")
    check.get_by_role("button", name="Check these words").click()
    expect(check.get_by_text("was found")).to_be_visible()
    # A field that says nothing about being kept: when it is on the disk, the others would be.
    other = kept.new_page()
    other.set_content("<textarea></textarea>")
    other.locator("textarea").fill(SEEN)
    for tab in (other, page, check):
        tab.evaluate("location.hash = 'x'")  # a browser keeps a page as it is left
    end = time.monotonic() + ROOM
    while not in_clear(profile, SEEN) and time.monotonic() < end:
        page.wait_for_timeout(200)
    assert in_clear(profile, SEEN)
    assert {words: in_clear(profile, words) for words in TYPED} == {words: [] for words in TYPED}
