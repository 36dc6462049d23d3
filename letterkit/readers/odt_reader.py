"""An OpenDocument text (.odt, .fodt) → its words in the order of the document.

Tracked changes are read as accepted, notes after the body, headers first and footers last; the
comments of other people and hidden text are not read.
"""

from __future__ import annotations

import io
import itertools
import re
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from letterkit.errors import Fault, InputError, Place
from letterkit.manuscript import Manuscript
from letterkit.readers.blocks import (
    BOX,
    BOXES,
    ITEM,
    MAX_DEPTH,
    Apart,
    Block,
    Cell,
    Paragraph,
    Table,
    manuscript_of,
)

MAX_PARTS = 2_000
MAX_MARKUP = 20_000_000  # unpacked, of the parts that are read
MAX_ELEMENTS = 200_000
MAX_NESTING = 400
_CHUNK = 1 << 20
_REPEATED = 100  # spaces or cells that one element may stand for

_DAMAGED = ("is damaged: it cannot be read to its end.", "Take another copy of it.")
_LOCKED = ("is locked with a password.", "Save a copy without one.")
_TOO_LARGE = ("is too large for a letter once it is unpacked.", "Take its pictures out.")
_NO_TEXT = ("is an OpenDocument file, but no text.", "Save the letter as .odt or .docx.")

_NAMESPACE = re.compile(r"\{urn:oasis:names:tc:opendocument:xmlns:(\w+):[^}]*\}")
_TRANSPARENT = frozenset(
    "text:section text:index-body text:index-title text:table-of-content text:numbered-paragraph "
    "text:bibliography text:user-index text:alphabetical-index text:illustration-index "
    "text:table-index text:object-index".split()
)
# Of these nothing is read: they are not shown, or not said any more.
_UNREAD = frozenset(
    "text:tracked-changes office:annotation office:annotation-end text:note-citation office:forms "
    "text:sequence-decls text:variable-decls text:user-field-decls text:ruby-text draw:image "
    "text:table-of-content-source text:hidden-text draw:object office:event-listeners "
    "office:binary-data text:list-source svg:title svg:desc".split()
)
_HEADERS = ("style:header", "style:header-first", "style:header-left")
_FOOTERS = ("style:footer", "style:footer-first", "style:footer-left")


class _RefusedError(Exception):
    """What is wrong and what to do, before the name of the file is known."""


def read_odt(content: bytes, name: str) -> Manuscript:
    """Return what an OpenDocument text says.

    Raises InputError when it is damaged, locked with a password or too large.
    """
    return _read(name, lambda: _trees(content))


def read_flat_odt(content: bytes, name: str) -> Manuscript:
    """Return what an OpenDocument text in one piece of markup says; InputError as read_odt."""
    return _read(name, lambda: [_tree(content)])


def _read(name: str, trees: Callable[[], list[ElementTree.Element]]) -> Manuscript:
    try:
        return manuscript_of(_Reader(trees()).blocks(), "odt")
    except _RefusedError as refused:
        what, todo = refused.args
    except (BadZipFile, EOFError, zlib.error, NotImplementedError, OSError, ValueError, KeyError):
        what, todo = _DAMAGED
    except (ElementTree.ParseError, LookupError, RecursionError):
        what, todo = _DAMAGED
    raise InputError(Fault(what, todo, Place(name)))


def _trees(content: bytes) -> list[ElementTree.Element]:
    """Return the markup of the body and of the styles, counting what really comes out."""
    if content.count(b"PK\x01\x02") > MAX_PARTS:
        raise _RefusedError(*_TOO_LARGE)
    with ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        if "encrypted-package" in names:
            raise _RefusedError(*_LOCKED)
        if len(set(names)) < len(names):
            raise _RefusedError(*_DAMAGED)  # which of the two counts, programs disagree
        manifest = _unpacked(package, "META-INF/manifest.xml")
        if b"encryption-data" in manifest:
            raise _RefusedError(*_LOCKED)
        body = _unpacked(package, "content.xml")
        styles = _unpacked(package, "styles.xml", MAX_MARKUP - len(body))
    if not body:
        raise _RefusedError(*_DAMAGED)
    return [_tree(markup) for markup in (body, styles) if markup]


