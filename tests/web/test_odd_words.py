"""Words and files that nobody meant to be awkward, and a server that is gone: the page holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from in_browser import Visit, box, draft, group, letter, opened, type_into, underlined
from playwright.sync_api import Page, expect

EXAMPLES = Path(__file__).parents[2] / "examples"
OBSERVED = "What did you see, feel or measure?"


@pytest.mark.parametrize("part", ["patient:", "consent:\npractitioner:", "findings:\n  -"])
def test_a_case_with_a_part_that_is_still_empty_can_be_opened_and_filled_in(
    page: Page, tmp_path: Path, part: str
) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(f"letter: anticoagulant-before-procedure\n{part}\n", "utf-8")
    opened(page, case)
    type_into(page, "Name of the patient", "Ada Wren")
    expect(letter(page).get_by_text("Ada Wren").first).to_be_visible()


@pytest.mark.parametrize("word", ["W" * 900, "\ufdfd" * 200, "https://" + "a" * 600])
def test_a_word_without_end_stays_within_the_page(page: Page, word: str) -> None:
    type_into(group(draft(page), OBSERVED), "What was observed", word)
    expect(letter(page).get_by_text(word[:200])).to_be_visible()
    wide, shown = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= shown


@pytest.mark.parametrize(
    "words",
    [
        "<img src=x onerror=alert(1)> This is sciatica",
        "{{ 7 * 7 }}.  This is sciatica",
        "__proto__: 👍🏽\tThis is sciatica",
        "עברית.  This is sciatica",
        "a\u0301\u0302 “b”.\nThis is sciatica",
    ],
)
def test_words_that_could_be_taken_for_more_are_words_and_marked_where_they_stand(
    page: Page, words: str
) -> None:
    entry = group(draft(page), OBSERVED)
    field = box(entry, "What was observed")
    field.fill(words)
    expect(letter(page).locator(".mark").first).to_have_text("is sciatica")
    assert underlined(field) == ["is sciatica"]
    assert not page.locator("#desk img, #desk script").count()


def test_a_letter_without_the_last_words_is_not_printed(visit: Visit, page: Page) -> None:
    """letterkit may have stopped: what stands there is then an older letter."""
    visit.expected = ("net::ERR_FAILED",)
    opened(page, EXAMPLES / "anticoagulant-before-procedure" / "case.yaml")
    page.evaluate("window.print = () => document.body.append('printed!')")
    printing = page.get_by_role("button", name="Print", exact=True)
    printing.dispatch_event("click")
    expect(page.get_by_text("printed!")).to_have_count(1)
    visit.context.route("**/api/**", lambda route: route.abort())
    box(page, "What was reported").first.fill("No pain any more.")
    printing.dispatch_event("click")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("not in the letter yet")
    assert dialog.get_by_role("button").all_inner_texts() == ["Back to the letter"]
    dialog.get_by_role("button").click()
    visit.context.unroute("**/api/**")
    printing.dispatch_event("click")
    expect(page.get_by_text("printed!printed!")).to_have_count(1)


def test_what_is_asked_for_amid_the_typing_waits_for_the_last_words(page: Page) -> None:
    opened(page, EXAMPLES / "anticoagulant-before-procedure" / "case.yaml")
    page.evaluate("""() => {
      window.print = () => {
        const printed = document.getElementById("letter").cloneNode(true);
        printed.id = "printed";
        document.body.append(printed);
      };
      const [ask, field] = [window.fetch, document.querySelector("#form textarea")];
      window.fetch = async (...given) => {  // slower than the page asks again
        await new Promise((done) => setTimeout(done, 400));
        return ask(...given);
      };
      document.getElementById("print").click();
      setTimeout(() => {
        field.value = "Neck pain since May";
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }, 50);
    }""")
    expect(page.locator("#printed")).to_contain_text("Neck pain since May")
    assert not page.get_by_role("dialog").count()


def test_a_draft_in_a_file_is_no_saved_work(page: Page) -> None:
    case = EXAMPLES / "anticoagulant-before-procedure" / "case.yaml"
    opened(page, case)
    box(page, "What was observed").first.fill("This is sciatica.")
    expect(letter(page).locator(".mark").first).to_have_text("is sciatica")
    page.get_by_role("button", name="Word file", exact=True).click()
    with page.expect_download():
        page.get_by_role("dialog").get_by_role("button", name="Make a draft").click()
    with page.expect_file_chooser() as asked:
        page.get_by_role("button", name="Open a case file").click()
    asked.value.set_files(case)
    dialog = page.get_by_role("dialog", name="Open another case?")
    dialog.get_by_role("button", name="Keep working").click()
    expect(box(page, "What was observed").first).to_have_value("This is sciatica.")


def test_a_second_tab_holds_nothing_of_the_first(visits: Callable[..., Visit]) -> None:
    visit = visits()
    first = visit.enter()
    type_into(draft(first), "Name of the patient", "Ada Wren")
    second = visit.enter()
    expect(second.get_by_role("region", name="What is it about?")).to_be_visible()
    assert "Ada" not in second.locator("body").inner_text()
    assert "Ada" not in second.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")
    assert second.evaluate("document.cookie") == ""
