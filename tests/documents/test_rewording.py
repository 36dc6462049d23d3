"""Words are replaced where they stand, in their look; what stands among them stays."""

from __future__ import annotations

import random
import re

import pytest

from letterkit.documents.opening import word_file_of
from letterkit.documents.package import pack, unpack
from letterkit.documents.rewording import reword
from letterkit.documents.words import words_of

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOLD = "<w:rPr><w:b/></w:rPr>"
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>May 2</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


def run(words: str, look: str = "") -> str:
    return f'<w:r>{look}<w:t xml:space="preserve">{words}</w:t></w:r>'


def package(body: str) -> bytes:
    """A Word file with this body, and a part that is nothing to us."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="bin" ContentType="application/octet-stream"/>'
        '<Override PartName="/d.xml" ContentType="application/vnd.openxmlformats-officedocument'
        '.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="a" Type="{R}/officeDocument" Target="d.xml"/></Relationships>'
    )
    document = f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>'
    parts = {"[Content_Types].xml": types, "_rels/.rels": relations, "d.xml": document}
    return pack({part: text.encode() for part, text in parts.items()} | {"x.bin": b"\0\1"})


def reworded(body: str, *changes: tuple[str, str]) -> str:
    """Return a body after the words of each change are replaced, as its markup and read again."""
    file = word_file_of(package(body), "x.docx")
    words = words_of(file)
    expected = words.text
    spans = []
    for old, new in changes:
        start = words.text.index(old)
        spans.append((start, start + len(old), new))
        expected = expected.replace(old, new, 1)
    reword(words, spans)
    content = file.content()
    assert words_of(word_file_of(content, "x.docx")).text == expected
    assert unpack(content)["x.bin"] == b"\0\1"
    markup = unpack(content)["d.xml"].decode()
    return markup.partition("<w:body>")[2].partition("</w:body>")[0]


CASES = {
    "inside one run": (
        run("He must stop Plavix.", BOLD),
        [("must stop", "takes")],
        run("He takes Plavix.", BOLD),
    ),
    "over runs: the look of the first, and the emptied run goes": (
        run("He ") + run("must", BOLD) + run(" come") + run(" off it."),
        [("must come off", "takes")],
        run("He ") + run("takes", BOLD) + run(" it."),
    ),
    "two changes in one run": (
        run("one two three four"),
        [("one", "1"), ("three", "drei")],
        run("1 two drei four"),
    ),
    "a change that is longer than its run": (
        run("a") + run("b", BOLD) + run("c"),
        [("b", "a much longer wording")],
        run("a") + run("a much longer wording", BOLD) + run("c"),
    ),
    "new words only, behind the words before": (
        run("He takes", BOLD) + run(" it."),
        [("takes", "takes daily")],
        run("He takes daily", BOLD) + run(" it."),
    ),
    "a link keeps its words": (
        (
            f"<w:p>{run('See ')}<w:hyperlink r:id='x'>{run('the page')}</w:hyperlink>"
            f"{run(' of DVT.')}</w:p>"
        ),
        [("See", "Read"), ("DVT", "it")],
        (
            f'<w:p>{run("Read ")}<w:hyperlink r:id="x">{run("the page")}</w:hyperlink>'
            f"{run(' of it.')}</w:p>"
        ),
    ),
    "new words do not go into a link": (
        f'<w:p><w:hyperlink r:id="x">{run("the page")}</w:hyperlink>{run(" says so.")}</w:p>',
        [("the page says so", "I observed this")],
        f'<w:p><w:hyperlink r:id="x"/>{run("I observed this.")}</w:p>',
    ),
    "new words do not go into a field": (
        FIELD + run(" it was DVT."),
        [("May 2 it was DVT", "It hurt")],
        FIELD.replace("<w:r><w:t>May 2</w:t></w:r>", "") + run("It hurt."),
    ),
    "a field keeps its words": (
        run("On ") + FIELD + run(" it was DVT."),
        [("it was DVT", "it hurt")],
        run("On ") + FIELD + run(" it hurt."),
    ),
    "a note, a comment and a picture stay": (
        run("It is")
        + '<w:commentRangeStart w:id="1"/>'
        + run(" DVT")
        + '<w:r><w:footnoteReference w:id="2"/></w:r><w:commentRangeEnd w:id="1"/>'
        + "<w:r><w:drawing/></w:r>"
        + run(" now."),
        [("is DVT now", "hurts")],
        run("It hurts")
        + '<w:commentRangeStart w:id="1"/>'
        + '<w:r><w:footnoteReference w:id="2"/></w:r><w:commentRangeEnd w:id="1"/>'
        + "<w:r><w:drawing/></w:r>"
        + run("."),
    ),
    "tracked changes stay: what is deleted is not touched": (
        run("It ")
        + '<w:del w:id="1" w:author="X"><w:r><w:delText>was</w:delText><w:br/></w:r></w:del>'
        + f'<w:ins w:id="2" w:author="X">{run("is")}</w:ins>'
        + run(" DVT."),
        [("is DVT", "hurts")],
        run("It ")
        + '<w:del w:id="1" w:author="X"><w:r><w:delText>was</w:delText><w:br/></w:r></w:del>'
        + f'<w:ins w:id="2" w:author="X">{run("hurts")}</w:ins>'
        + run("."),
    ),
    "breaks and tabs in replaced words go, others stay": (
        "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:tab/><w:t>d</w:t></w:r>",
        [("b\nc", "x y")],
        "<w:r><w:t>a</w:t><w:tab/><w:t>x y</w:t><w:tab/><w:t>d</w:t></w:r>",
    ),
    "white space that was not shown stays hidden": (
        "<w:r><w:t>\n  It is DVT.  \n</w:t></w:r>",
        [("is DVT", "hurts")],
        "<w:r><w:t>It hurts.</w:t></w:r>",
    ),
    "white space that is to be shown is kept": (
        "<w:r><w:t>It is</w:t></w:r>" + run(" DVT."),
        [("is", "hurts ")],
        '<w:r><w:t xml:space="preserve">It hurts </w:t></w:r>' + run(" DVT."),
    ),
    "white space that what is around it says to keep is kept": (
        '<w:ins xml:space="preserve"><w:r><w:t>It is DVT. </w:t></w:r></w:ins>' + run("So."),
        [("is DVT", "hurts")],
        '<w:ins xml:space="preserve"><w:r><w:t xml:space="preserve">It hurts. </w:t></w:r></w:ins>'
        + run("So."),
    ),
    "signs beyond the first plane count as one": (
        run("😀😀 is DVT 😀."),
        [("is DVT", "hurts 🙂")],
        run("😀😀 hurts 🙂 😀."),
    ),
    "what markup is made of is only words": (
        run("It is DVT."),
        [("is DVT", "<b>&amp; hurts")],
        run("It &lt;b&gt;&amp;amp; hurts."),
    ),
}


@pytest.mark.parametrize(("before", "changes", "after"), CASES.values(), ids=CASES)
def test_words_are_replaced_where_they_stand(
    before: str, changes: list[tuple[str, str]], after: str
) -> None:
    def body(inside: str) -> str:
        return inside if inside.startswith("<w:p>") else f"<w:p>{inside}</w:p>"

    assert reworded(body(before), *changes) == body(after)


def test_words_in_a_cell_are_replaced_there() -> None:
    def row(*cells: str) -> str:
        held = "".join(f"<w:tc><w:p>{run(cell)}</w:p></w:tc>" for cell in cells)
        return f"<w:tbl><w:tr>{held}</w:tr></w:tbl>"

    assert reworded(row("Pain", "is DVT", "May"), ("is DVT", "6/10")) == row("Pain", "6/10", "May")


def test_words_put_in_between_go_where_they_are_said_to_go() -> None:
    body = f"<w:p>{run('abc')}{run('def', BOLD)}</w:p>"
    for at in range(7):
        file = word_file_of(package(body), "x.docx")
        words = words_of(file)
        reword(words, [(at, at, "X")])
        assert words_of(file).text == "abcdef"[:at] + "X" + "abcdef"[at:]


AMONG = [
    "<w:r><w:br/></w:r>", "<w:r><w:tab/></w:r>", "<w:r><w:noBreakHyphen/></w:r>", FIELD,
    '<w:r><w:footnoteReference w:id="2"/></w:r>', '<w:proofErr w:type="spellStart"/>',
    '<w:del w:id="1" w:author="X"><w:r><w:delText>was</w:delText><w:tab/></w:r></w:del>',
    "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t><w:tab/></w:r>",
    f"<w:sdt><w:sdtContent>{run('held ')}</w:sdtContent></w:sdt>",
    f"<w:hyperlink r:id='x'>{run('linked ')}</w:hyperlink>", "<w:r><w:t>  bare </w:t></w:r>",
]  # fmt: skip
STAYS = re.compile(r"<w:(?:fldChar|footnoteRef|proofErr|del|delText|vanish|sdt|hyperlink|p)\b")


@pytest.mark.parametrize("seed", range(40))
def test_any_words_can_be_replaced_and_what_stands_among_them_stays(seed: int) -> None:
    chance = random.Random(seed)
    body = "".join(
        chance.choice(AMONG) if chance.random() < 0.4 else run(chance.choice("abc def gh").strip())
        for _ in range(30)
    )
    content = package(f"<w:p>{run('«', BOLD)}{body}{run('»')}</w:p>")
    file = word_file_of(content, "x.docx")
    words = words_of(file)
    cuts = sorted(chance.sample(range(1, len(words.text)), 8))
    changes = [(a, b, chance.choice(["", "new", "🙂"])) for a, b in zip(cuts[::2], cuts[1::2])]  # noqa: B905
    expected = words.text
    for start, end, new in reversed(changes):
        expected = expected[:start] + new + expected[end:]
    reword(words, changes)
    assert words_of(file).text == expected
    before, after = (
        STAYS.findall(unpack(saved)["d.xml"].decode()) for saved in (content, file.content())
    )
    assert before == after
