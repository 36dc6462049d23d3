"""A letter in RTF → its words in the order of the document.

Read here rather than through striprtf, which leaves out notes, headers, footers and text boxes and
reads deleted words: a check must miss none of the first and quote none of the last.
"""

from __future__ import annotations

import itertools
import re
from typing import NamedTuple

from letterkit.errors import Fault, InputError, Place
from letterkit.manuscript import Manuscript
from letterkit.readers.blocks import (
    BOX,
    BOXES,
    ITEM,
    Apart,
    Block,
    Cell,
    Paragraph,
    Table,
    manuscript_of,
)
from letterkit.readers.encodings import text_codec

MAX_DEPTH = 2_000
_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,15})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)
_DAMAGED = Fault("is damaged: it cannot be read to its end.", "Take another copy of it.")

_SIGNS = {
    "line": "\n", "lbr": "\n", "softline": "\n", "tab": "\t", "emdash": "—", "endash": "–",
    "emspace": " ", "enspace": " ", "qmspace": " ", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "zwj": "", "zwnj": "", "zwbo": "", "zwnbo": "",
}  # fmt: skip
_SYMBOLS = {"~": "\xa0", "_": "-", "-": "", "{": "{", "}": "}", "\\": "\\", "\t": "\t"}
_PARAGRAPH_ENDS = frozenset("par sect page column nestcell nestrow \n \r".split(" "))
_MARGINS = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), "header"),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), "footer"),
}
_MARKS = ("listtext", "pntext")
_BOX_TEXTS = ("shptxt", "dptxbxtext")
# Groups of which nothing is shown in the letter.
_UNREAD = frozenset(
    "colortbl stylesheet info pict nonshppict object objdata fldinst annotation atnid atnauthor "
    "atntime atndate atnref atnicn atrfstart atrfend listtable listoverridetable revtbl rsidtbl "
    "generator themedata colorschememapping latentstyles datastore xmlnstbl bkmkstart bkmkend "
    "nonesttables nesttableprops xe tc txe rxe ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn falt "
    "panose sp sn sv template pgdsctbl userprops docvar wgrffmtfilter background shprslt filetbl "
    "author title subject keywords operator company comment doccomm creatim revtim printim "
    "pnseclvl pntxta pntxtb levelnumbers leveltext private passwordhash password fontemb fontfile "
    "upr formfield ffname ffdeftext mailmerge datafield".split()
)
# After \* these are known all the same; of any other group that begins so, nothing is read.
_KNOWN_AFTER_STAR = frozenset(
    ("shpinst", "shptxt", "footnote", "fonttbl", "ud", *_MARKS, *_MARGINS)
)
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_SYMBOL = "symbol"  # a font of signs: its characters stand where plain() looks for them


def read_rtf(content: bytes, name: str) -> Manuscript:
    """Return what a letter in RTF says; one that is cut off, as far as it goes.

    Raises InputError where groups are nested more deeply than any program writes them.
    """
    reader = _Reader(content.decode("latin-1"))
    if not reader.read():
        raise InputError(_DAMAGED._replace(place=Place(name)))
    return manuscript_of(reader.blocks(), "rtf")


class _State(NamedTuple):
    """What holds inside one pair of braces, and is forgotten after it."""

    unread: bool = False
    hidden: bool = False
    deleted: bool = False
    skip: int = 1  # characters that stand in for a Unicode one
    font: int = -1
    in_table: bool = False
    role: str = ""  # "fonts", "mark", or "story": a note, header or text box that ends with it


