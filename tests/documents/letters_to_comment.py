"""Word files made at random, in which sentences run across everything that can hold words."""

from __future__ import annotations

import functools
import random
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from files_to_open import changed

from letterkit.documents.package import unpack
from letterkit.writers.base_document import BASE

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SENTENCES = (
    "I suspect a fracture of the left wrist.",
    "He must come off Plavix before the epidural.",
    "My sessions have healed her rotator cuff, and she is cured for good.",
    "The MRI you ordered is not necessary, so please cancel it.",
    "In my opinion it is a herniated disc & nothing else.",
    "He reports that the pain is less when he walks, and sleeps on his “good” side.",
    "Neck rotation to the left 40° (goniometer) — measured on May 2.",
    "It was never a tear, only a muscle imbalance from bad posture.",
)
_LOOKS = (
    "", "<w:b/>", "<w:i/>", '<w:u w:val="single"/>', '<w:sz w:val="30"/>',
    '<w:b/><w:rPrChange w:id="71" w:author="Ann"><w:rPr/></w:rPrChange>',
)  # fmt: skip


class _Builder:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.ident = 100

    def number(self) -> int:
        self.ident += 1
        return self.ident

    def run(self, words: str) -> str:
        look = self.random.choice(_LOOKS)
        if words[:1] + words[-1:] == words[:1].strip() + words[-1:].strip():
            kept = self.random.choice(["", ' xml:space="preserve"'])
        else:
            kept = ' xml:space="preserve"'
        texts = f"<w:t{kept}>{escape(words)}</w:t>"
        if " " in words.strip() and self.random.random() < 0.3:
            head, _, tail = words.partition(" ")
            sign = self.random.choice(["<w:tab/>", "<w:br/>"])
            texts = (
                f'<w:t xml:space="preserve">{escape(head)}</w:t>{sign}'
                f'<w:t xml:space="preserve">{escape(tail)}</w:t>'
            )
        return f'<w:r w:rsidR="00A1"><w:rPr>{look}</w:rPr>{texts}</w:r>'

    def held(self, words: str) -> str:
        """Words in one of the things that hold runs."""
        runs, ident = self.run(words), self.number()
        who = f'w:id="{ident}" w:author="Ann" w:date="2026-05-02T10:00:00Z"'
        field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
        return self.random.choice(
            [
                runs,
                runs,
                runs,
                f'<w:hyperlink w:anchor="there">{runs}</w:hyperlink>',
                f"<w:ins {who}>{runs}</w:ins>",
                f"<w:moveTo {who}>{runs}</w:moveTo>",
                f"<w:sdt><w:sdtPr/><w:sdtContent>{runs}</w:sdtContent></w:sdt>",
                f'<w:smartTag w:element="place">{runs}</w:smartTag>',
                f'<w:fldSimple w:instr=" TITLE ">{runs}</w:fldSimple>',
                (
                    f"{field.format('begin')}<w:r><w:instrText> REF x </w:instrText></w:r>"
                    f"{field.format('separate')}{runs}{field.format('end')}"
                ),
                f"<w:del {who}><w:r><w:delText>never</w:delText></w:r></w:del>{runs}",
                (
                    f'<w:bookmarkStart w:id="{ident}" w:name="b{ident}"/>{runs}'
                    f'<w:bookmarkEnd w:id="{ident}"/>'
                ),
            ]
        )

    def paragraph(self) -> str:
        text = " ".join(self.random.choices(SENTENCES, k=self.random.randint(1, 3)))
        count = min(self.random.randint(0, 9), len(text) - 1)
        cuts = sorted(self.random.sample(range(1, len(text)), count))
        parts = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
        look = self.random.choice(["", "<w:pPr/>", '<w:pPr><w:jc w:val="both"/></w:pPr>'])
        return f"<w:p>{look}{''.join(map(self.held, parts))}</w:p>"

    def block(self) -> str:
        paragraph = self.paragraph()
        return self.random.choice(
            [
                paragraph,
                paragraph,
                f"<w:sdt><w:sdtContent>{paragraph}</w:sdtContent></w:sdt>",
                (
                    f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc>{paragraph}</w:tc>"
                    f"<w:tc>{self.paragraph()}{self.paragraph()}</w:tc></w:tr></w:tbl><w:p/>"
                ),
            ]
        )


