"""Comments stand on the words they are about; everything else of a Word file stays."""

from __future__ import annotations

import io
import random

import pytest
from docx import Document
from files_to_open import R, changed, declare, paragraph, relate, run, with_body
from files_to_open import W as W_NS
from letters_to_comment import (
    assert_marks_may_stand_there,
    comments_of,
    entries,
    made_at_random,
    other_parts,
    same_but_white_space,
    words_in_ranges,
)

from letterkit.annotate import Annotated, annotate
from letterkit.documents.comments import Remark, add_comments, remove_own_comments
from letterkit.documents.opening import word_file_of
from letterkit.documents.package import unpack
from letterkit.documents.words import Words, words_of
from letterkit.review import Asked, Reviewed, review

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml"
BAD = "I suspect a fracture."


def reviewed(content: bytes, name: str = "letter.docx") -> tuple[Reviewed, Annotated]:
    found = review(content, name, Asked())
    return found, annotate(content, name, found.manuscript, found.report, {})


def words(content: bytes) -> Words:
    return words_of(word_file_of(content, "letter.docx"))


def commented(content: bytes, *spans: tuple[int, int]) -> bytes:
    file = word_file_of(content, "letter.docx")
    remove_own_comments(file)
    add_comments(file, words_of(file), [Remark(a, b, (f"{a} to {b}",)) for a, b in spans])
    return file.content_in(content)


def assert_nothing_else_changed(before: bytes, after: bytes) -> None:
    assert other_parts(after) == other_parts(before)
    old = entries(before)
    assert entries(after)[: len(old)] == old
    there, here = words(before), words(after)
    assert (here.text, here.passages) == (there.text, there.passages)


def assert_round_trip(before: bytes, name: str = "letter.docx") -> int:
    """Assert all that is promised of an annotated letter; return how many comments it has."""
    found, copy = reviewed(before, name)
    after = copy.content
    assert_nothing_else_changed(before, after)
    assert_marks_may_stand_there(after)
    ranges = words_in_ranges(after)
    own = {n: said for n, (who, said) in comments_of(after).items() if who == "letterkit"}
    assert len(own) == copy.comments == len(found.report.issues)
    for issue, (ident, lines) in zip(found.report.issues, own.items(), strict=True):
        assert issue.message in lines
        if not lines[0].startswith("About "):
            assert same_but_white_space(ranges[ident]) == same_but_white_space(issue.text)
    again, second = reviewed(after, name)
    assert second.content == after
    assert [i[:6] for i in again.report.issues] == [i[:6] for i in found.report.issues]
    return copy.comments


@pytest.mark.parametrize("seed", range(60))
def test_a_letter_made_at_random_keeps_all_but_its_comments(seed: int) -> None:
    assert_round_trip(made_at_random(seed))


@pytest.mark.parametrize("seed", range(60, 80))
def test_any_spans_are_marked_exactly_however_they_lie_to_each_other(seed: int) -> None:
    before, chance = made_at_random(seed), random.Random(seed)
    there = words(before)
    body = [passage for passage in there.passages if not passage.furniture]
    spans = []
    for _ in range(12):
        passage = chance.choice(body)
        a, b = sorted(chance.choices(range(passage.start, passage.end + 1), k=2))
        if there.text[a:b].strip():
            spans += [(a, b)] * chance.choice([1, 1, 2])  # the same words twice
    spans += [passage[:2] for passage in body]  # from the very start to the very end
    spans.append((body[0].start, body[-1].end))
    after = commented(before, *sorted(spans))
    assert_nothing_else_changed(before, after)
    assert_marks_may_stand_there(after)
    ranges = words_in_ranges(after)
    assert len(comments_of(after)) == len(spans)
    told = {lines[0]: ranges[n] for n, (_, lines) in comments_of(after).items()}
    for a, b in spans:
        shown = same_but_white_space(there.text[a:b].replace(" | ", ""))
        assert same_but_white_space(told[f"{a} to {b}"]) == shown, (a, b)
    assert commented(after, *sorted(spans)) == after


def test_a_run_is_cut_no_more_than_its_words_ask_for() -> None:
    look = '<w:color w:val="FF0000"/>'
    before = with_body(f"<w:p>{run('So I suspect a fracture here.', look)}</w:p>")
    after = unpack(commented(before, (3, 23)))["word/document.xml"].decode()
    texts = ("So ", "I suspect a fracture", " here.")
    start, end = '<w:commentRangeStart w:id="0"/>', '<w:commentRangeEnd w:id="0"/>'
    mark = '<w:r><w:commentReference w:id="0"/></w:r>'
    a, b, c = (run(text, look) for text in texts)
    assert f"<w:p>{a}{start}{b}{end}{mark}{c}</w:p>" in after