class _Story:
    """Words that run on by themselves: the body, a note, a header, a text box."""

    def __init__(self, where: str = "", *, furniture: bool = False) -> None:
        self.where, self.furniture = where, furniture
        self.found: list[Block] = []
        self.words: list[str] = []
        self.mark: list[str] = []
        self.cell: list[Block] = []
        self.row: list[Cell] = []
        self.rows: list[list[Cell]] = []

    def end_paragraph(self, *, in_table: bool) -> None:
        words, self.words = _joined(self.words), []
        sign, self.mark = _joined(self.mark).strip(), []
        if not in_table:
            self.end_table()
        if words.strip():
            mark = "" if not sign else BOX if sign[0] in BOXES else ITEM
            (self.cell if in_table else self.found).append(Paragraph(words, mark))

    def end_cell(self) -> None:
        self.end_paragraph(in_table=True)
        self.row.append(Cell(self.cell, len(self.row) + 1))
        self.cell = []

    def end_row(self) -> None:
        if self.words or self.cell:
            self.end_cell()
        if self.row:
            self.rows.append(self.row)
        self.row = []

    def end_table(self) -> None:
        if self.cell or self.row:
            words, self.words = self.words, []
            self.end_row()
            self.words = words
        if self.rows:
            self.found.append(Table(self.rows))
        self.rows = []


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.stories = [_Story()]
        self.state = _State()
        self.stack: list[_State] = []
        self.bytes = bytearray()  # characters of an old encoding, until it is clear where they end
        self.to_skip = 0
        self.codec = "cp1252"
        self.fonts: dict[int, str] = {}
        self.starred = False
        self.headers: list[Apart] = []
        self.footers: list[Apart] = []
        self.notes: list[Apart] = []
        self.numbers = {kind: itertools.count(1) for kind in ("footnote", "text box")}

    def blocks(self) -> list[Block]:
        """Return headers, body, notes and footers."""
        return [*self.headers, *self.stories[0].found, *self.notes, *self.footers]

    def read(self) -> bool:
        """Read to the end; false where the nesting is not a letter's."""
        at, source, match = 0, self.source, _TOKEN.match
        while token := match(source, at):
            at = token.end()
            word, number, code, symbol, brace, words = token.groups()
            if words is not None:
                self._plain_words(words)
            elif code is not None:
                self._byte(int(code, 16))
            elif word is not None:
                if word == "bin":
                    at += max(0, int(number or 0))
                self._word(word, None if number is None else int(number))
            elif brace == "{":
                self._end_bytes()
                self.stack.append(self.state)
                self.state = self.state._replace(role="")
                self.to_skip = 0
                if len(self.stack) > MAX_DEPTH:
                    return False
            elif brace:
                self._close_group()
                if not self.stack:
                    break
            elif symbol is not None:
                self._symbol(symbol)
        while self.stack:
            self._close_group()
        self._end_bytes()
        self.stories[0].end_paragraph(in_table=False)
        return True

    # Groups

    def _close_group(self) -> None:
        self._end_bytes()
        self.to_skip = 0
        if self.state.role == "story":
            self._end_story()
        if self.stack:
            self.state = self.stack.pop()
        self.starred = False

    def _begin_story(self, where: str, *, furniture: bool = False) -> None:
        self.stories.append(_Story(where, furniture=furniture))
        self.state = self.state._replace(role="story", in_table=False)

    def _end_story(self) -> None:
        story = self.stories.pop()
        story.end_paragraph(in_table=False)
        apart = Apart(story.where, story.found, story.furniture)
        if not story.found:
            return
        if not story.furniture:
            self.notes.append(apart)
            return
        margin = self.headers if story.where == "header" else self.footers
        if apart not in margin:
            margin.append(apart)

    def _destination(self, word: str) -> bool:
        """Return whether the word says what its group holds, and take note of it."""
        if word in _UNREAD:
            self.state = self.state._replace(unread=True)
        elif word == "fonttbl":
            self.state = self.state._replace(role="fonts", unread=True)
        elif self.state.unread:
            return word == "ud" and self._unicode_twin()
        elif word in _MARGINS:
            self._begin_story(_MARGINS[word], furniture=True)
        elif word == "footnote":
            self._begin_story(f"footnote {next(self.numbers['footnote'])}")
        elif word in _BOX_TEXTS:
            self._begin_story(f"text box {next(self.numbers['text box'])}")
        elif word in _MARKS:
            self.state = self.state._replace(role="mark")
        else:
            return False
        return True

    def _unicode_twin(self) -> bool:
        """Read the better half of a group that says the same twice."""
        self.state = self.state._replace(unread=False)
        return True

    # Words

    def _word(self, word: str, number: int | None) -> None:
        self._end_bytes()
        starred, self.starred = self.starred, False
        if starred and word not in _KNOWN_AFTER_STAR:
            self.state = self.state._replace(unread=True)
            return
        if self._destination(word):
            return
        if word == "u" and number is not None:
            self._put(chr(number % 0x10000))
            self.to_skip = self.state.skip
            return
        self.to_skip = 0
        if word in _SIGNS:
            self._put(_SIGNS[word])
        elif word in _PARAGRAPH_ENDS:
            self._end_paragraph()
        elif word in ("cell", "row") and not self.state.unread:
            story = self.stories[-1]
            story.end_cell() if word == "cell" else story.end_row()
        else:
            self._format(word, number)

    def _format(self, word: str, number: int | None) -> None:
        state = self.state
        if word == "v":
            state = state._replace(hidden=number != 0)
        elif word == "deleted":
            state = state._replace(deleted=number != 0)
        elif word == "plain":
            state = state._replace(hidden=False, deleted=False, font=-1)
        elif word == "pard":
            state = state._replace(in_table=False)
        elif word == "intbl":
            state = state._replace(in_table=True)
        elif word == "uc":
            state = state._replace(skip=min(max(number or 0, 0), 10))
        elif word == "f":
            state = state._replace(font=number or 0)
        elif word == "fcharset":
            self._learn_font(number or 0)
        elif word == "ansicpg":
            self.codec = text_codec(f"cp{number}") or "cp1252"
        elif word == "mac":
            self.codec = "mac_roman"
        self.state = state

    def _learn_font(self, charset: int) -> None:
        if charset == 2:
            self.fonts[self.state.font] = _SYMBOL
        elif charset in _CHARSETS:
            self.fonts[self.state.font] = _CHARSETS[charset]

    def _symbol(self, symbol: str) -> None:
        self._end_bytes()
        if symbol == "*":
            self.starred = True
        elif symbol in "\r\n":
            self._end_paragraph()
        else:
            self._put(_SYMBOLS.get(symbol, ""))

    def _byte(self, byte: int) -> None:
        if self.to_skip:
            self.to_skip -= 1
        else:
            self.bytes.append(byte)

    def _plain_words(self, words: str) -> None:
        if self.to_skip:
            skipped = min(self.to_skip, len(words))
            self.to_skip -= skipped
            words = words[skipped:]
        if self.state.unread:
            return
        if words.isascii() and self.fonts.get(self.state.font) != _SYMBOL:
            self._end_bytes()
            self._put(words)
        else:
            self.bytes += words.encode("latin-1")
            self._end_bytes()

    def _end_bytes(self) -> None:
        if not self.bytes:
            return
        content, self.bytes = bytes(self.bytes), bytearray()
        codec = self.fonts.get(self.state.font, self.codec)
        if codec == _SYMBOL:
            self._put("".join(chr(0xF000 + byte) if byte > 32 else chr(byte) for byte in content))
        else:
            self._put(content.decode(codec, "replace"))

    def _put(self, words: str) -> None:
        state = self.state
        if state.unread or state.hidden or state.deleted:
            return
        story = self.stories[-1]
        (story.mark if self._in_mark() else story.words).append(words)

    def _in_mark(self) -> bool:
        return self.state.role == "mark" or (bool(self.stack) and self.stack[-1].role == "mark")

    def _end_paragraph(self) -> None:
        if not (self.state.unread or self.state.deleted):
            self.stories[-1].end_paragraph(in_table=self.state.in_table)


def _joined(pieces: list[str]) -> str:
    """Return the words; two halves of a character beyond the first plane become one."""
    words = "".join(pieces)
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