def made_at_random(seed: int) -> bytes:
    """A Word file of one to four blocks; the same seed gives the same file."""
    builder = _Builder(seed)
    blocks = [builder.block() for _ in range(builder.random.randint(1, 4))]

    def fill(parts: dict[str, bytes]) -> None:
        head, body, tail = parts["word/document.xml"].partition(b"<w:body>")
        parts["word/document.xml"] = head + body + "\n".join(blocks).encode() + tail

    return changed(BASE.read_bytes(), fill)


parts_of = functools.lru_cache(unpack)  # each is looked at from several sides


def comments_of(content: bytes) -> dict[str, tuple[str, list[str]]]:
    """The author and the lines of each comment of a file, by number."""
    parts = parts_of(content)
    if "word/comments.xml" not in parts:
        return {}
    root = ElementTree.fromstring(parts["word/comments.xml"])
    return {
        comment.attrib[f"{W}id"]: (
            comment.attrib[f"{W}author"],
            ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in comment.iter(f"{W}p")],
        )
        for comment in root.iter(f"{W}comment")
    }


def words_in_ranges(content: bytes) -> dict[str, str]:
    """The words between the two marks of each comment, as the body has them in order."""
    root = ElementTree.fromstring(parts_of(content)["word/document.xml"])
    found: dict[str, list[str]] = {}
    open_: set[str] = set()
    for element in root.iter():
        kind = element.tag.removeprefix(W)
        if kind == "commentRangeStart":
            open_.add(element.attrib[f"{W}id"])
            found[element.attrib[f"{W}id"]] = []
        elif kind == "commentRangeEnd":
            open_.remove(element.attrib[f"{W}id"])
        else:
            words = {"t": element.text or "", "tab": "\t", "br": "\n", "p": "\n\n"}.get(kind, "")
            for ident in open_ if words else ():
                found[ident].append(words)
    assert not open_
    return {ident: "".join(words) for ident, words in found.items()}


def assert_marks_may_stand_there(content: bytes) -> None:
    """Assert what the schema asks of the marks of comments, and that each comment has its own."""
    root = ElementTree.fromstring(parts_of(content)["word/document.xml"])
    parents = {child: parent for parent in root.iter() for child in parent}
    allowed = {"p", "hyperlink", "ins", "moveTo", "sdtContent", "smartTag", "fldSimple", "rubyBase"}
    marks: dict[str, list[str]] = {}
    for element in root.iter():
        kind = element.tag.removeprefix(W)
        if kind.startswith("comment"):
            marks.setdefault(element.attrib[f"{W}id"], []).append(kind)
            parent = parents[element]
            if kind == "commentReference":
                assert parent.tag == f"{W}r"
                assert [child.tag for child in parent if child.tag != f"{W}rPr"] == [element.tag]
                assert parents[parent].tag == f"{W}p"
            else:
                assert parent.tag.removeprefix(W) in allowed
                assert next(iter(parent)) is not element or parent.tag != f"{W}tc"
    ranged = ["commentRangeStart", "commentRangeEnd", "commentReference"]
    assert all(kinds in (ranged, ranged[2:]) for kinds in marks.values())
    assert set(marks) == set(comments_of(content))
    changes = [change.attrib[f"{W}id"] for change in root.iter(f"{W}rPrChange")]
    assert len(set(changes) - {"71"}) == len([c for c in changes if c != "71"])


def other_parts(content: bytes) -> dict[str, bytes]:
    """The parts that no comment touches, in their order."""
    touched = {
        "word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels",
        "[Content_Types].xml",
    }  # fmt: skip
    return {part: held for part, held in parts_of(content).items() if part not in touched}


def same_but_white_space(words: str) -> str:
    return "".join(words.split())


def entries(content: bytes) -> list[str]:
    return list(parts_of(content))