def _unpacked(package: ZipFile, part: str, limit: int = MAX_MARKUP) -> bytes:
    """Return a part, or nothing where there is none."""
    if part not in package.namelist():
        return b""
    entry = package.getinfo(part)
    if entry.flag_bits & 1:
        raise _RefusedError(*_LOCKED)
    pieces: list[bytes] = []
    with package.open(entry) as stream:
        while piece := stream.read(min(_CHUNK, limit + 1)):
            limit -= len(piece)
            if limit < 0:
                raise _RefusedError(*_TOO_LARGE)
            pieces.append(piece)
    return b"".join(pieces)


class _Builder:
    """Builds a tree, and refuses a document type (entities), depth and number beyond a letter's."""

    def __init__(self) -> None:
        builder = ElementTree.TreeBuilder()
        self._start, self._end = builder.start, builder.end
        self.data, self.close = builder.data, builder.close
        self._depth = self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > MAX_NESTING or self._count > MAX_ELEMENTS:
            raise _RefusedError(*_TOO_LARGE)
        self._start(_short(tag), attributes)

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._end(_short(tag))

    def doctype(self, *said: str | None) -> None:
        raise _RefusedError(*_DAMAGED)


def _tree(markup: bytes) -> ElementTree.Element:
    parser = ElementTree.XMLParser(target=_Builder())
    parser.feed(markup)
    root: ElementTree.Element = parser.close()
    return root


@lru_cache(maxsize=1000)
def _short(tag: str) -> str:
    return _NAMESPACE.sub(r"\1:", tag)


