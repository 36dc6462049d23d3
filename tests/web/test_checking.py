"""Check: what the page is told of a letter in any format, and the copy with comments."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from letters_to_comment import comments_of, words_in_ranges
from letters_to_read import LETTERS, SENTENCE, odt
from local_page import Running

from letterkit.review import Asked, review
from letterkit.scope.pack import load_sources
from letterkit.web.checking import called
from letterkit.web.saying_issues import counted_by_script

EXAMPLES = Path(__file__).parents[2] / "examples"
FORMATS = {
    "letter.docx": LETTERS["docx"][0],
    "letter.odt": odt(f"<text:p>Dear Dr. Okafor,</text:p><text:p>{SENTENCE}</text:p>"),
    "letter.rtf": rb"{\rtf1\ansi Dear Dr. Okafor,\par " + SENTENCE.encode() + rb"\par}",
    "letter.pdf": LETTERS["pdf"][0],
    "letter.html": f"<!DOCTYPE html><p>Dear Dr. Okafor,<p>{SENTENCE}".encode(),
    "letter.eml": LETTERS["eml"][0],
    "letter.txt": f"Dear Dr. Okafor,\n\n{SENTENCE}\n".encode(),
    "old.txt": f"Dear Dr. Okafor,\r\n\r\n{SENTENCE} “na\u00efve”\r\n".encode("cp1252"),
    "wide.txt": f"Dear Dr. Okafor,\n\n{SENTENCE}\n".encode("utf-16"),
}


def checked(running: Running, content: bytes, **head: str) -> Any:
    sent = {name.replace("_", "-"): value for name, value in head.items()}
    answer = running.ask("POST", "/api/check", content, sent)
    assert answer.status == 200, answer.text
    return answer.json


@pytest.mark.parametrize("name", FORMATS)
def test_a_letter_in_any_format_is_read_and_its_words_are_marked(
    shared: Running, name: str
) -> None:
    told = checked(shared, FORMATS[name], X_File_Name=name)
    assert told["name"] == name
    number = next(n for n, issue in enumerate(told["issues"]) if issue["rule"] == "IM01")
    issue = told["issues"][number]
    assert issue["words"].split() == ["scan", "shows", "a", "fracture"]
    assert all(source["address"].startswith("http") for source in issue["sources"])
    marked = [
        piece["text"]
        for paragraph in told["paragraphs"]
        for piece in paragraph
        if number in piece.get("issues", ())
    ]
    assert "".join(marked) == issue["words"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_letter_in_any_format_comes_back_with_its_comments(shared: Running, name: str) -> None:
    answer = shared.ask("POST", "/api/check/annotated", FORMATS[name], {"X-File-Name": name})
    assert answer.status == 200
    ours = [lines for author, lines in comments_of(answer.body).values() if author == "letterkit"]
    assert len(ours) == int(answer.headers["X-Comments"]) > 0
    assert any(words == "scan shows a fracture" for words in words_in_ranges(answer.body).values())
    assert any("Source: " in line for lines in ours for line in lines)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/before.txt")), ids=lambda p: p.parent.name)
def test_the_page_is_told_what_the_command_would_say(shared: Running, path: Path) -> None:
    report = review(path.read_bytes(), "before.txt", Asked()).report
    told = checked(shared, path.read_bytes())
    assert [one["rule"] for one in told["issues"]] == [one.rule for one in report.issues]
    assert [one["message"] for one in told["issues"]] == [one.message for one in report.issues]
    assert len(told["excused"]) == len(report.excused)
    shown = "\n\n".join("".join(p["text"] for p in words) for words in told["paragraphs"])
    assert shown.split() == path.read_text("utf-8").split()


def test_places_are_counted_as_a_script_counts(shared: Running) -> None:
    letter = "👍🏽 I suspect a fracture. 𝔅 The calf is consistent with DVT."
    units = letter.encode("utf-16-le")
    told = checked(shared, letter.encode())
    assert told["issues"]
    for issue in told["issues"]:
        assert units[issue["start"] * 2 : issue["end"] * 2].decode("utf-16-le") == issue["words"]
    assert [counted_by_script("a👍b")(at) for at in range(4)] == [0, 1, 3, 4]


def test_a_person_says_what_a_text_is_and_who_writes(shared: Running) -> None:
    note = b"S: neck pain for 3 weeks. The licence was shown.\n"
    as_letter = checked(shared, note, X_Kind="letter")
    as_note = checked(shared, note, X_Kind="note")
    assert (as_letter["kind"], as_letter["guessed"]) == ("letter", False)
    assert checked(shared, note)["guessed"] is True
    assert len(as_letter["issues"]) > len(as_note["issues"])
    british = checked(shared, b"I diagnose a fracture.", X_Profile="therapist-uk")
    american = checked(shared, b"I diagnose a fracture.")
    assert british["issues"][0]["sources"] != american["issues"][0]["sources"]


@pytest.mark.parametrize(
    ("content", "head", "words"),
    [
        (b"\x89PNG\r\n", {}, "is a picture"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            {"X-File-Name": "old.doc"},
            "old Word (.doc)",
        ),
        (b"PK\x03\x04 no zip", {"X-File-Name": "a.docx"}, "is damaged"),
        (b"%PDF-1.7 no pdf", {}, "is damaged"),
        (b"\0\1\2\3", {}, "not a text file"),
        (b"Words.", {"X-Profile": "nobody"}, "there is no profile"),
        (b"Words.", {"X-Kind": "poem"}, "no kind of text"),
    ],
)
def test_what_cannot_be_read_is_said_with_the_way_out(
    shared: Running, content: bytes, head: dict[str, str], words: str
) -> None:
    for target in ("/api/check", "/api/check/annotated"):
        answer = shared.ask("POST", target, content, head)
        assert answer.status == 422
        (fault,) = answer.json["faults"]
        assert words in fault["what"]
        assert fault["todo"]
        assert set(fault) == {"what", "todo", "line", "column"}


def test_no_words_are_no_letter_without_issues(shared: Running) -> None:
    for target in ("/api/check", "/api/check/annotated"):
        for content in (b"", b" \n\n"):
            answer = shared.ask("POST", target, content)
            assert answer.status == 422
            assert answer.json["faults"][0]["what"] == "There are no words in it."


def test_what_works_unseen_in_a_letter_is_made_visible(shared: Running) -> None:
    letter = "He must come off \u202exivalP\u202c and \x1b[31mwarfarin."
    told = checked(shared, letter.encode())
    assert not set("\u202e\u202c\x1b") & set(json.dumps(told, ensure_ascii=False))


def test_markup_in_a_letter_is_words(shared: Running) -> None:
    letter = "<img src=x onerror=alert(1)> must come off Plavix </script><script>alert(1)</script>"
    told = checked(shared, letter.encode(), X_File_Name=quote("<b>.txt"))
    shown = "".join(piece["text"] for piece in told["paragraphs"][0])
    assert (shown, told["name"]) == (letter, "<b>.txt")


def test_an_issue_that_runs_across_paragraphs_is_marked_in_each(shared: Running) -> None:
    told = checked(shared, LETTERS["docx"][0], X_File_Name="letter.docx")
    numbers = {n for words in told["paragraphs"] for p in words for n in p.get("issues", ())}
    assert numbers == set(range(len(told["issues"])))


def test_letters_of_pdf_are_read_side_by_side(shared: Running) -> None:
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: checked(shared, LETTERS["pdf"][0]), range(24)))
    assert all(one == told[0] for one in told)


def test_every_source_has_an_address_that_a_page_may_link_to() -> None:
    assert all(said.address.startswith(("https://", "http://")) for said in load_sources().values())


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("", "your letter"), ("letter.docx", "letter.docx"), ("Ms%20Smith.txt", "Ms Smith.txt"),
        ("C%3A%5CUsers%5Cme%5Cletter.txt", "letter.txt"), ("..", ".."), ("a%0Ab.txt", "a␊b.txt"),
        ("%2F%2F", "your letter"), ("n" * 200 + ".docx", "n" * 115 + ".docx"),
    ],
)  # fmt: skip
def test_a_letter_is_called_by_the_last_part_of_its_name(sent: str, name: str) -> None:
    assert called(sent) == name


def test_more_than_a_letter_is_refused_at_once(shared: Running) -> None:
    """A book would keep the page, and every other one, waiting for minutes."""
    book = (b"You must come off Plavix. " * 20 + b"\n\n") * 1_000
    answer = shared.ask("POST", "/api/check", book)
    assert answer.status == 422
    assert "more than a hundred pages" in answer.json["faults"][0]["what"]
