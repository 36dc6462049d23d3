"""A page or a mail in HTML → what a person sees of it, each paragraph with its place."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

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
from letterkit.readers.html_tokens import Tag, tokens

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
_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()
)  # fmt: skip
_END_LEFT_OUT = ("p", "li", "dt", "dd", "tr", "td", "th")
_HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.I)
_STRUCK = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_CHARSET = re.compile(rb"<meta\b[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_html(content: bytes, name: str) -> Manuscript:
    """Return what a page says. Raises InputError for what is no text."""
    source = decoded(content)
    if "\0" in source:
        todo = "Save the letter again as a web page, or as plain text."
        raise InputError(Fault("is not a text file: it holds zero bytes.", todo, Place(name)))
    return manuscript_of(blocks_of_html(source), "html")


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


def blocks_of_html(source: str) -> list[Block]:
    """Return the paragraphs, lists, tables and quotations of a page."""
    page = _Page()
    for token in tokens(source):
        if isinstance(token, str):
            page.words_come(token)
        elif token.opens:
            page.opens(token)
        else:
            page.closes(token.name)
    return page.whole()


class _Open(NamedTuple):
    """Something that holds blocks and is not closed yet."""

    name: str  # table, row, cell, blockquote; empty for the page
    blocks: list[Block]
    rows: list[list[Cell]]
    flat: bool = False  # a table that only arranges the page
    where: str = ""  # a quotation


class _Page:
    def __init__(self) -> None:
        self.open = [_Open("", [], [])]
        self.words: list[str] = []
        self.mark = ""
        self.exact = 0  # pre elements that are open
        self.unread = ""  # the element whose words are not read
        self.unread_depth = 0
        self.quotations = 0

    def whole(self) -> list[Block]:
        self._close_to(0)
        return self.open[0].blocks

    def words_come(self, words: str) -> None:
        if not self.unread:
            self.words.append(words if self.exact else _SPACE.sub(" ", words))

    def opens(self, tag: Tag) -> None:
        name = tag.name
        if self.unread and not self._ends_unread(name):
            self.unread_depth += name == self.unread
            return
        if name not in _VOID and _is_unread(tag):
            if name in _BLOCKS:
                self._end_paragraph()
            self.unread, self.unread_depth = name, 1
        elif name == "br":
            self.words.append("\n")
        elif name == "input" and tag.attributes.get("type", "").lower() in ("checkbox", "radio"):
            self.words.append("☒ " if "checked" in tag.attributes else "☐ ")
        elif name in _BLOCKS:
            self._end_paragraph()
            self._open_block(tag)

    def _ends_unread(self, name: str) -> bool:
        """Return whether a tag ends what is not read, as those do whose end may be left out."""
        if (self.unread == "p" and name in _BLOCKS) or self.unread == name in _END_LEFT_OUT:
            self.unread = ""
        return not self.unread

    def closes(self, name: str) -> None:
        if self.unread:
            if name == self.unread:
                self.unread_depth -= 1
            if not self.unread_depth:
                self.unread = ""
            return
        if name in _BLOCKS:
            self._end_paragraph()
        if name == "pre":
            self.exact = max(0, self.exact - 1)
        elif name == "li":
            self.mark = ""
        elif name in ("table", "blockquote", "tr", "td", "th"):
            within = () if name in ("table", "blockquote") else ("table", "blockquote")
            self._close({"th": "cell", "td": "cell", "tr": "row"}.get(name, name), within)

    def _open_block(self, tag: Tag) -> None:
        name = tag.name
        if name == "li":
            self.mark = ITEM
        elif name == "pre":
            self.exact += 1
        elif name in ("table", "blockquote") and len(self.open) < MAX_DEPTH * 3:
            flat = tag.attributes.get("role", "").lower() in ("presentation", "none")
            self.quotations += name == "blockquote"
            self.open.append(_Open(name, [], [], flat, f"quotation {self.quotations}"))
        elif name == "tr":
            self._close("row", ("table", "blockquote"))
            if self.open[-1].name == "table":
                self.open[-1].rows.append([])
                self.open.append(_Open("row", [], self.open[-1].rows))
        elif name in ("td", "th"):
            self._close("cell", ("table", "blockquote"))
            if self.open[-1].name == "table":
                self._open_block(Tag("tr", True, {}))
            if self.open[-1].name == "row":
                self._open_cell(tag)

    def _open_cell(self, tag: Tag) -> None:
        row = self.open[-1].rows[-1]
        column = 1 if not row else row[-1].column + self.span
        wide = tag.attributes.get("colspan", "1")
        self.span = int(wide) if wide.isdecimal() and len(wide) < 4 else 1
        row.append(Cell([], column))
        self.open.append(_Open("cell", row[-1].blocks, []))

    span = 1

    def _close(self, name: str, within: tuple[str, ...] = ()) -> None:
        """Close the innermost open thing of this name, and what is open in it."""
        for level in range(len(self.open) - 1, 0, -1):
            if self.open[level].name == name:
                self._close_to(level)
                return
            if self.open[level].name in within:
                return

    def _close_to(self, level: int) -> None:
        self._end_paragraph()
        while len(self.open) > max(level, 1):
            closed = self.open.pop()
            holder = self.open[-1].blocks
            if closed.name == "blockquote" and has_words(closed.blocks):
                holder.append(Apart(closed.where, closed.blocks))
            elif closed.name == "table":
                holder += _arranged(closed)

    def _end_paragraph(self) -> None:
        words, self.words = "".join(self.words), []
        if not words.strip():
            return
        if not self.exact:
            words = "\n".join(line.strip(" ") for line in re.sub(" +", " ", words).split("\n"))
        mark = BOX if self.mark and words.lstrip()[:1] in "☐" else self.mark
        if mark == BOX:
            words = words.lstrip()[1:]
        self.open[-1].blocks.append(Paragraph(words, mark))
        self.mark = ""


def _is_unread(tag: Tag) -> bool:
    style = tag.attributes.get("style", "")[:1000]
    return (
        tag.name in _UNREAD
        or "hidden" in tag.attributes
        or bool(style and (_HIDING.search(style) or _STRUCK.search(style)))
    )


def _arranged(table: _Open) -> list[Block]:
    """Return a table; of one that only arranges the page, what it holds."""
    cells = [cell for row in table.rows for cell in row]
    in_table = any(isinstance(block, Table) for cell in cells for block in cell.blocks)
    if table.flat or in_table or len(cells) < 2:
        return [*table.blocks, *(block for cell in cells for block in cell.blocks)]
    return [*table.blocks, Table(table.rows)]
