"""A page or a mail in HTML → what a person sees of it, each paragraph with its place."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

from lxml import etree

from letterkit.errors import Fault, InputError, Place
from letterkit.manuscript import Manuscript
from letterkit.readers.blocks import (
    BOX,
    ITEM,
    MAX_DEPTH,
    Apart,
    Block,
    Cell,
    Paragraph,
    Table,
    has_words,
    manuscript_of,
)
from letterkit.readers.encodings import text_codec

MAX_NESTING = 1_000  # what stands deeper costs time at every tag
# Not shown, or shown as struck out: what is deleted is not said any more.
_UNREAD = frozenset(
    "script style title template textarea iframe noembed noframes object audio video canvas svg "
    "select datalist del s strike".split()
)
_BLOCKS = frozenset(
    "address article aside body center details dialog dd div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section "
    "summary ul caption table tbody thead tfoot tr td th blockquote".split()
)
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|mso-list\s*:\s*ignore", re.I
)
_ITEM_OF_WORD = re.compile(r"mso-list\s*:\s*l\d", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_CHARSET = re.compile(rb"<meta\b[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_PIECE = 1 << 14
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = Fault(
    "is not a text file: it holds zero bytes.",
    "Save the letter again as a web page, or as plain text.",
)
_NESTED = Fault(
    "is nested more deeply than any letter.",
    "Copy the words of the letter into a text file and check that.",
)


def read_html(content: bytes, name: str) -> Manuscript:
    """Return what a page says. Raises InputError for what is no text, or no letter."""
    source = decoded(content)
    if "\0" in source:
        raise InputError(_NO_TEXT._replace(place=Place(name)))
    return manuscript_of(blocks_of_html(source, name), "html")


def decoded(content: bytes, charset: str = "") -> str:
    """Return the characters of a page, in the encoding that it begins with or names."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    named = _CHARSET.search(content[:4096])
    for encoding in (charset, named[1].decode("ascii", "replace") if named else "", "utf-8"):
        codec = text_codec(encoding)
        if codec and not (codec.startswith("utf-16") and b"\0" not in content[:100]):
            try:
                return content.decode(codec)
            except UnicodeDecodeError:
                continue
    return content.decode("cp1252", "replace")


def blocks_of_html(source: str, name: str) -> list[Block]:
    """Return the paragraphs, lists, tables and quotations of a page.

    Raises InputError for a page that is nested more deeply than any letter.
    """
    markup = source.encode("utf-8", "replace")
    page = _Page()
    parser = etree.HTMLParser(target=page, encoding="utf-8", huge_tree=True)
    try:
        for at in range(0, len(markup), _PIECE):  # between pieces it stops where the page says so
            parser.feed(markup[at : at + _PIECE])
        parser.close()
    except _NestedError:
        raise InputError(_NESTED._replace(place=Place(name))) from None
    except etree.XMLSyntaxError:  # there is nothing in it
        pass
    return page.blocks()


class _NestedError(Exception):
    pass


@dataclass
class _Holder:
    """Something that holds blocks and is open: the page, a quotation, a table or a cell of one."""

    depth: int = 0  # how deep in the page it stands
    blocks: list[Block] = field(default_factory=list)
    where: str = ""  # a quotation


@dataclass
class _Table(_Holder):
    flat: bool = False  # it only arranges the page
    rows: list[list[Cell]] = field(default_factory=list)
    column: int = 1  # in which the next cell begins

    def cell(self, depth: int, span: str) -> _Holder:
        cell = Cell([], self.column)
        self.column += int(span) if span.isdecimal() and len(span) < 4 else 1
        self.rows[-1].append(cell)
        return _Holder(depth, cell.blocks)

    def row(self) -> None:
        self.rows.append([])
        self.column = 1

    def whole(self) -> list[Block]:
        """Return the table; of one that only arranges the page, what it holds."""
        cells = [cell for row in self.rows for cell in row]
        in_table = any(isinstance(block, Table) for cell in cells for block in cell.blocks)
        if self.flat or in_table or len(cells) < 2:
            return [*self.blocks, *(block for cell in cells for block in cell.blocks)]
        return [*self.blocks, Table(self.rows)]


class _Page:
    """Hears from the parser what opens and what closes; it closes all that was left open.

    No tree is built: libxml2 leaves out in silence what stands too deep in one.
    """

    def __init__(self) -> None:
        self.depth = 0
        self.holders = [_Holder()]
        self.words: list[str] = []
        self.mark = ""
        self.exact = 0  # pre elements that are open
        self.unread = 0  # the depth of the element whose words are not read
        self.quotations = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise _NestedError
        if self.unread:
            return
        if name in _BLOCKS:
            self._end_paragraph()
        if _is_unread(name, attributes):
            self.unread = self.depth
        elif name == "br":
            self.words.append("\n")
        elif name == "input" and attributes.get("type", "").lower() in ("checkbox", "radio"):
            self.words.append("☒ " if "checked" in attributes else "☐ ")
        elif name == "li" or (name == "p" and _ITEM_OF_WORD.search(attributes.get("style", ""))):
            self.mark = ITEM
        elif name == "pre":
            self.exact += 1
        else:
            self._open(name, attributes)

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        holder = self.holders[-1]
        if isinstance(holder, _Table) and name in ("tr", "td", "th"):
            if name == "tr" or not holder.rows:
                holder.row()
            if name != "tr":
                self.holders.append(holder.cell(self.depth, attributes.get("colspan", "")))
        elif len(self.holders) > MAX_DEPTH * 2:
            return
        elif name == "table":
            flat = attributes.get("role", "").lower() in ("presentation", "none")
            self.holders.append(_Table(self.depth, flat=flat))
        elif name == "blockquote":
            self.quotations += 1
            self.holders.append(_Holder(self.depth, where=f"quotation {self.quotations}"))

    def data(self, words: str) -> None:
        if not self.unread:
            self.words.append(words if self.exact else _SPACE.sub(" ", words))

    def end(self, name: str) -> None:
        self.depth -= 1
        if self.unread:
            if self.depth < self.unread:
                self.unread = 0
            return
        if name in _BLOCKS:
            self._end_paragraph()
        if name == "li":
            self.mark = ""
        elif name == "pre":
            self.exact -= 1
        if self.depth < self.holders[-1].depth:
            closed = self.holders.pop()
            if isinstance(closed, _Table):
                self.holders[-1].blocks += closed.whole()
            elif closed.where and has_words(closed.blocks):
                self.holders[-1].blocks.append(Apart(closed.where, closed.blocks))

    def close(self) -> None:
        """Do nothing: the parser asks for it."""

    def blocks(self) -> list[Block]:
        """Return what the page holds, once it is read."""
        self._end_paragraph()
        return self.holders[0].blocks

    def _end_paragraph(self) -> None:
        words, self.words = "".join(self.words), []
        if not words.strip():
            return
        if not self.exact:
            words = "\n".join(line.strip(" ") for line in re.sub(" +", " ", words).split("\n"))
        mark = BOX if self.mark and words.lstrip()[:1] in "☐" else self.mark
        if mark == BOX:
            words = words.lstrip()[1:]
        self.holders[-1].blocks.append(Paragraph(words, mark))
        self.mark = ""


def _is_unread(name: str, attributes: dict[str, str]) -> bool:
    style = attributes.get("style", "")[:1000]
    return (
        name in _UNREAD
        or "hidden" in attributes
        or bool(style and (_HIDING.search(style) or _STRUCK.search(style)))
    )
