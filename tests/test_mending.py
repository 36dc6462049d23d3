"""A letter is what the decisions make of the original, and nothing else."""

from __future__ import annotations

import codecs
import itertools
import random
from pathlib import Path

import pytest

from letterkit.errors import InputError
from letterkit.issue import Issue
from letterkit.manuscript import Manuscript, Passage
from letterkit.mending import Mending, copy_of, fitting, session_of, session_text
from letterkit.mending.change import Change, narrow
from letterkit.mending.session import Decision, fingerprint
from letterkit.readers import read_manuscript
from letterkit.review import Asked, review_manuscript

ROOT = Path(__file__).parent.parent
TWO = "I suspect a fracture. He must stop Plavix.\n\nI suspect gout.\n"


def mending(text: str | Manuscript, *decisions: Decision) -> Mending:
    manuscript = Manuscript(text) if isinstance(text, str) else text
    return Mending(
        manuscript, lambda now: review_manuscript(now, "x.txt", Asked()).report, decisions
    )


def found(walk: Mending) -> list[str]:
    return [issue.text for issue in walk.issues]


def test_accepting_replaces_the_sentence_and_no_more() -> None:
    walk = mending(TWO)
    walk.accept(walk.issues[0], "I observed swelling.")
    assert walk.now.text == "I observed swelling. He must stop Plavix.\n\nI suspect gout.\n"
    assert found(walk) == ["must stop Plavix", "suspect gout"]


def test_the_other_issues_of_a_sentence_are_found_anew() -> None:
    walk = mending("I suspect a fracture and he must stop Plavix.")
    assert len(walk.issues) == 2
    walk.accept(walk.issues[0], "I observed swelling.")
    assert walk.issues == []
    walk.back()
    walk.edit(walk.issues[0], "I observed swelling and he must stop Plavix, and I suspect gout.")
    assert found(walk) == ["must stop Plavix", "suspect gout"]


def test_a_skipped_issue_stays_skipped_while_its_words_stand() -> None:
    walk = mending(TWO)
    walk.skip(walk.issues[1])
    walk.edit(walk.issues[0], "I observed swelling.")
    assert found(walk) == ["suspect gout"]
    walk.back()
    walk.back()
    walk.skip(walk.issues[0])
    walk.edit(walk.issues[0], "Please advise.")
    assert found(walk) == ["suspect gout"]


def test_an_issue_whose_words_are_written_anew_is_shown_again() -> None:
    walk = mending("I suspect a fracture and he must stop Plavix.")
    walk.skip(walk.issues[0])
    walk.edit(walk.issues[0], "I suspect gout and he takes Plavix.")
    assert found(walk) == ["suspect gout"]


def test_going_back_to_the_start_gives_the_letter_as_it_was() -> None:
    walk = mending(TWO)
    first = walk.issues
    walk.accept(walk.issues[0], "I observed swelling.")
    walk.allow(walk.issues[0], "agreed", "", "")
    walk.edit(walk.issues[0], "")
    walk.skip(first[0]) if walk.issues else None
    while walk.back():
        pass
    assert (walk.now.text, walk.issues, walk.changes()) == (TWO, first, [])
    assert walk.back() is None


def test_a_sentence_taken_out_leaves_no_gap() -> None:
    walk = mending(TWO)
    walk.edit(walk.issues[0], "")
    assert walk.now.text == "He must stop Plavix.\n\nI suspect gout.\n"


def test_an_allowance_in_a_text_is_a_comment_above_its_paragraph() -> None:
    walk = mending("Dear Dr. Lim,\r\n\r\nHe is well. I suspect\r\ngout.\r\n")
    walk.allow(walk.issues[0], "she asked", "", "")
    assert walk.now.text == (
        "Dear Dr. Lim,\r\n\r\n<!-- letterkit-allow DX02: she asked -->\r\n"
        "He is well. I suspect\r\ngout.\r\n"
    )
    assert walk.issues == []