def test_space_that_a_text_does_not_keep_stays_unseen_when_it_is_cut() -> None:
    before = with_body("<w:p><w:r><w:t>  I suspect a fracture.  </w:t></w:r></w:p>")
    after = commented(before, (2, 11))
    assert words(after).text == words(before).text == BAD
    assert words_in_ranges(after) == {"0": "suspect a"}


def test_space_that_only_the_paragraph_says_to_keep_stays_when_a_text_is_cut() -> None:
    runs = "".join(f"<w:r><w:t>{words}</w:t></w:r>" for words in ("So ", "I suspect", " a tear. "))
    before = with_body(f'<w:p xml:space="preserve">{runs}</w:p>')
    after = commented(before, (5, 19))
    assert words(after).text == words(before).text == "So I suspect a tear. "
    assert words_in_ranges(after) == {"0": "suspect a tear"}


def test_the_part_of_comments_is_declared_once_also_where_it_was_missing() -> None:
    kind = f"{MIME}.comments+xml"
    before = changed(
        with_body(paragraph(run(BAD))), lambda parts: declare(parts, "word/comments.xml", kind)
    )
    types = unpack(reviewed(before)[1].content)["[Content_Types].xml"]
    assert types.count(b"/word/comments.xml") == types.count(kind.encode()) == 1


def test_alternatives_in_a_run_are_taken_whole() -> None:
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    choice = '<mc:Choice Requires="w14"><w:t>suspect a tear</w:t></mc:Choice>'
    either = f'<mc:AlternateContent xmlns:mc="{mc}">{choice}<mc:Fallback/></mc:AlternateContent>'
    body = f'<w:p><w:r><w:t xml:space="preserve">I </w:t>{either}<w:t>.</w:t></w:r></w:p>'
    after = commented(with_body(body), (2, 9), (2, 16), (0, 16))
    assert words(after).text == "I suspect a tear."
    found = {"0": "suspect a tear", "1": "suspect a tear", "2": "I suspect a tear"}
    assert words_in_ranges(after) == found
    assert commented(after, (2, 9), (2, 16), (0, 16)) == after


def test_what_a_field_or_a_link_holds_may_go_and_its_comment_stays() -> None:
    before = with_body(
        f'<w:p><w:hyperlink w:anchor="x">{run("I suspect")}{run(" a tear")}</w:hyperlink></w:p>'
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText> REF x </w:instrText>'
        '<w:fldChar w:fldCharType="separate"/><w:t>a rupture</w:t>'
        f'<w:fldChar w:fldCharType="end"/></w:r>{run(".")}</w:p>'
    )
    after = unpack(commented(before, (2, 9), (18, 27)))["word/document.xml"].decode()
    assert '</w:hyperlink><w:r><w:commentReference w:id="0"/></w:r></w:p>' in after
    closed = '<w:fldChar w:fldCharType="end"/></w:r><w:r><w:commentReference w:id="1"/></w:r>'
    assert closed in after


OTHERS = (
    f'<w:comments {W_NS} xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">'
    '<w:comment w:id="0" w:author="Ann" w:initials="A"><w:p w14:paraId="0A">'
    "<w:r><w:t>Is this so?</w:t></w:r></w:p></w:comment></w:comments>"
)
EXTENDED = (
    '<w15:commentsEx xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">'
    '<w15:commentEx w15:paraId="0A" w15:done="0"/></w15:commentsEx>'
)


def with_a_comment() -> bytes:
    """A letter on which Ann has commented, as Word keeps it."""

    def comment(parts: dict[str, bytes]) -> None:
        rels = "word/_rels/document.xml.rels"
        for part, held in (("comments", OTHERS), ("commentsExtended", EXTENDED)):
            parts[f"word/{part}.xml"] = held.encode()
            declare(parts, f"word/{part}.xml", f"{MIME}.{part}+xml")
            relate(parts, rels, part, f"{part}.xml", f"rId{part}")

    marked = (
        '<w:p><w:commentRangeStart w:id="0"/>' + run("I suspect")
        + '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
        + run(" a fracture.") + "</w:p>"
    )  # fmt: skip
    return changed(with_body(marked), comment)


def test_the_comments_of_others_stay() -> None:
    before = with_a_comment()
    assert assert_round_trip(before) == 1
    after = reviewed(before)[1].content
    assert comments_of(after)["0"] == ("Ann", ["Is this so?"])
    assert comments_of(after)["1"][0] == "letterkit"
    assert words_in_ranges(after) == {"0": "I suspect", "1": "suspect a fracture"}


