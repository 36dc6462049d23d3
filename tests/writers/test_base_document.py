from __future__ import annotations

import re

from docx import Document

from letterkit.documents.package import unpack
from letterkit.writers.base_document import BASE, base_document
from letterkit.writers.base_styles import style_id
from letterkit.writers.docx_writer import _STYLES

PARTS = unpack(base_document())


def test_the_file_in_the_tree_is_what_the_script_builds() -> None:
    hint = "run python -m letterkit.writers.base_document"
    assert BASE.read_bytes() == base_document(), hint


def test_it_is_built_the_same_each_time() -> None:
    assert base_document() == base_document()


def test_it_says_nothing_about_anybody() -> None:
    unwanted = re.compile("theme|thumbnail|customXml|stylesWithEffects|glossary|people|comments")
    assert not [name for name in PARTS if unwanted.search(name)]
    assert not re.search(rb"rsid|docId|python-docx", b"".join(PARTS.values()))


def test_it_holds_no_text() -> None:
    assert not list(Document(str(BASE)).iter_inner_content())


def test_every_style_that_the_writer_names_is_there() -> None:
    present = set(re.findall(r'w:styleId="(\w+)"', PARTS["word/styles.xml"].decode()))
    named = {style for pair in _STYLES.values() for style in pair}
    assert named | {"TableText", "LetterTable", "DraftMark", "Header", "Footer"} <= present


def test_styles_refer_only_to_styles_that_are_there() -> None:
    styles = PARTS["word/styles.xml"].decode()
    present = set(re.findall(r'w:styleId="(\w+)"', styles))
    assert set(re.findall(r'<w:(?:basedOn|next|link) w:val="(\w+)"', styles)) <= present


def test_every_part_is_declared_and_referred_to() -> None:
    types = PARTS["[Content_Types].xml"].decode()
    declared = set(re.findall(r'PartName="/([^"]+)"', types))
    assert declared == {name for name in PARTS if not name.endswith(("rels", "Types].xml"))}
    targets = re.findall(r'Target="([^"]+)"', PARTS["word/_rels/document.xml.rels"].decode())
    assert {f"word/{target}" for target in targets} | {"word/document.xml"} == {
        name for name in PARTS if re.fullmatch(r"word/\w+\.xml", name)
    }


def test_style_ids_follow_from_their_names() -> None:
    assert style_id("heading 1") == "Heading1"
    assert style_id("List Bullet") == "ListBullet"


def test_it_stays_slim() -> None:
    assert len(base_document()) < 20_000