def test_a_comment_beside_a_sentence_outlives_its_rewording() -> None:
    text = "I suspect a fracture. <!-- letterkit-allow DX02: yes --> He must\nstop Plavix.\n"
    walk = mending(text)
    walk.accept(walk.issues[0], "He takes Plavix.")
    assert walk.now.text == text.replace("must\nstop", "takes")
    inside = mending("He must <!-- letterkit-allow DX02: yes --> stop Plavix.")
    inside.accept(inside.issues[0], "I asked him to call.")
    assert inside.now.text == "I asked him to call. <!-- letterkit-allow DX02: yes -->"


def test_two_allowances_of_one_paragraph_stand_above_it() -> None:
    walk = mending("I suspect a fracture. He must stop Plavix.\n")
    walk.allow(walk.issues[0], "one", "", "")
    walk.allow(walk.issues[0], "two", "", "")
    assert walk.issues == []
    assert walk.now.text.endswith("-->\nI suspect a fracture. He must stop Plavix.\n")


def test_an_allowance_beside_the_letter_names_the_sentence() -> None:
    walk = mending(Manuscript(TWO, allows_comments=False))
    walk.allow(walk.issues[2], "she asked", "MH", "2026-03-12")
    assert (walk.now.text, found(walk)) == (TWO, ["suspect a fracture", "must stop Plavix"])
    (kept,) = walk.allowed_beside()
    assert (kept.rule, kept.sentence, kept.initials) == ("DX02", "I suspect gout.", "MH")
    walk.decide(Decision("edited", "DX02", len(TWO) - 16, len(TWO), "It hurts.\n"))
    assert walk.allowed_beside() == []


def test_only_the_words_of_one_cell_are_replaced() -> None:
    text = "Cause | I suspect gout. | May\n\nFine."
    cells = (Passage(0, 5, "1"), Passage(8, 23, "2"), Passage(26, 29, "3"), Passage(31, 36, "4"))
    walk = mending(Manuscript(text, cells, "docx", allows_comments=False))
    walk.accept(walk.issues[0], "I observed warmth and swelling.")
    assert walk.now.text == "Cause | I observed warmth and swelling. | May\n\nFine."
    assert [walk.now.text[p.start : p.end] for p in walk.now.passages] == [
        "Cause", "I observed warmth and swelling.", "May", "Fine.",
    ]  # fmt: skip
    walk.back()
    walk.edit(walk.issues[0], "")
    assert walk.now.text == "Cause |  | May\n\nFine."


MARKED = [
    "| Cause | {} | May |\n|---|---|---|\n", "> {}\n", "> > {} He is well.\n", "- {}\n", "1. {}\n",
    "## {}\n\nFine.\n", "* [x] {}\n", "  {}  \n", "Cause | {}\n",
]  # fmt: skip


@pytest.mark.parametrize("around", MARKED)
def test_the_marks_of_a_table_a_list_and_a_quotation_stay(around: str) -> None:
    walk = mending(around.format("I suspect gout."))
    walk.accept(walk.issues[0], "I observed swelling.")
    assert walk.now.text == around.format("I observed swelling.")


NARROWED = [
    ("He must stop Plavix now.", "He takes Plavix now.", [("must stop", "takes")]),
    ("He must\nstop Plavix.", "He must halve Plavix.", [("stop", "halve")]),
    (
        "He is on a dose of Plavix now.",
        "She takes Plavix, as on the label.",
        [("He is on a dose of", "She takes"), (" now", ", as on the label")],
    ),
    ("one two", "two one", [("one two", "two one")]),
    ("a b c d e", "x b y d z", [("a b c d e", "x b y d z")]),
    ("He stops.", "", [("He stops.", "")]),
    ("Same  words.", "Same words.", []),
    ("", "New.", [("", "New.")]),
]


@pytest.mark.parametrize(("old", "new", "parts"), NARROWED)
def test_a_change_keeps_the_words_that_both_wordings_share(
    old: str, new: str, parts: list[tuple[str, str]]
) -> None:
    text = f"<{old}>"
    narrowed = list(narrow(text, Change(1, 1 + len(old), new)))
    assert [(text[change.start : change.end], change.words) for change in narrowed] == parts


