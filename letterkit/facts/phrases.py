"""Small joints of marked text: lists, capitals, full stops."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from letterkit.ledger import CLOSE, MID, OPEN

_MARKS = OPEN + MID + CLOSE
_SMALL_WORDS = frozenset(
    "a an the that this these no not having feeling being taking pain less more about".split()
)


def block(text: str) -> str:
    """Return text that stands between blank lines."""
    return f"\n\n{text}\n\n"


def list_block(lead_in: str, items: Iterator[str]) -> str:
    """Return a heading and its items in the block syntax."""
    return block("\n".join([f"# {lead_in}", "", *(f"- {item}" for item in items)]))


def and_list(words: Sequence[str]) -> str:
    """Return “a, b and c”."""
    return ", ".join(words[:-1]) + (" and " if len(words) > 1 else "") + words[-1] if words else ""


def _first_letter(marked: str) -> int:
    """Return where the first printed character of a marked text stands."""
    position = 0
    while position < len(marked) and marked[position] == OPEN:
        position = marked.index(MID, position) + 1
    return position


def upper_first(marked: str) -> str:
    """Return the text with a capital first letter."""
    at = _first_letter(marked)
    capital = marked[at : at + 1].upper()
    return marked[:at] + capital + marked[at + 1 :] if len(capital) == 1 else marked  # not ß → SS


def after_verb(verb: str, marked: str) -> str:
    """Return “reports that …” or “reports: Tylenol …”: a capital goes only from a small word."""
    at = _first_letter(marked)
    first_word = marked[at:].split(" ", 1)[0].rstrip(_MARKS)
    if first_word.lower() in _SMALL_WORDS:
        return f"{verb} {marked[:at]}{marked[at : at + 1].lower()}{marked[at + 1 :]}"
    return f"{verb}: {marked}"


def stopped(marked: str) -> str:
    """Return the text with a full stop, unless it ends in a mark of its own."""
    end = marked.replace(CLOSE, "")[-2:]
    return marked if end[-1:] in (".", "!", "?", "…") or end in (".”", "?”", "!”") else f"{marked}."


def sentence(marked: str) -> str:
    """Return the text as a sentence: capital and full stop."""
    return stopped(upper_first(marked))
