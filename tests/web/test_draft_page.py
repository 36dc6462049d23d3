"""The Draft page in a real browser: from the empty form to the letter that is sent."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from in_browser import (
    Visit,
    add,
    box,
    bytes_of,
    choose,
    draft,
    group,
    handed,
    letter,
    opened,
    type_into,
    underlined,
)
from local_page import Running
from playwright.sync_api import Locator, Page, Route, expect
from typed_case import type_all

from letterkit import draft as drafted
from letterkit import load_case
from letterkit.workflow import bundle
from letterkit.writers import letter_bytes

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
CASE = EXAMPLES / "anticoagulant-before-procedure" / "case.yaml"
ACTION = "What did you do, and what did you tell the patient? 1"
TYPED = "He must come off Plavix."
MEANT = "must come off Plavix"
BETTER = "I have not advised any change and asked the patient to call you."


def words_of(text: str) -> list[str]:
    """The words of a letter, however its lists are drawn."""
    return text.replace("\n- ", "\n").split()


def text_in_word(content: bytes) -> str:
    return "\n".join(p.text for p in Document(io.BytesIO(content)).paragraphs)


def in_scope(field: Locator) -> None:
    """Wait until nothing is underlined in the field."""
    expect(field.locator("xpath=preceding-sibling::*").locator(".mark")).to_have_count(0)


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def test_a_letter_typed_from_the_empty_form_is_the_one_that_its_case_file_gives(
    page: Page,
) -> None:
    type_all(page)
    expect(letter(page)).to_contain_text("fax 207-555-0143")
    expect(letter(page)).to_contain_text("until 8 pm today and from 7 am tomorrow")
    expect(page.get_by_text("Ready to read and sign.").first).to_be_visible()
    expected = CASE.with_name("letter.txt").read_text("utf-8")
    assert words_of(letter(page).inner_text()) == words_of(expected)
    assert words_of(text_in_word(bytes_of(handed(page, "Word file")))) == words_of(expected)
    assert bytes_of(handed(page, "Text")).decode() == expected


def test_the_files_are_those_that_the_command_line_makes(page: Page) -> None:
    opened(page, CASE)
    loaded = load_case(CASE)
    checked = drafted(loaded)
    assert bytes_of(handed(page, "Word file")) == letter_bytes(checked, Path("letter.docx"))
    with zipfile.ZipFile(handed(page, "Everything (.zip)").path()) as together:
        assert set(together.namelist()) == {
            "letter.docx", "letter.txt", *(f"{name}.txt" for name in bundle(loaded, checked)),
        }  # fmt: skip
    page.get_by_role("button", name="Copy message").click()
    expect(page.get_by_role("heading", name="The message is copied")).to_be_visible()
    message = bundle(loaded, checked)["secure-message"].text.strip()
    assert page.evaluate("navigator.clipboard.readText()") == message


def test_words_out_of_scope_are_underlined_explained_and_replaced_by_a_click(page: Page) -> None:
    draft(page)
    action = type_into(page, ACTION, f"👍 Ice was used. {TYPED}", by_key=True)
    about = page.get_by_role("list", name="Issues here")
    expect(about).to_contain_text(f"“{MEANT}” may be read as directing medication.")
    assert underlined(action) == [MEANT]
    expect(letter(page).get_by_role("link", name=MEANT)).to_be_visible()
    about.get_by_text("Why", exact=True).click()
    expect(about.get_by_role("link", name="MA-112-228")).to_be_visible()
    expect(about).to_contain_text("(on the web)")

    about.get_by_role("button", name="Use this wording").click()
    expect(action).to_have_value(f"👍 Ice was used. {BETTER}")
    expect(letter(page)).to_contain_text(BETTER)
    in_scope(action)

    page.get_by_role("button", name="Undo").click()
    expect(action).to_have_value(f"👍 Ice was used. {TYPED}")
    expect(action).to_be_focused()
    expect(letter(page).get_by_role("link", name=MEANT)).to_be_visible()
    assert underlined(action) == [MEANT]
    letter(page).get_by_role("link", name=MEANT).click()
    expect(action).to_be_focused()
    assert action.evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)") == MEANT


def tab_to(page: Page, target: Locator, most: int = 80) -> None:
    """Press Tab until the focus is there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("e => e === document.activeElement"):
            return
    pytest.fail("the Tab key does not get there")


