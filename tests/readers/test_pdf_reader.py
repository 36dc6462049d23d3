"""A PDF's lines become the paragraphs again that were written, each with its page."""

from __future__ import annotations

import builtins
import zlib
from typing import Any

import pytest
from letters_to_read import furniture, pdf, pdf_of, read, set_lines, where

from letterkit.errors import InputError

LONG = (
    "The patient reports tingling into the left arm for three weeks, mostly in the morning, and "
    "asks whether the booked injection should go ahead; nothing else was noted on the day."
)


def test_wrapped_lines_are_one_paragraph_and_short_ones_stay_apart() -> None:
    letter = read(pdf(set_lines(f"Dear Dr. Okafor,\n{LONG}\nSincerely,\nMarta Hale")))
    assert letter.text == f"Dear Dr. Okafor,\n\n{LONG}\n\nSincerely,\n\nMarta Hale"


def test_address_lines_without_space_between_them_stay_apart() -> None:
    lines = [(72, 700, "Helen Okafor, MD"), (72, 687, "Eastside Spine Center")]
    letter = read(pdf([*lines, *[(x, y - 80, words) for x, y, words in set_lines(LONG)]]))
    assert letter.text.startswith("Helen Okafor, MD\n\nEastside Spine Center\n\nThe patient")


def test_items_stand_together() -> None:
    lines = [(72, 700, "He reports"), (72, 687, "\\225 One thing."), (72, 674, "\\225 Another.")]
    letter = read(pdf([*lines, (72, 640, "An end, which is as long as it needs to be here.")]))
    assert "\n\n- One thing.\n- Another.\n\nAn end" in letter.text


def test_a_word_broken_at_the_end_of_a_line_is_whole_again() -> None:
    lines = [
        (72, 700, "The sentence goes on until it is broken in the middle of a diagno-"),
        (72, 687, "sis and later on, at the end of a line that is full, in upper-"),
        (72, 674, "back pain."),
    ]
    assert read(pdf(lines)).text.endswith("of a diagnosis and later on, at the end of a line "
                                          "that is full, in upper-back pain.")  # fmt: skip


def test_what_each_page_repeats_is_furniture_and_a_sentence_runs_over_the_page() -> None:
    def page(number: int, *lines: tuple[int, int, str]) -> list[tuple[int, int, str]]:
        return [(72, 760, "Re: Dana Reyes"), *lines, (72, 30, f"Page {number} of 2")]

    first, *rest = set_lines(f"{LONG}\nOn the second page.")
    letter = read(pdf(page(1, first), page(2, *rest)))
    assert letter.text == f"Re: Dana Reyes\n\n{LONG}\n\nOn the second page.\n\nPage 1 of 2"
    assert furniture(letter) == "Re: Dana Reyes\nPage 1 of 2"
    assert where(letter, "nothing else was noted") == "page 1"  # where it begins
    assert where(letter, "On the second page.") == "page 2"


def packed(size: int, times: int = 1, said: bytes = b"") -> bytes:
    stream = bytes(size)
    for _ in range(times):
        stream = zlib.compress(stream, 9)
    filters = b"/FlateDecode " * times
    head = b"<< /Length %d /Filter [%s] %s >>\nstream\n" % (len(stream), filters, said)
    return pdf_of([b"<< /Type /Catalog >>", head + stream + b"\nendstream"])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (pdf([]), "holds pictures of pages and no text"),
        (b"%PDF-1.7\n", "is damaged"),
        (b"%PDF-1.7\nnonsense" * 50, "is damaged"),
        (packed(40_000_000), "is too large"),
        (packed(1_000, times=2), "is too large"),
        (pdf(*[[]] * 2_001), "has more than 2,000 pages"),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(content, "letter.pdf")


def test_a_large_picture_is_no_obstacle_to_look_further() -> None:
    with pytest.raises(InputError, match="is damaged"):
        read(packed(40_000_000, said=b"/Subtype /Image"))


def test_without_the_library_the_command_to_install_it_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    original = builtins.__import__

    def hidden(name: str, *rest: Any, **named: Any) -> Any:
        if name.startswith("pypdfium2"):
            raise ImportError(name)
        return original(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", hidden)
    with pytest.raises(InputError) as caught:
        read(pdf(set_lines(LONG)), "letter.pdf")
    assert str(caught.value) == (
        "letter.pdf: is a PDF: the library that reads it (pypdfium2) is not installed. "
        "Install it: python3 -m pip install 'pypdfium2>=5'"
    )