def test_only_our_own_comments_go_and_an_answer_to_one_stays() -> None:
    def answer(parts: dict[str, bytes]) -> None:
        ours = b'<w:comment w:id="1" w:author="letterkit" w:initials="lk"><w:p'
        said = parts["word/comments.xml"]
        assert ours in said
        said = said.replace(ours + b">", ours + b' w14:paraId="0B">', 1)
        reply = '<w:comment w:id="7" w:author="Bo"><w:p w14:paraId="0C"/></w:comment></w:comments>'
        parts["word/comments.xml"] = said.replace(b"</w:comments>", reply.encode())
        known = (
            '<w15:commentEx w15:paraId="0B"/><w15:commentEx w15:paraId="0C" w15:paraIdParent="0B"/>'
        )
        parts["word/commentsExtended.xml"] = EXTENDED.replace(
            "</w15:commentsEx>", known + "</w15:commentsEx>"
        ).encode()

    answered = changed(reviewed(with_a_comment())[1].content, answer)
    file = word_file_of(answered, "letter.docx")
    assert remove_own_comments(file) == 1
    after = file.content_in(answered)
    assert {who for who, _ in comments_of(after).values()} == {"Ann", "Bo"}
    kept = unpack(after)["word/commentsExtended.xml"]
    assert b"0B" not in kept
    assert b"0A" in kept
    assert b"0C" in kept
    assert words_in_ranges(after) == {"0": "I suspect"}


def test_the_layout_of_the_markup_stays_when_comments_come_and_go() -> None:
    before = with_body(f"<w:p>\n  {run('I suspect')}\n  {run(' a fracture.')}\n</w:p>\n")
    assert assert_round_trip(before) == 1


BOX = (
    f'<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
    f"{paragraph(run(BAD))}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)


def test_words_that_take_no_comment_have_it_where_a_reader_meets_them() -> None:
    def apart(parts: dict[str, bytes]) -> None:
        note = f'<w:footnote w:id="5">{paragraph(run(BAD))}</w:footnote>'
        notes = f"<w:footnotes {W_NS} {R}>{note}</w:footnotes>"
        parts["word/footnotes.xml"] = notes.encode()
        declare(parts, "word/footnotes.xml", f"{MIME}.footnotes+xml")
        relate(parts, "word/_rels/document.xml.rels", "footnotes", "footnotes.xml", "rId77")
        footer = f"<w:ftr {W_NS} {R}>{paragraph(run(BAD))}</w:ftr>"
        parts["word/footer9.xml"] = footer.encode()
        declare(parts, "word/footer9.xml", f"{MIME}.footer+xml")
        relate(parts, "word/_rels/document.xml.rels", "footer", "footer9.xml", "rId78")

    reference = '<w:r><w:footnoteReference w:id="5"/></w:r>'
    section = '<w:sectPr><w:footerReference w:type="default" r:id="rId78"/></w:sectPr>'
    body = f"<w:p>{run('Dear Dr. Ito,')}</w:p><w:p>{run('Hello')}{reference}{BOX}</w:p>{section}"
    before = changed(with_body(body), apart)
    assert assert_round_trip(before) == 3
    after = reviewed(before)[1].content
    told = [lines[0] for _, lines in comments_of(after).values()]
    said = "“suspect a fracture”"
    assert told == [f"About {w}: {said}" for w in ("text box 1", "footnote 1", "footer")]
    markup = unpack(after)["word/document.xml"].decode()
    assert f'<w:commentRangeStart w:id="1"/>{reference}<w:commentRangeEnd w:id="1"/>' in markup
    assert '<w:p><w:r><w:commentReference w:id="2"/></w:r>' in markup
    inside = markup[markup.index("<w:txbxContent>") : markup.index("</w:txbxContent>")]
    assert "comment" not in inside


def test_the_styles_of_comments_are_used_where_the_file_has_them_in_any_language() -> None:
    def style(parts: dict[str, bytes]) -> None:
        both = (("paragraph", "Kommentartext", "annotation text"),
                ("character", "Kommentarzeichen", "annotation reference"))  # fmt: skip
        added = "".join(
            f'<w:style w:type="{kind}" w:styleId="{ident}"><w:name w:val="{called}"/></w:style>'
            for kind, ident, called in both
        )
        styles = parts["word/styles.xml"]
        parts["word/styles.xml"] = styles.replace(b"</w:styles>", added.encode() + b"</w:styles>")

    plain = with_body(paragraph(run(BAD)))
    for content, expected in ((changed(plain, style), True), (plain, False)):
        assert assert_round_trip(content) == 1
        parts = unpack(reviewed(content)[1].content)
        assert (b'<w:pStyle w:val="Kommentartext"/>' in parts["word/comments.xml"]) is expected
        assert (b'<w:rStyle w:val="Kommentarzeichen"/>' in parts["word/document.xml"]) is expected
        assert b"w:date" not in parts["word/comments.xml"]


def test_another_program_reads_the_comments() -> None:
    after = reviewed(made_at_random(3))[1].content
    comments = list(Document(io.BytesIO(after)).comments)
    assert comments
    assert {(c.author, c.initials) for c in comments} == {("letterkit", "lk")}
    assert all(c.paragraphs[0].text for c in comments)