def test_the_same_is_done_by_keyboard_alone(page: Page) -> None:
    tab_to(page, page.get_by_role("searchbox", name="Find a situation"))
    page.keyboard.type("blood thinner")
    expect(page.get_by_role("status").filter(has_text="situation")).to_have_count(1)
    tab_to(page, page.get_by_role("button", name="blood thinner and has a procedure"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What the patient told you")).to_be_focused()
    action = box(page, ACTION)
    tab_to(page, action)
    page.keyboard.type(TYPED)
    better = page.get_by_role("button", name="Use this wording")
    expect(better).to_be_visible()
    tab_to(page, better, most=3)
    page.keyboard.press("Enter")
    expect(action).to_be_focused()
    expect(action).to_have_value(re.compile(re.escape(BETTER)))
    expect(page.get_by_role("status").filter(has_text="The wording is replaced")).to_have_count(1)
    in_scope(action)
    page.keyboard.press("Control+z")
    expect(action).to_have_value(TYPED)


def test_a_diagnosis_among_the_findings_is_moved_to_what_was_reported(page: Page) -> None:
    draft(page)
    found = group(page, "What did you see, feel or measure?")
    typed = "Guarding. He has a herniated disc at C6."
    finding = type_into(found, "What was observed", typed)
    page.get_by_role("button", name="Move it to “What did the patient tell you?”").click()
    expect(finding).to_have_value("Guarding.")
    told = box(group(page, "What did the patient tell you?"), "What was reported")
    expect(told).to_have_value(re.compile("^Being told by .* “herniated disc”"))
    page.get_by_role("button", name="Undo").click()
    expect(finding).to_have_value(typed)
    expect(told).to_have_value("")


def test_a_reload_keeps_the_work_also_a_day_that_could_not_be_read(page: Page) -> None:
    draft(page)
    action = type_into(page, ACTION, "I called his cardiologist.")
    born = type_into(page, "Date of birth", "the first of spring")
    expect(
        page.get_by_text("is not understood").or_(page.get_by_text("cannot be read"))
    ).to_be_visible()
    page.reload()
    expect(action).to_have_value("I called his cardiologist.")
    expect(born).to_have_value("the first of spring")
    expect(letter(page)).to_contain_text("I called his cardiologist.")


def test_what_is_kept_for_a_reload_cannot_be_read_in_the_browser(page: Page) -> None:
    opened(page, CASE)
    held = json.dumps(page.evaluate("[{...sessionStorage}, {...localStorage}, document.cookie]"))
    assert "letterkit.work" in held
    assert not re.search("Reyes|Plavix|Okafor|Daniel|1986|anticoagulant", held)
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    assert page.evaluate("caches.keys().then((all) => all.length)") == 0
    assert "Reyes" not in page.title() + page.url


def test_a_new_tab_starts_empty_and_two_pages_do_not_mix(visit: Visit) -> None:
    one = opened(visit.enter(), CASE)
    other = visit.enter()
    expect(other.get_by_role("heading", name="What is it about?")).to_be_visible()
    opened(other, EXAMPLES / "progress-report" / "case.yaml")
    type_into(one, ACTION, "Only in the first page.")
    type_into(other, ACTION, "Only in the second page.")
    for page, name, words in ((one, "Reyes", "first"), (other, "Anand", "second")):
        page.reload()
        expect(letter(page)).to_contain_text(f"Only in the {words} page.")
        expect(letter(page)).to_contain_text(name)
    expect(letter(other)).not_to_contain_text("Reyes")
    one.close()
    fresh = visit.enter()
    expect(fresh.get_by_role("heading", name="What is it about?")).to_be_visible()
    expect(fresh.get_by_text("Reyes")).to_have_count(0)


def test_a_saved_case_file_is_opened_again(visit: Visit, tmp_path: Path) -> None:
    page = draft(visit.enter())
    told = group(page, "What did the patient tell you?")
    type_into(told, "What was reported", "Aching: “since #3”, he says")
    type_into(page, "Name of the patient", "Zoë O’Brien")
    download = handed(page, "Save the case file")
    assert download.suggested_filename == "case.yaml"
    saved = tmp_path / "again.yaml"
    saved.write_bytes(bytes_of(download))
    other = opened(visit.enter(), saved)
    expect(box(other, "Name of the patient")).to_have_value("Zoë O’Brien")
    expect(letter(other)).to_contain_text("Aching: “since #3”, he says")


def test_a_file_that_is_no_case_is_refused_and_nothing_is_lost(page: Page, tmp_path: Path) -> None:
    draft(page)
    wrong = tmp_path / "wrong.yaml"
    for content in (b"a: [", b"\xff\xfe\x00", b"shopping: milk"):
        wrong.write_bytes(content)
        with page.expect_file_chooser() as asked:
            page.get_by_role("button", name="Open a case file").click()
        asked.value.set_files(wrong)
        expect(dialog(page)).to_contain_text("This file cannot be opened")
        dialog(page).get_by_role("button", name="Close").click()
        expect(box(page, ACTION)).to_be_visible()


def test_an_emergency_is_said_first_with_the_number_to_call(page: Page) -> None:
    draft(page)
    told = group(page, "What did the patient tell you?")
    type_into(told, "What was reported", "Chest pain and shortness of breath for an hour")
    alert = page.get_by_role("alert", name="What was noticed")
    first = "Do not wait for a letter. If it is happening now, call 911."
    expect(alert.get_by_role("heading")).to_contain_text(first)
    expect(alert).to_be_in_viewport()
    choose(page, "Who you are, and where", "Massage therapist, United Kingdom")
    expect(alert.get_by_role("heading")).to_contain_text("If it is happening now, call 999.")
    alert.get_by_role("button", name="Change to the letter").first.click()
    expect(box(told, "What was reported")).to_have_value(re.compile("^Chest pain"))


def test_a_day_that_cannot_be_read_is_asked_again_and_stays(page: Page) -> None:
    draft(page)
    born = box(page, "Date of birth")
    for typed in ("the other day", "Feb 30", "04/31/1986"):
        born.fill("")
        expect(born).not_to_have_attribute("aria-invalid", "true")
        type_into(page, "Date of birth", typed)
        expect(born).to_have_attribute("aria-invalid", "true")
        expect(born).to_have_value(typed)
    expect(letter(page)).to_contain_text("[date of birth]")


def test_no_file_is_made_in_silence_while_a_day_is_not_understood(page: Page) -> None:
    opened(page, CASE)
    type_into(page, "The first session was on", "the other day")
    page.get_by_role("button", name="Text", exact=True).click()
    expect(dialog(page)).to_contain_text("not ready to send")
    expect(dialog(page)).to_contain_text("The first session was on, in other words")
    dialog(page).get_by_role("button", name="Back").click()
    expect(page.get_by_text("Ready to read and sign.")).to_have_count(0)


def test_when_the_server_stops_the_words_stay_and_can_be_copied(
    visit: Visit, running: Running
) -> None:
    visit.expected = ("ERR_CONNECTION_REFUSED", "ERR_EMPTY_RESPONSE", "ERR_CONNECTION_RESET")
    page = draft(visit.enter())
    type_into(page, ACTION, "I called his cardiologist.")
    running.stop()
    more = type_into(page, "Name of the patient", "Daniel Reyes")
    expect(page.get_by_role("heading", name="letterkit has stopped")).to_be_visible()
    expect(more).to_have_value("Daniel Reyes")
    page.get_by_role("button", name="Copy all my words").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "I called his cardiologist." in copied
    assert "Daniel Reyes" in copied


def test_a_letter_that_lacks_something_is_not_made_and_says_what_it_lacks(page: Page) -> None:
    draft(page)
    type_into(page, "Name of the patient", "Daniel Reyes")
    page.get_by_role("button", name="Word file").click()
    expect(dialog(page)).to_contain_text("This letter is not ready to send")
    expect(dialog(page)).to_contain_text("Date of birth")
    expect(dialog(page).get_by_role("button")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Word file")).to_be_focused()


def test_a_letter_with_words_to_mend_is_made_only_as_a_draft(page: Page) -> None:
    opened(page, CASE)
    type_into(page, ACTION, f" {TYPED}")
    page.get_by_role("button", name="Word file").click()
    expect(dialog(page)).to_contain_text("may be read as directing medication")
    with page.expect_download() as coming:
        dialog(page).get_by_role("button", name="Make a draft").click()
    with zipfile.ZipFile(coming.value.path()) as package:
        headers = [package.read(name) for name in package.namelist() if "header" in name]
    assert any(b"DRAFT" in header for header in headers)


def test_a_letter_chosen_before_the_own_details_have_come_is_not_lost(visit: Visit) -> None:
    waiting: list[Route] = []
    visit.context.route("**/api/details", lambda route: waiting.append(route))
    page = visit.enter()
    page.get_by_role("button", name="blood thinner and has a procedure").click()
    page.wait_for_timeout(500)  # time to build a letter that would then be lost
    with page.expect_response("**/api/details"):
        waiting[0].continue_()
    page.wait_for_timeout(500)  # and time to lose it
    expect(letter(page).get_by_text("Sincerely,")).to_be_visible()


def test_details_are_remembered_only_on_a_click_and_forgotten_on_another(
    visit: Visit, details: Path
) -> None:
    page = draft(visit.enter())
    type_into(page, "Your name", "Marta Hale, LMT")
    assert not details.exists()
    remember = page.get_by_role("checkbox", name=re.compile("^Remember my details"))
    remember.check()
    expect(page.get_by_role("button", name="Forget my details")).to_be_visible()
    expect(remember).to_be_focused()
    assert "Marta Hale, LMT" in details.read_text("utf-8")
    assert details.stat().st_mode & 0o777 == 0o600
    other = draft(visit.enter())
    expect(box(other, "Your name")).to_have_value("Marta Hale, LMT")
    other.get_by_role("button", name="Forget my details").click()
    expect(other.get_by_role("checkbox", name=re.compile("^Remember"))).not_to_be_checked()
    assert not details.exists()
    expect(box(other, "Your name")).to_have_value("Marta Hale, LMT")


def test_an_answer_that_comes_late_does_not_undo_a_newer_one(page: Page) -> None:
    draft(page)
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if "The first words" in (route.request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    page.route("**/api/sketch", hold_the_first)
    action = type_into(page, ACTION, "The first words.")
    while not held:
        page.wait_for_timeout(20)
    action.fill("The second words.")
    expect(letter(page)).to_contain_text("The second words.")
    for route in held:
        route.continue_()
    page.wait_for_timeout(400)
    expect(letter(page)).to_contain_text("The second words.")
    expect(letter(page)).not_to_contain_text("The first words.")


def test_words_typed_fast_are_all_there_and_marked_where_they_stand(page: Page) -> None:
    draft(page)
    action = box(page, ACTION)
    action.click()
    for word in f"{TYPED} Then he rested, and I noted what he said about the day.".split(" "):
        page.keyboard.type(word + " ")
    expect(letter(page)).to_contain_text("what he said about the day.")
    expect(page.get_by_role("button", name="Use this wording")).to_be_visible()
    assert underlined(action) == [MEANT]
    page.keyboard.press("Home")
    page.keyboard.insert_text("👍 At 4 pm. ")
    assert underlined(action) == [MEANT]  # at once, before the server has answered


HOSTILE = (
    "<img src=x onerror=alert(1)><b>bold</b> &amp; {{ 7*7 }} {% raw %}",
    "\"double\" 'single' `back` \\n # : - [x] | > ---",
    "👩‍⚕️👍🏽 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 é ﬁ",
    "שלום עולם مرحبا بالعالم",
    "Many words " * 87 + "end.",
)


def test_hostile_words_are_words(page: Page) -> None:
    draft(page)
    action = box(page, ACTION)
    for words in HOSTILE:
        typed = f"{words} {TYPED}"
        action.fill(typed)
        expect(letter(page)).to_contain_text(words)
        expect(page.get_by_role("button", name="Use this wording")).to_be_visible()
        assert underlined(action) == [MEANT]
        assert letter(page).get_by_role("link", name=MEANT).is_visible()
    page.reload()
    expect(action).to_have_value(typed)


def test_a_gap_in_the_letter_and_a_needed_answer_lead_to_their_fields(page: Page) -> None:
    draft(page)
    letter(page).get_by_role("link", name="[date of birth]").click()
    expect(box(page, "Date of birth")).to_be_focused()
    page.get_by_role("link", name="Name of the physician", exact=True).click()
    expect(box(page, "Name of the physician")).to_be_focused()
    for needed in ("Which medicines does the patient take", "Which procedures are booked"):
        expect(page.get_by_text("Still:")).to_contain_text(needed)


def test_another_letter_keeps_what_was_said(page: Page) -> None:
    opened(page, CASE)
    page.get_by_role("button", name="Change the letter").click()
    page.get_by_role("button", name="The ambulance is called").click()
    expect(letter(page)).to_contain_text("Daniel Reyes")
    expect(page.get_by_text("Kept, but not printed in this letter")).to_be_visible()
    page.get_by_role("button", name="Change the letter").click()
    draft(page)
    expect(letter(page)).to_contain_text("clopidogrel (Plavix)")


def test_an_entry_is_added_removed_and_brought_back(page: Page) -> None:
    draft(page)
    asked = "What did the patient tell you?"
    type_into(group(page, asked), "What was reported", "Neck pain")
    add(page, asked, "Add another")
    second = group(page, f"{asked} 2")
    expect(box(second, "What was reported")).to_be_focused()
    type_into(second, "What was reported", "Tingling")
    page.get_by_role("button", name=f"Remove number 1 of “{asked}”").click()
    expect(letter(page)).not_to_contain_text("Neck pain")
    page.keyboard.press("Enter")  # the focus is on Undo
    expect(letter(page)).to_contain_text("Neck pain")
    expect(letter(page)).to_contain_text("Tingling")


def test_to_start_anew_is_asked_first_and_keeps_who_writes(page: Page) -> None:
    opened(page, CASE)
    type_into(page, "Name of the patient", "Somebody Else")
    page.get_by_role("button", name="Start anew").click()
    dialog(page).get_by_role("button", name="Keep working").click()
    expect(box(page, "Name of the patient")).to_have_value(re.compile("Somebody Else"))
    page.get_by_role("button", name="Start anew").click()
    dialog(page).get_by_role("button", name="Start anew").click()
    draft(page)
    expect(box(page, "Name of the patient")).to_have_value("")
    expect(box(page, "Your name")).to_have_value("Marta Hale, LMT")
    page.reload()
    expect(letter(page)).not_to_contain_text("Reyes")


def test_only_the_letter_is_printed(page: Page) -> None:
    opened(page, CASE)
    page.evaluate("window.print = () => (window.printed = true)")
    page.get_by_role("button", name="Print").click()
    page.wait_for_function("window.printed")
    page.emulate_media(media="print")
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(letter(page)).to_be_visible()
    expect(page.get_by_text("Stays on this computer")).to_be_hidden()


def test_before_letterkit_stops_by_itself_it_says_so_and_can_be_kept(
    visits: Callable[..., Visit], running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = draft(visits().enter())
    idle = running.idle
    monkeypatch.setattr(idle, "_last", idle._last - 420)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("heading", name="letterkit stops in about 3 minutes")).to_be_visible()
    page.get_by_role("button", name="Keep going").click()
    expect(page.get_by_role("heading", name="letterkit stops")).to_have_count(0)
    assert idle.seconds < 60


def test_without_a_script_the_page_says_what_it_needs(visits: Callable[..., Visit]) -> None:
    page = visits(java_script_enabled=False).enter()
    told = page.locator("noscript")  # shown only where no script runs; its words are not “text”
    assert told.bounding_box()
    assert "needs JavaScript" in told.inner_html()


def test_a_question_that_is_refused_is_left_to_the_letter(page: Page) -> None:
    draft(page)
    asked = box(page, "What do you ask of the reader?")
    asked.fill("Please stop Plavix before the epidural.")
    page.get_by_role("button", name="Leave it out").click()
    expect(asked).to_have_value("")
    expect(letter(page)).to_contain_text("Please confirm before the procedure")


def test_a_letter_is_found_by_what_a_person_calls_it(page: Page) -> None:
    page.get_by_role("searchbox", name="Find a situation").fill("Plavix epidurals")
    found = page.locator("#situations li:visible")
    expect(found).to_have_count(1)
    expect(found).to_contain_text("blood thinner")