@pytest.mark.parametrize("seed", range(12))
def test_any_walk_can_be_stored_and_gone_on_with(seed: int) -> None:
    letters = sorted(ROOT.glob("examples/*/before.txt"))
    chance = random.Random(seed)
    content = chance.choice(letters).read_bytes()
    walk = mending(read_manuscript(content, "x.txt"))
    _decide_at_random(walk, chance)
    owner, decisions = session_of(session_text("abc", walk.decisions))
    again = mending(walk.original, *decisions)
    assert (owner, again.now, again.issues) == ("abc", walk.now, walk.issues)
    text, parts = walk.original.text, walk.changes()
    assert all(one.end < other.start for one, other in itertools.pairwise(parts))
    for change in reversed(parts):
        text = text[: change.start] + change.words + text[change.end :]
    assert text.encode() == copy_of(content, "x.txt", walk) == walk.now.text.encode()


def _decide_at_random(walk: Mending, chance: random.Random) -> None:
    for _ in range(12):
        if not walk.issues:
            return
        issue: Issue = chance.choice(walk.issues)
        deed = chance.randrange(6)
        if deed == 0:
            walk.skip(issue)
        elif deed == 1:
            walk.back()
        elif deed == 2:
            walk.allow(issue, "a reason", "MH", "2026-03-12")
        elif deed == 3:
            walk.edit(issue, "")
        elif deed == 4:
            words = walk.words(issue).split()
            chance.shuffle(words)
            walk.edit(issue, " ".join(words))
        else:
            walk.accept(issue, issue.rewrite or "I observed 😀 [what].")


BROKEN = [
    "", "{", "[]", "null", "[" * 100_000, '{"letterkit-fix": 2, "letter": "", "decisions": []}',
    '{"letterkit-fix": 1, "letter": 3, "decisions": []}',
    '{"letterkit-fix": 1, "letter": "", "decisions": 3}',
    '{"letterkit-fix": 1, "letter": "", "decisions": [{"kind": "skipped"}]}',
    *(
        session_text("", [Decision("skipped", "DX02", 0, 1)]).replace(*change)
        for change in [('"skipped"', '"sold"'), ('"start": 0', '"start": "0"'),
                       ('"start": 0', '"start": true'), ('"reason": ""', '"reason": 3'),
                       ('"reason"', '"raisin"')]
    ),
]  # fmt: skip


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
def test_a_damaged_session_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="no session"):
        session_of(text)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2), (0, 9999)])
def test_decisions_that_do_not_fit_the_letter_are_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="edited"):
        mending(TWO, Decision("edited", "DX02", start, end, "x"))


def test_a_fingerprint_tells_letters_and_readings_apart() -> None:
    one = fingerprint(b"a", Manuscript("a"))
    assert one == fingerprint(b"a", Manuscript("a"))
    assert len({one, fingerprint(b"b", Manuscript("a")), fingerprint(b"a", Manuscript("b"))}) == 3


class _Encoded(Manuscript):
    """As a reader of other encodings gives it."""

    encoding = "utf-8"


SAVED = [
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"), (b"", "utf-8", "utf-8"),
    (b"", "cp1252", "cp1252"),
]  # fmt: skip


@pytest.mark.parametrize(("bom", "codec", "said"), SAVED, ids=[codec for _, codec, _ in SAVED])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_text_keeps_its_encoding_its_mark_and_its_line_ends(
    bom: bytes, codec: str, said: str, line_end: str
) -> None:
    text = f"Señor,{line_end}{line_end}I suspect gout.  {line_end}Bye.{line_end}"
    content = bom + text.encode(codec)
    kept = _Encoded(text if "\n" in text else text.replace("\r", "\n"))
    kept.encoding = said
    walk = mending(kept)
    walk.accept(walk.issues[0], "I saw “it” and stopped.")
    expected = text.replace("I suspect gout.", "I saw “it” and stopped.")
    assert copy_of(content, "x.txt", walk) == bom + expected.encode(codec)


def test_words_that_an_encoding_lacks_are_plain_or_refused() -> None:
    assert fitting("“0–10” is fine…", "latin-1") == '"0-10" is fine...'
    assert fitting("“0–10” 😀", "utf-8") == "“0–10” 😀"
    with pytest.raises(InputError, match="“😀” cannot be kept"):
        fitting("ok 😀", "latin-1")
