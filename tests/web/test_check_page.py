"""The Check page in a real browser: a letter that is written already, and its comments."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from docx import Document
from in_browser import Visit, bytes_of, handed
from local_page import Running
from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).parents[2]
BEFORE = ROOT / "examples" / "progress-report" / "before.txt"
OUT_OF_SCOPE = "He must come off Plavix before the epidural."
IN_SCOPE = "He reports taking Plavix daily."


@pytest.fixture
def check(visit: Visit) -> Page:
    """The Check page."""
    return visit.enter("/check")


def paste(page: Page, words: str) -> None:
    field = page.get_by_role("textbox", name="Words of the letter")
    field.fill(words)
    page.get_by_role("button", name="Check these words").click()


def drop(page: Page, name: str, content: bytes) -> None:
    """Let a file go over the page, as from a folder of the desktop."""
    carried = page.evaluate_handle(
        """([name, bytes]) => {
            const carried = new DataTransfer();
            carried.items.add(new File([new Uint8Array(bytes)], name));
            return carried;
        }""",
        [name, list(content)],
    )
    page.get_by_text("Drop the letter here").dispatch_event("drop", {"dataTransfer": carried})


def result(page: Page) -> Locator:
    return page.get_by_role("region", name="What was found")


def in_word(*paragraphs: str) -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def test_pasted_words_are_shown_with_what_may_be_misread_and_why(check: Page) -> None:
    paste(check, f"Dear Dr. Okafor,\n\n👍 {IN_SCOPE} {OUT_OF_SCOPE}")
    expect(result(check)).to_contain_text("1 error")
    expect(result(check)).to_be_focused()
    marked = result(check).get_by_role("link", name="must come off Plavix")
    expect(marked).to_be_visible()
    marked.click()
    item = result(check).get_by_role("listitem").filter(has_text="may be read as directing")
    expect(item.first).to_be_focused()
    item.first.get_by_text("Why", exact=True).click()
    expect(item.first).to_contain_text("MA-112-228")
    item.first.get_by_role("link", name="to these words in the letter").click()
    expect(marked).to_be_focused()


def test_the_keyboard_alone_checks_words_and_no_words_are_no_letter(check: Page) -> None:
    check.get_by_role("button", name="Check these words").click()
    field = check.get_by_role("textbox", name="Words of the letter")
    expect(field).to_be_focused()
    check.keyboard.insert_text(IN_SCOPE)
    check.keyboard.press("Control+Enter")
    expect(result(check)).to_contain_text("no issues")
    expect(check.get_by_role("status").filter(has_text="no issues")).to_have_count(1)


def test_a_dropped_word_file_comes_back_with_comments(check: Page) -> None:
    drop(check, "to Dr. Okafor.docx", in_word("Dear Dr. Okafor,", OUT_OF_SCOPE, IN_SCOPE))
    expect(result(check)).to_contain_text("to Dr. Okafor.docx")
    expect(result(check)).to_contain_text("1 error")
    copy = handed(check, "Word file with comments")
    assert copy.suggested_filename == "letter-with-comments.docx"
    content = bytes_of(copy)
    assert OUT_OF_SCOPE in [p.text for p in Document(io.BytesIO(content)).paragraphs]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        comments = package.read("word/comments.xml").decode()
    assert "may be read as directing medication" in comments
    expect(check.get_by_role("heading", name=re.compile("^A Word file with [0-9]+ comment"))
           ).to_be_visible()  # fmt: skip


def test_a_chosen_text_is_checked_as_the_command_line_checks_it(check: Page) -> None:
    with check.expect_file_chooser() as asked:
        check.get_by_role("button", name="Choose a file").click()
    asked.value.set_files(BEFORE)
    expect(result(check)).to_contain_text("8 errors, 2 warnings, 3 suggestions")
    assert result(check).get_by_role("link", name="to these words in the letter").count() == 13
    comments = handed(check, "Word file with comments")
    with zipfile.ZipFile(comments.path()) as package:
        assert package.read("word/comments.xml").count(b"<w:comment ") == 13


NO_LETTERS = {
    "scan.pdf": b"%PDF-1.7\nnothing else",
    "photo.png": b"\x89PNG\r\n\x1a\n" + bytes(64),
    "letter.docx": b"PK\x03\x04 broken",
    "empty.txt": b"",
    "blank.txt": b" \n\n",
}


def test_what_is_no_letter_is_refused_in_plain_words(check: Page) -> None:
    refused = check.get_by_role("alert")
    for name, content in NO_LETTERS.items():
        drop(check, name, content)
        expect(refused).to_contain_text("This could not be checked")
        assert not re.search("Error|Traceback|None|undefined", refused.inner_text())
        expect(result(check)).to_be_hidden()
        paste(check, IN_SCOPE)
        expect(result(check)).to_contain_text("no issues")
        expect(refused).to_be_empty()
        check.reload()


def test_hostile_words_are_words(check: Page) -> None:
    words = "<img src=x onerror=alert(1)> 👩‍⚕️ שלום {{ 7*7 }} &amp; “x”"
    paste(check, f"{words} {OUT_OF_SCOPE}\n\n{'word ' * 400}")
    expect(result(check).get_by_role("link", name="must come off Plavix")).to_be_visible()
    assert words in (result(check).text_content() or "")


def test_another_kind_or_place_is_asked_about_at_once(check: Page) -> None:
    paste(check, IN_SCOPE)
    expect(result(check)).to_contain_text("by its shape")
    check.get_by_role("combobox", name="It is").select_option(label="a letter")
    expect(result(check)).to_contain_text("Read as a letter.")
    expect(result(check)).to_contain_text("The letter has no date")


def test_when_letterkit_has_stopped_the_words_stay(
    check: Page, visit: Visit, running: Running
) -> None:
    visit.expected = ("ERR_CONNECTION_REFUSED", "ERR_EMPTY_RESPONSE", "ERR_CONNECTION_RESET")
    running.stop()
    paste(check, OUT_OF_SCOPE)
    expect(check.get_by_role("alert")).to_contain_text("letterkit has stopped")
    field = check.get_by_role("textbox", name="Words of the letter")
    expect(field).to_have_value(OUT_OF_SCOPE)


def test_nothing_of_a_checked_letter_is_kept(check: Page) -> None:
    held = "JSON.stringify([{...sessionStorage}, {...localStorage}, document.cookie])"
    before = check.evaluate(held)
    paste(check, OUT_OF_SCOPE)
    expect(result(check)).to_be_visible()
    assert check.evaluate(held) == before
    check.reload()
    expect(check.get_by_text("Plavix")).to_have_count(0)