def _attribute(element: ElementTree.Element, name: str) -> str:
    """Return an attribute by its last name, which no two attributes here share."""
    return next((v for key, v in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _number(element: ElementTree.Element, name: str) -> int:
    said = _attribute(element, name)
    return min(int(said), _REPEATED) if said.isdecimal() and len(said) < 9 else 1


class _Reader:
    def __init__(self, trees: list[ElementTree.Element]) -> None:
        self.trees = trees
        self.hidden: set[str] = set()
        self.marks: dict[str, str] = {}
        self.notes: list[Apart] = []
        self.boxes: list[Apart] = []  # of the paragraph that is being read
        self.boxes_read = 0
        self.numbers = {"footnote": itertools.count(1), "endnote": itertools.count(1)}
        for tree in trees:
            self._learn_styles(tree)

    def _learn_styles(self, tree: ElementTree.Element) -> None:
        """Remember which styles hide words, and what the items of each list begin with."""
        for style in tree.iter("style:style"):
            if any(_attribute(p, "display") == "none" for p in style.iter("style:text-properties")):
                self.hidden.add(_attribute(style, "name"))
        for style in tree.iter("text:list-style"):
            bullet = next(style.iter("text:list-level-style-bullet"), None)
            if bullet is not None and _attribute(bullet, "bullet-char")[:1] in tuple(BOXES):
                self.marks[_attribute(style, "name")] = BOX

    def blocks(self) -> Iterator[Block]:
        """Yield headers, body, notes and footers."""
        body = next(self.trees[0].iter("office:text"), None)
        if body is None:
            raise _RefusedError(*_NO_TEXT)
        yield from self._margins(_HEADERS, "header")
        yield from self._blocks(body, 0)
        yield from self.notes
        yield from self._margins(_FOOTERS, "footer")

    def _margins(self, kinds: tuple[str, ...], called: str) -> Iterator[Apart]:
        """Yield the headers or the footers, each once."""
        seen: list[list[Block]] = []
        for tree in self.trees:
            for margin in (one for kind in kinds for one in tree.iter(kind)):
                blocks = self._blocks(margin, 0)
                if _attribute(margin, "display") != "false" and blocks not in seen:
                    seen.append(blocks)
                    yield Apart(called, blocks, furniture=True)

    def _blocks(self, holder: ElementTree.Element, depth: int, mark: str = "") -> list[Block]:
        """Return what a holder holds; the first paragraph of an item begins with ``mark``."""
        found: list[Block] = []
        for child in holder:
            if child.tag in ("text:p", "text:h"):
                if _attribute(child, "style-name") in self.hidden:
                    continue
                found.append(
                    Paragraph(self._words(child, depth), "" if child.tag == "text:h" else mark)
                )
                mark = ""
                boxes, self.boxes = self.boxes, []
                found += boxes
            elif child.tag == "text:list":
                found += self._list(child, depth + 1, self._mark(child, mark))
                mark = ""
            elif child.tag == "table:table":
                found.append(self._table(child, depth + 1))
            elif child.tag in _TRANSPARENT:
                if _attribute(child, "display") != "none":
                    found += self._blocks(child, depth + 1)
            elif child.tag.startswith("draw:"):
                self._drawing(child, depth)
                boxes, self.boxes = self.boxes, []
                found += boxes
        return found

    def _mark(self, list_: ElementTree.Element, outer: str) -> str:
        return self.marks.get(_attribute(list_, "style-name"), outer or ITEM)

    def _list(self, list_: ElementTree.Element, depth: int, mark: str) -> list[Block]:
        found: list[Block] = []
        for item in list_:
            if item.tag in ("text:list-item", "text:list-header"):
                found += self._blocks(item, depth, mark if item.tag == "text:list-item" else "")
        return found

    def _table(self, table: ElementTree.Element, depth: int) -> Block:
        rows = []
        for row in _rows(table):
            cells, column = [], 1
            for cell in row:
                if cell.tag == "table:table-cell":
                    cells.append(Cell(self._blocks(cell, depth), column))
                if cell.tag in ("table:table-cell", "table:covered-table-cell"):
                    column += _number(cell, "number-columns-repeated")
            rows.append(cells)
        if depth > MAX_DEPTH:
            return Apart("table", [block for row in rows for cell in row for block in cell.blocks])
        return Table(rows)

    def _words(self, paragraph: ElementTree.Element, depth: int) -> str:
        pieces: list[str] = []
        self._gather(paragraph, pieces, depth)
        words = re.sub(" +", " ", "".join(pieces))
        return words.replace("\0", " ")

    def _gather(self, holder: ElementTree.Element, pieces: list[str], depth: int) -> None:
        """Put the words of a paragraph into ``pieces``; a zero stands for a space that counts."""
        pieces.append(_one_space(holder.text))
        for child in holder:
            tag = child.tag
            if tag == "text:line-break":
                pieces.append("\n")
            elif tag == "text:tab":
                pieces.append("\t")
            elif tag == "text:s":
                pieces.append("\0" * _number(child, "c"))
            elif tag == "text:note":
                self._note(child, depth)
            elif tag.startswith("draw:") and tag != "draw:a":
                self._drawing(child, depth)
            elif tag not in _UNREAD and _attribute(child, "style-name") not in self.hidden:
                self._gather(child, pieces, depth)
            pieces.append(_one_space(child.tail))

    def _note(self, note: ElementTree.Element, depth: int) -> None:
        kind = "endnote" if _attribute(note, "note-class") == "endnote" else "footnote"
        where = f"{kind} {next(self.numbers[kind])}"
        outer, self.boxes = self.boxes, []
        for body in note.iter("text:note-body"):
            self.notes.append(Apart(where, self._blocks(body, depth + 1)))
            break
        self.boxes = outer

    def _drawing(self, drawing: ElementTree.Element, depth: int) -> None:
        """Remember the words of a drawing: a text box, or a shape with words in it."""
        if drawing.tag in _UNREAD:
            return
        if drawing.tag == "draw:text-box" or any(child.tag == "text:p" for child in drawing):
            outer, self.boxes = self.boxes, []
            self.boxes_read += 1
            where = f"text box {self.boxes_read}"
            outer.append(Apart(where, self._blocks(drawing, depth + 1)))
            self.boxes = outer
            return
        for child in drawing:
            if child.tag.startswith("draw:"):
                self._drawing(child, depth + 1)


def _rows(table: ElementTree.Element) -> Iterator[ElementTree.Element]:
    for child in table:
        if child.tag == "table:table-row":
            yield child
        elif child.tag in ("table:table-header-rows", "table:table-rows", "table:table-row-group"):
            yield from _rows(child)


def _one_space(words: str | None) -> str:
    return re.sub("[ \t\r\n]+", " ", words) if words else ""
